/** The constants of SHA-256 (FIPS 180-4, 4.2.2): the first 32 bits behind the point of the cube roots of the first primes. */
import { HASH_ROUNDS } from './layout.js';

export function hashConstants(): readonly number[] {
  const primes: number[] = [];
  for (let number = 2; primes.length < HASH_ROUNDS; number++)
    if (primes.every((prime) => number % prime !== 0)) primes.push(number);
  return primes.map((prime) => Math.floor((Math.cbrt(prime) % 1) * 2 ** 32));
}
