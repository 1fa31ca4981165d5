/**
 * A socket that loses, cuts, mixes and repeats what the kernel sends: what is told is what the kernel said, or an error with
 * a number; nothing else, and not for ever.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { AuditError } from '../../src/errors.js';
import { AuditClient } from '../../src/netlink/client.js';
import { ENOBUFS, KernelError } from '../../src/netlink/kernel-error.js';
import type { Transport } from '../../src/netlink/transport.js';
import { decodeRule } from '../../src/rules/decode.js';
import { encodeRule } from '../../src/rules/encode.js';
import { parseRule } from '../../src/rules/parse.js';
import { DEFAULT_STATUS, FakeKernel } from '../netlink/fake-kernel.js';
import { testContext } from '../rules/context.js';
import { draws } from '../support/draws.js';

const RULES = [
  '-a always,exit -F arch=b64 -S openat -F key=a',
  '-w /etc/shadow -p wa -k identity',
  '-a always,exit -F path=/usr/bin/passwd -F perm=x -F key=b',
].map((text) => encodeRule(parseRule(text.split(' '), testContext()).rule));

/** What happens to the next datagram. */
type Mishap = 'none' | 'lost' | 'full' | 'foreign' | 'late' | 'twice' | number;

const mishap: fc.Arbitrary<Mishap> = fc.oneof(
  { weight: 6, arbitrary: fc.constant('none' as const) },
  fc.constantFrom('lost' as const, 'full' as const, 'foreign' as const, 'late' as const, 'twice' as const),
  fc.integer({ min: 0, max: 60 }), // bytes that are left of it
);

class BrokenSocket implements Transport {
  readonly #kernel = new FakeKernel({ rules: RULES });
  readonly #mishaps: Mishap[];
  readonly #waiting: Buffer[] = [];

  constructor(mishaps: readonly Mishap[]) {
    this.#mishaps = [...mishaps];
  }

  send(datagram: Buffer): void {
    this.#kernel.send(datagram);
  }

  receive(): Buffer | undefined {
    const next = this.#kernel.receive() ?? this.#waiting.shift();
    if (!next) return undefined;
    const what = this.#mishaps.shift() ?? 'none';
    if (typeof what === 'number') return next.subarray(0, what);
    if (what === 'lost') return this.receive();
    if (what === 'full') throw new KernelError(ENOBUFS, 'receive');
    if (what === 'foreign') {
      this.#waiting.push(next);
      const other = Buffer.from(next);
      other.writeUInt32LE(4_000_000_000, 8);
      return other;
    }
    if (what === 'late' || what === 'twice') this.#waiting.push(next);
    return what === 'late' ? this.receive() : next;
  }

  close(): void {}
}

/** Undefined: refused with a number. */
function asked<T>(ask: () => T): T | undefined {
  try {
    return ask();
  } catch (error) {
    if (error instanceof KernelError || error instanceof AuditError) return undefined;
    throw error;
  }
}

const isTrue = (rules: readonly Buffer[] | undefined): boolean =>
  rules?.every((rule) => RULES.some((own) => own.equals(rule))) ?? true;

test('status and settings are those of the kernel, or an error', () => {
  fc.assert(
    fc.property(fc.array(mishap, { maxLength: 12 }), (mishaps) => {
      const client = new AuditClient(new BrokenSocket(mishaps));
      const truth = new AuditClient(new FakeKernel({ status: DEFAULT_STATUS })).status();
      for (let times = 0; times < 3; times++) {
        const status = asked(() => client.status());
        if (status) assert.deepEqual(status, truth);
        const code = asked(() => client.set('enabled', 1));
        if (code !== undefined) assert.equal(code, 0);
      }
    }),
    { numRuns: draws(2000) },
  );
});

test('each rule of a list is one of the kernel, or the list is refused', () => {
  fc.assert(
    fc.property(fc.array(mishap, { maxLength: 16 }), (mishaps) => {
      const client = new AuditClient(new BrokenSocket(mishaps));
      const rules = asked(() => client.listRules().map((bytes) => encodeRule(decodeRule(bytes))));
      assert.ok(isTrue(rules));
      const whole = asked(() => client.snapshot().rules.map((bytes) => encodeRule(decodeRule(bytes))));
      assert.ok(isTrue(whole));
    }),
    { numRuns: draws(2000) },
  );
});

test('what was lost on the way to an answer does not stand in the way of the next one', () => {
  for (const lost of ['lost', 'full', 'foreign', 5] as const) {
    const client = new AuditClient(new BrokenSocket([lost, 'none', lost]));
    asked(() => client.status());
    asked(() => client.listRules());
    assert.equal(asked(() => client.listRules())?.length, RULES.length, String(lost));
  }
});
