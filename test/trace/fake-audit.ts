/** An audit system for tests: status and rules that requests change, as the kernel does. */

import type { Transport } from '../../src/netlink/transport.js';
import { PREPEND, RULE_SIZE } from '../../src/rules/encode.js';
import {
  AUDIT_ADD_RULE,
  AUDIT_DEL_RULE,
  AUDIT_GET,
  AUDIT_LIST_RULES,
  AUDIT_SET,
} from '../../src/tables/generated/netlink-message.js';
import { reply } from '../netlink/fake-kernel.js';

const ENOENT = 2;
const ACK = 2;
const DONE = 3;

export class FakeAudit implements Transport {
  enabled = 0;
  backlogLimit = 64;
  pid = 0;
  /** In the order of listing. */
  rules: Buffer[] = [];
  readonly #queue: Buffer[] = [];
  #left = Number.POSITIVE_INFINITY;
  #onDeath = (): void => {};

  /** After so many requests the process that makes them is killed; `onDeath` is called at that moment. */
  dieAfter(requests: number, onDeath: () => void = () => {}): void {
    this.#left = requests;
    this.#onDeath = onDeath;
    this.#queue.length = 0;
  }

  send(datagram: Buffer): void {
    if (this.#left-- <= 0) {
      if (this.#left === -1) this.#onDeath();
      throw new Error('killed');
    }
    const type = datagram.readUInt16LE(4);
    const payload = Buffer.from(datagram.subarray(16));
    const ack = (code: number): void => {
      const body = Buffer.alloc(20);
      body.writeInt32LE(code, 0);
      this.#queue.push(reply(datagram, ACK, body));
    };
    if (type === AUDIT_GET) {
      const status = Buffer.alloc(44);
      status.writeUInt32LE(this.enabled, 4);
      status.writeUInt32LE(this.pid, 12);
      status.writeUInt32LE(this.backlogLimit, 20);
      this.#queue.push(reply(datagram, AUDIT_GET, status));
      ack(0);
    } else if (type === AUDIT_LIST_RULES) {
      for (const rule of this.rules) this.#queue.push(reply(datagram, AUDIT_LIST_RULES, rule));
      this.#queue.push(reply(datagram, DONE, Buffer.alloc(0)));
      ack(0);
    } else if (type === AUDIT_SET) {
      if (payload.readUInt32LE(0) === 1) this.enabled = payload.readUInt32LE(4);
      if (payload.readUInt32LE(0) === 0x10) this.backlogLimit = payload.readUInt32LE(20);
      ack(0);
    } else if (type === AUDIT_ADD_RULE) {
      const isFirst = (payload.readUInt32LE(0) & PREPEND) !== 0;
      payload.writeUInt32LE(payload.readUInt32LE(0) & ~PREPEND, 0);
      const rule = payload.subarray(0, RULE_SIZE + payload.readUInt32LE(RULE_SIZE - 4)); // requests are padded
      if (isFirst) this.rules.unshift(rule);
      else this.rules.push(rule);
      ack(0);
    } else if (type === AUDIT_DEL_RULE) {
      const at = this.rules.findIndex((rule) => rule.equals(payload.subarray(0, rule.length))); // requests are padded
      if (at >= 0) this.rules.splice(at, 1);
      ack(at < 0 ? -ENOENT : 0);
    }
  }

  receive(): Buffer | undefined {
    return this.#queue.shift();
  }

  close(): void {}
}
