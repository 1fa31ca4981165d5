/**
 * Requests to the kernel's audit system over one socket. Answers are paired by sequence number and may come in any
 * order: the acknowledgement before the data, as kernels up to 6.18 do, or after it.
 */

import * as messageType from '../tables/generated/netlink-message.js';
import { Ahead, type Answered } from './ahead.js';
import { monotonicMs } from './clock.js';
import { EAGAIN, EINVAL, ENOBUFS, KernelError } from './kernel-error.js';
import * as message from './message.js';
import * as status from './status.js';
import type { Transport } from './transport.js';

/** How long the kernel may take for an answer, and for a missing acknowledgement once all data is there. */
const ANSWER_MS = 10_000;
const GRACE_MS = 250;
const LIST_ATTEMPTS = 5;
const SEQUENCE_LIMIT = 0x7fffffff;
const noPayload = Buffer.alloc(0);

type Expected = 'ack' | 'one' | 'dump';

interface Answer {
  /** The acknowledgement's code: 0, or the value that a counter reset returns. */
  readonly code: number;
  readonly data: readonly Buffer[];
  /** False when the data came without acknowledgement, which may still come. */
  readonly isAcknowledged: boolean;
}

export interface Snapshot {
  readonly status: status.AuditStatus;
  readonly rules: readonly Buffer[];
}

// One count for all sockets of the process, like the original's.
let lastSequence = 0;

function nextSequence(): number {
  lastSequence = lastSequence === SEQUENCE_LIMIT ? 1 : lastSequence + 1;
  return lastSequence;
}

/** Every method throws `KernelError` with the kernel's error number; EAGAIN means that no answer came. */
export class AuditClient {
  readonly #transport: Transport;
  #hasLeftovers = false;
  /** Answers to the other of two requests that are under way. */
  #strays: Buffer[] = [];
  readonly #ahead: Ahead | undefined;

  /** The client owns the transport; `close` closes it. */
  constructor(transport: Transport) {
    this.#transport = transport;
    this.#ahead = transport.series && new Ahead(transport.series);
  }

  close(): void {
    this.#transport.close();
  }

  status(): status.AuditStatus {
    return status.decodeStatus(this.#one(messageType.AUDIT_GET, noPayload, 'status request'));
  }

  features(): status.AuditFeatures {
    return status.decodeFeatures(this.#one(messageType.AUDIT_GET_FEATURE, status.emptyFeatures, 'feature request'));
  }

  /** Changes one setting. Resets (`lost`, `backlogWaitTimeActual`) return the counter's old value, others 0. */
  set(setting: status.Setting, value: number): number {
    return this.#ack(messageType.AUDIT_SET, status.encodeSetting(setting, value), `setting ${setting}`);
  }

  /** Makes login uids unchangeable once set, until reboot. */
  lockLoginUid(): void {
    this.#ack(messageType.AUDIT_SET_FEATURE, status.encodeLockedFeature(status.LOGINUID_IMMUTABLE), 'feature change');
  }

  /** Adds a rule given as the bytes of `encodeRule`. Bit 0x10 of its flags puts it in front of its list. */
  addRule(rule: Buffer): void {
    this.#ack(messageType.AUDIT_ADD_RULE, rule, 'adding a rule');
  }

  /**
   * Like `addRule`, but the caller may go on before the kernel has answered: `answered` is called before anything else that
   * is asked of this client, and in the order of the calls. What it throws comes out of the method that waited for the
   * answer, and what was to be sent behind it is dropped.
   */
  addRuleAhead(rule: Buffer, answered: Answered): void {
    if (!this.#ahead) {
      answered(refusalOf(() => this.addRule(rule)));
      return;
    }
    if (this.#hasLeftovers) this.#dropLeftovers();
    this.#hasLeftovers = false;
    if (this.#ahead.request(messageType.AUDIT_ADD_RULE, nextSequence(), rule, answered)) return;
    this.settle();
    answered(new KernelError(EINVAL, 'adding a rule')); // too large to be sent
  }

  /** Calls `action` in its turn among the answers: now, when nothing is waited for. */
  afterThose(action: () => void): void {
    if (this.#ahead) this.#ahead.inTurn(action);
    else action();
  }

  /** Waits for the answers to all that was sent ahead. */
  settle(): void {
    this.#ahead?.settle();
  }

  /** Deletes the rule that equals these bytes; bit 0x10 must not be set. */
  deleteRule(rule: Buffer): void {
    this.#ack(messageType.AUDIT_DEL_RULE, rule, 'deleting a rule');
  }

  /** All rules in kernel order, as bytes for `decodeRule` and `deleteRule`. */
  listRules(): readonly Buffer[] {
    return again(() => this.#request(messageType.AUDIT_LIST_RULES, noPayload, 'dump', 'rule list').data);
  }

  /**
   * Status and rules, asked for together: the kernel starts a thread for each such answer, which on a busy machine takes
   * milliseconds.
   */
  snapshot(): Snapshot {
    return again(() => this.#askForSnapshot());
  }

  #askForSnapshot(): Snapshot {
    this.#dropLeftovers();
    const asked = this.#send(messageType.AUDIT_GET, noPayload, 'status request');
    const listed = this.#send(messageType.AUDIT_LIST_RULES, noPayload, 'rule list');
    const rules = this.#answer(messageType.AUDIT_LIST_RULES, listed, 'dump', 'rule list', asked);
    const answer = this.#answer(messageType.AUDIT_GET, asked, 'one', 'status request');
    this.#hasLeftovers = !(rules.isAcknowledged && answer.isAcknowledged);
    const [data] = answer.data;
    if (!data) throw new KernelError(EAGAIN, 'status request');
    return { status: status.decodeStatus(data), rules: rules.data };
  }

  /** Drops directory watches whose mounts are gone. */
  trim(): void {
    this.#ack(messageType.AUDIT_TRIM, noPayload, 'trimming');
  }

  /** Makes watches below `mount` hold below `subtree`, too. Both are byte strings. */
  makeEquivalent(mount: string, subtree: string): void {
    const payload = Buffer.alloc(8 + mount.length + subtree.length);
    message.writeU32(payload, mount.length, 0);
    message.writeU32(payload, subtree.length, 4);
    payload.write(mount + subtree, 8, 'latin1');
    this.#ack(messageType.AUDIT_MAKE_EQUIV, payload, 'make equivalent');
  }

  /** Sends a record of a user space type; the text is a byte string without the NUL that the kernel wants at its end. */
  sendUserMessage(type: number, text: string): void {
    this.#ack(type, Buffer.from(`${text}\0`, 'latin1'), 'user message');
  }

  /** Returns the acknowledgement's code. It nearly always is the next datagram. */
  #ack(type: number, payload: Buffer, operation: string): number {
    this.#dropLeftovers();
    const sequence = this.#send(type, payload, operation);
    const datagram = this.#transport.receive(ANSWER_MS);
    if (!datagram) throw new KernelError(EAGAIN, operation);
    let code = message.acknowledgement(datagram, sequence);
    if (code === undefined) {
      this.#strays = [Buffer.from(datagram)];
      code = this.#answer(type, sequence, 'ack', operation).code;
    } else if (code < 0) throw new KernelError(-code, operation);
    this.#hasLeftovers = false;
    return code;
  }

  #one(type: number, payload: Buffer, operation: string): Buffer {
    const data = this.#request(type, payload, 'one', operation).data[0];
    if (!data) throw new KernelError(EAGAIN, operation);
    return data;
  }

  #request(type: number, payload: Buffer, expected: Expected, operation: string): Answer {
    this.#dropLeftovers();
    const sequence = this.#send(type, payload, operation);
    const answer = this.#answer(type, sequence, expected, operation);
    this.#hasLeftovers = !answer.isAcknowledged;
    return answer;
  }

  /** Late answers of an abandoned request would only be in the way. */
  #dropLeftovers(): void {
    this.settle();
    while (this.#hasLeftovers && this.#transport.receive(0));
    this.#hasLeftovers = true;
    this.#strays = [];
  }

  /** Returns the sequence number of the answer. */
  #send(type: number, payload: Buffer, operation: string): number {
    const sequence = nextSequence();
    const datagram = message.encodeRequest(type, sequence, payload);
    if (!datagram) throw new KernelError(EINVAL, operation);
    this.#transport.send(datagram);
    return sequence;
  }

  /** Answers to `other`, a second request that is under way, are kept for its turn. */
  #answer(type: number, sequence: number, expected: Expected, operation: string, other?: number): Answer {
    const data: Buffer[] = [];
    let code: number | undefined;
    let complete = expected === 'ack';
    const take = (bytes: Buffer, from: number, to: number): void => {
      const got = message.decodeMessage(bytes, from, to);
      if (got?.sequence !== sequence) {
        if (other !== undefined && got?.sequence === other) this.#strays.push(Buffer.from(bytes.subarray(from, to)));
      } else if (got.isCut) {
        throw new KernelError(ENOBUFS, operation); // half an answer is none
      } else if (got.type === messageType.NLMSG_ERROR) {
        code = message.errorCode(got);
        if (code !== undefined && code < 0) throw new KernelError(-code, operation);
      } else if (got.type === messageType.NLMSG_DONE) {
        complete = true;
      } else if (got.type === type) {
        data.push(Buffer.from(got.payload)); // the transport reuses its buffer
        if (expected === 'one') complete = true;
      }
    };
    const strays = this.#strays;
    this.#strays = [];
    for (const stray of strays) take(stray, 0, stray.length);
    let end: number | undefined; // most answers are there at once: then the clock is not asked
    while (code === undefined || !complete) {
      const isGrace = complete && expected !== 'ack';
      const left = end === undefined ? ANSWER_MS : Math.ceil(end - monotonicMs());
      const datagram = left > 0 ? this.#transport.receive(isGrace ? GRACE_MS : left) : undefined;
      if (datagram) take(datagram, 0, datagram.length);
      else if (isGrace)
        break; // the data is there, only its acknowledgement is not
      else throw new KernelError(EAGAIN, operation);
      if (expected === 'dump') while (this.#transport.receiveMany?.(take));
      end ??= monotonicMs() + ANSWER_MS;
    }
    return { code: code ?? 0, data, isAcknowledged: code !== undefined };
  }
}

function refusalOf(ask: () => void): KernelError | undefined {
  try {
    ask();
    return undefined;
  } catch (error) {
    if (error instanceof KernelError) return error;
    throw error;
  }
}

/** A list that did not come whole is asked for again. */
function again<T>(ask: () => T): T {
  for (let attempt = 1; ; attempt++) {
    try {
      return ask();
    } catch (error) {
      if (!(error instanceof KernelError) || error.errno !== ENOBUFS || attempt === LIST_ATTEMPTS) throw error;
    }
  }
}
