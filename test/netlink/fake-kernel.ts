/** A kernel for tests: a function from requests to replies, which notes what was asked. */

import type { Transport } from '../../src/netlink/transport.js';
import {
  AUDIT_ADD_RULE,
  AUDIT_DEL_RULE,
  AUDIT_GET,
  AUDIT_GET_FEATURE,
  AUDIT_LIST_RULES,
  NLMSG_DONE,
  NLMSG_ERROR,
} from '../../src/tables/generated/netlink-message.js';

export interface FakeKernelOptions {
  /** Several are given in turn, the last one from then on. */
  readonly status?: string | readonly string[];
  readonly features?: string;
  /** Type of request → code of its acknowledgement. */
  readonly codes?: ReadonlyMap<number, number>;
  /** Carries a request out and says its code; for kernels with a memory. */
  readonly answer?: (type: number, payload: Buffer) => number;
  readonly rules?: readonly Buffer[];
  /** Data before the acknowledgement, as kernels since 6.19 do. */
  readonly dataFirst?: boolean;
  /** No acknowledgement at all when there is data. */
  readonly withoutAck?: boolean;
}

export const DEFAULT_STATUS =
  '00000000000000000100000000000000000000000000010000000000000000007f000000983a000000000000';
export const DEFAULT_FEATURES = '01000000ffffffff0000000000000000';

export class FakeKernel implements Transport {
  readonly sent: [type: number, payload: string][] = [];
  rules: Buffer[];
  readonly #options: FakeKernelOptions;
  readonly #queue: Buffer[] = [];
  #asked = 0;

  constructor(options: FakeKernelOptions = {}) {
    this.#options = options;
    this.rules = [...(options.rules ?? [])];
  }

  send(datagram: Buffer): void {
    const type = datagram.readUInt16LE(4);
    this.sent.push([type, datagram.toString('hex', 16)]);
    const code = this.#options.answer?.(type, padded(datagram)) ?? this.#options.codes?.get(type) ?? 0;
    const ack = Buffer.alloc(20);
    ack.writeInt32LE(code, 0);
    datagram.copy(ack, 4, 0, 16);
    const replies = [reply(datagram, NLMSG_ERROR, ack)];
    if (code >= 0) {
      const data = this.#data(type).map((payload) => reply(datagram, type, payload));
      if (type === AUDIT_LIST_RULES) data.push(reply(datagram, NLMSG_DONE, Buffer.alloc(0)));
      if (this.#options.withoutAck && data.length > 0) replies.pop();
      if (this.#options.dataFirst) replies.unshift(...data);
      else replies.push(...data);
    }
    this.#queue.push(...replies);
  }

  receive(): Buffer | undefined {
    return this.#queue.shift();
  }

  close(): void {}

  /** A datagram that nobody asked for. */
  inject(datagram: Buffer): void {
    this.#queue.push(datagram);
  }

  #data(type: number): readonly Buffer[] {
    if (type === AUDIT_GET) return [Buffer.from(this.#nextStatus(), 'hex')];
    if (type === AUDIT_GET_FEATURE) return [Buffer.from(this.#options.features ?? DEFAULT_FEATURES, 'hex')];
    return type === AUDIT_LIST_RULES ? this.rules : [];
  }

  #nextStatus(): string {
    const { status = DEFAULT_STATUS } = this.#options;
    return typeof status === 'string' ? status : (status[this.#asked++] ?? status.at(-1) ?? DEFAULT_STATUS);
  }
}

/** The payload, long enough to be looked at as a rule. */
function padded(datagram: Buffer): Buffer {
  return Buffer.concat([datagram.subarray(16), Buffer.alloc(Math.max(0, 1040 + 16 - datagram.length))]);
}

export function reply(request: Buffer, type: number, payload: Buffer): Buffer {
  const datagram = Buffer.alloc(16 + payload.length);
  datagram.writeUInt32LE(datagram.length, 0);
  datagram.writeUInt16LE(type, 4);
  request.copy(datagram, 8, 8, 12);
  payload.copy(datagram, 16);
  return datagram;
}

/**
 * A kernel that keeps rules as the real one does: list by list, with additions in front, and each rule once unless it is
 * put in front. `refuses` says which additions fail, by the text of the rule's strings.
 */
export function kernelWithMemory(
  rules: readonly Buffer[] = [],
  refuses = (_texts: string): boolean => false,
): FakeKernel {
  const kernel: FakeKernel = new FakeKernel({
    rules,
    answer: (type, payload) => {
      if (type !== AUDIT_ADD_RULE && type !== AUDIT_DEL_RULE) return 0;
      const rule = listed(payload);
      const at = kernel.rules.findIndex((known) => known.equals(rule));
      if (type === AUDIT_DEL_RULE) {
        if (at < 0) return -2;
        kernel.rules.splice(at, 1);
        return 0;
      }
      const isInFront = (payload.readUInt32LE(0) & 0x10) !== 0;
      if (refuses(rule.toString('latin1', 1040))) return -2;
      if (at >= 0 && !isInFront) return -17;
      const all = isInFront ? [rule, ...kernel.rules] : [...kernel.rules, rule];
      kernel.rules = all.sort((one, other) => listPlace(one) - listPlace(other));
      return 0;
    },
  });
  return kernel;
}

function listPlace(rule: Buffer): number {
  return [0, 1, 4, 5, 6, 7].indexOf(rule.readUInt32LE(0));
}

/** The rule as the kernel gives it back: without the flag of the list, and "all" without the bits of classes. */
function listed(payload: Buffer): Buffer {
  const rule = Buffer.from(payload.subarray(0, 1040 + payload.readUInt32LE(1036)));
  rule.writeUInt32LE(rule.readUInt32LE(0) & ~0x10, 0);
  if (rule.subarray(12, 12 + 63 * 4).every((byte) => byte === 0xff)) rule.fill(0, 12 + 63 * 4 + 2, 12 + 64 * 4);
  return rule;
}
