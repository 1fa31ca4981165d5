/** Rules as text and as the kernel's bytes, in one call. */
import { statSync } from 'node:fs';
import { machine as hostMachine } from 'node:os';
import { type Accounts, systemAccounts } from '../accounts/accounts.js';
import { fromBytes, toBytes, toPath } from '../bytes/text.js';
import { decodeRule } from '../rules/decode.js';
import { encodeRule } from '../rules/encode.js';
import { wordsOf } from '../rules/file.js';
import { parseRule } from '../rules/parse.js';
import { printRule } from '../rules/print.js';
import { machineByName } from '../tables/syscalls.js';

export interface RuleTextOptions {
  /** For names of users and groups; this machine's by default. */
  readonly accounts?: Accounts;
  /** Machine whose system calls are meant without an arch, as `uname -m` says; this machine by default. */
  readonly machine?: string;
  /** Byte order of the machine that the bytes are for; this machine's by default. */
  readonly littleEndian?: boolean;
}

/** All that a kernel can (`tables/audit-feature-bits.tsv`). */
const EVERY_ABILITY = 0xffffffff;

/**
 * The kernel's `audit_rule_data` for a line such as `-a always,exit -F arch=b64 -S execve -k run`: what `AuditClient.addRule` takes.
 * The text is Unicode. Throws RuleError (code 'rule') for what is no rule.
 */
export function ruleBytes(text: string, options: RuleTextOptions = {}): Buffer {
  const { accounts = systemAccounts(), machine = hostMachine(), littleEndian } = options;
  const { rule, prepend } = parseRule(wordsOf(toBytes(text)), {
    machine: machineByName(machine),
    userId: (name) => accounts.userId(name),
    groupId: (name) => accounts.groupId(name),
    isDirectory,
    abilities: () => EVERY_ABILITY,
    warn: () => {},
  });
  return encodeRule(rule, { prepend, ...(littleEndian !== undefined && { littleEndian }) });
}

/** The line that `ts-auditctl -l` prints for the kernel's bytes, as Unicode. Any bytes give some line. */
export function ruleText(bytes: Uint8Array, { machine = hostMachine(), littleEndian }: RuleTextOptions = {}): string {
  const rule = decodeRule(Buffer.from(bytes), littleEndian);
  return fromBytes(printRule(rule, { machine: machineByName(machine) }));
}

function isDirectory(path: string): boolean {
  try {
    return statSync(toPath(path)).isDirectory();
  } catch {
    return false;
  }
}
