/**
 * Rules as the kernel lists them, told apart without being understood: a rule of another program, with fields unknown
 * here, keeps its bytes. Two rules are one to the kernel when list, action, mask, fields and texts are equal.
 */
import { FIELDS_WORD, MASK_WORD } from '../../rules/encode.js';
import {
  ACTION_NEVER,
  LIST_EXCLUDE,
  LIST_EXIT,
  LIST_FILESYSTEM,
  LIST_IO_URING,
  LIST_TASK,
  LIST_USER,
} from '../../rules/rule.js';

export interface KernelRule {
  /** As listed, and as asked for to delete it. */
  readonly bytes: Buffer;
  /** Equal for rules that are one to the kernel. */
  readonly id: string;
  readonly list: number;
  readonly isNever: boolean;
}

/** The kernel lists its rules by list in this order. */
export const listOrder: readonly number[] = [
  LIST_USER,
  LIST_TASK,
  LIST_EXIT,
  LIST_EXCLUDE,
  LIST_FILESYSTEM,
  LIST_IO_URING,
];

const LAST_MASK_BYTE = FIELDS_WORD * 4 - 4;
/** Bits 2032…2047 of a mask stand for classes of system calls; the kernel gives "all" back without them. */
const CLASS_BITS = 0xffff0000;
/** The numbers 2028 to 2031 are no system call of any machine: which of their bits differ tells a shadow from its rule. */
const SHADOW_BIT = 0x1000;
/** As many killed runs in a row may leave theirs. */
export const SHADOWS = 15;

const little = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;
const word = (bytes: Buffer, at: number): number => (little ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at));

/** `payload`: the data of a rule, listed or to be added (without the flag of an addition in front). */
export function kernelRule(payload: Buffer): KernelRule {
  const bytes = isFull(payload) ? withLastMaskWord(payload, (last) => last & ~CLASS_BITS) : payload;
  return { bytes, id: bytes.toString('latin1'), list: word(bytes, 0), isNever: word(bytes, 4) === ACTION_NEVER };
}

/**
 * A rule that decides as this one does and is another to the kernel: its mask differs in bits of numbers that are no system
 * call. With it a rule can move without ever being away. `variant` counts from 0 to `SHADOWS` - 1.
 */
export function shadowOf(rule: KernelRule, variant: number): KernelRule {
  return kernelRule(withLastMaskWord(rule.bytes, (last) => last ^ ((variant + 1) * SHADOW_BIT)));
}

/** The mask asks for a class, which the kernel replaces by its members. */
export function hasClass({ bytes }: KernelRule): boolean {
  return (word(bytes, LAST_MASK_BYTE) & CLASS_BITS) !== 0;
}

/** The rules by list, in the kernel's order of lists. */
export function byList(rules: readonly KernelRule[]): readonly (readonly KernelRule[])[] {
  const known = listOrder.map((list) => rules.filter((rule) => rule.list === list));
  const others = rules.filter((rule) => !listOrder.includes(rule.list));
  return [...known, others];
}

function isFull(bytes: Buffer): boolean {
  for (let at = MASK_WORD * 4; at < LAST_MASK_BYTE; at += 4) if (word(bytes, at) !== 0xffffffff) return false;
  return true;
}

function withLastMaskWord(bytes: Buffer, change: (last: number) => number): Buffer {
  const changed = Buffer.from(bytes);
  const last = change(word(bytes, LAST_MASK_BYTE)) >>> 0;
  if (little) changed.writeUInt32LE(last, LAST_MASK_BYTE);
  else changed.writeUInt32BE(last, LAST_MASK_BYTE);
  return changed;
}
