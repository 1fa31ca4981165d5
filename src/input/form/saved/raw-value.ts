/** An interpreted value back to the raw one: the first candidate that is interpreted as that text. */
import type { Interpreter } from '../../../interpret/interpreter.js';
import type { Kind } from '../../../tables/generated/tables.js';
import { candidatesOf } from './candidates.js';

/** Distinct values that are remembered, and how long they may be; a hostile file may hold as many as it likes. */
const KEPT = 1 << 14;
const LONGEST_KEPT = 256;

export class RawValues {
  readonly #interpreter: Interpreter;
  readonly #known = new Map<string, string | null>();

  constructor(interpreter: Interpreter) {
    this.#interpreter = interpreter;
  }

  /** Undefined: none is known that reads so. What the field's meaning depends on stands in the interpreter's context. */
  of(kind: Kind, field: string, shown: string): string | undefined {
    if (shown.length > LONGEST_KEPT) return this.#find(kind, field, shown);
    const key = `${field}\0${this.#interpreter.context.syscall}\0${kind}\0${shown}`;
    const known = this.#known.get(key);
    if (known === null && !kind.startsWith('syscall-arg')) return undefined;
    if (known !== undefined && known !== null && this.#reads(kind, known, shown)) return known;
    const found = this.#find(kind, field, shown);
    if (this.#known.size >= KEPT) this.#known.clear();
    this.#known.set(key, found ?? null);
    return found;
  }

  #find(kind: Kind, field: string, shown: string): string | undefined {
    for (const candidate of candidatesOf(kind, field, shown, this.#interpreter.context))
      if (candidate !== undefined && this.#reads(kind, candidate, shown)) return candidate;
    return shown.includes('|') ? this.#flags(kind, shown) : undefined;
  }

  #reads(kind: Kind, raw: string, shown: string): boolean {
    if (kind === 'syscall') this.#interpreter.context.syscall = Number(raw) | 0;
    return this.#text(kind, raw) === asItReads(kind, shown);
  }

  #text(kind: Kind, raw: string): string {
    return this.#interpreter.freshText(this.#interpreter.rule(kind), raw);
  }

  /** `O_WRONLY|O_CREAT`: the bits of each name together, also of one that never stands alone. */
  #flags(kind: Kind, shown: string): string | undefined {
    const bits = Array.from({ length: 32 }, (_, bit) => 2 ** bit);
    const names = shown.split('|');
    const word = bits.filter((bit) => {
      const more = this.#text(kind, notation(kind, bit)).split('|');
      return more.some((name) => names.includes(name) && name !== this.#text(kind, notation(kind, 0)));
    });
    const raw = notation(
      kind,
      word.reduce((sum, bit) => sum + bit, 0),
    );
    return this.#reads(kind, raw, shown) ? raw : undefined;
  }
}

function asItReads(kind: Kind, shown: string): string {
  // Of these two the first argument, which is not read yet, tells more.
  if (kind === 'syscall') return shown.replace(/^(socketcall|ipc)\(.*\)$/, '$1');
  // As older versions wrote it.
  return kind === 'sockaddr' ? shown.replace(/^\{ fam=/, '{ saddr_fam=') : shown;
}

function notation(kind: Kind, word: number): string {
  return kind === 'open-flags' ? `0${word.toString(8)}` : word.toString(16);
}
