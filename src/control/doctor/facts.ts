/** What the judgement rests on: everything that is asked of the machine, as plain data. `collect.ts` gathers it. */
import type { AuditdConf } from '../../auditd/conf.js';
import type { AuditStatus } from '../../netlink/status.js';
import type { MergedLine, RulesSource } from '../../rules/merge.js';
import type { Machine } from '../../tables/syscalls.js';
import type { KernelRule } from '../reload/kernel-rule.js';

export interface Facts {
  readonly machine: Machine | undefined;
  readonly kernel: KernelFacts;
  /** Other processes that read all records: `name (pid)`. */
  readonly readers: readonly string[];
  readonly daemon: DaemonFacts | undefined;
  readonly conf: ConfFacts;
  readonly log: LogFacts;
  readonly rules: RulesFacts;
  readonly marker: MarkerFacts;
}

export type KernelFacts =
  | { readonly status: AuditStatus; readonly rules: readonly KernelRule[] }
  /** Why the kernel cannot be asked, and what helps. */
  | { readonly refusal: string; readonly advice: string };

/** The process that is registered with the kernel. */
export interface DaemonFacts {
  readonly pid: number;
  /** Missing when the process is gone. */
  readonly program: string | undefined;
  /** State letter of /proc/PID/stat: T stopped, Z only its remains. */
  readonly state: string | undefined;
  /** What it told on request: `logging suspended` → `no`. */
  readonly report: ReadonlyMap<string, string> | undefined;
  /** Regular files that it has open for writing; `undefined` when that cannot be seen. */
  readonly openFiles: readonly string[] | undefined;
}

export interface FileFacts {
  readonly path: string;
  readonly mode: number;
  readonly uid: number;
  readonly size: number;
}

export interface ConfFacts {
  readonly file: string;
  /** `undefined` when there is none, or none that may be read. */
  readonly conf: AuditdConf | undefined;
  readonly isMissing: boolean;
  /** The file and the folders that decide about auditing, as far as they exist. */
  readonly files: readonly FileFacts[];
}

export interface LogFacts {
  readonly path: string;
  readonly file: FileFacts | undefined;
  readonly folder: FileFacts | undefined;
  /** A folder above cannot be looked into: whether there is a log is not known. */
  readonly isHidden: boolean;
  readonly isReadable: boolean;
  /** Of the file system under the log. */
  readonly disk:
    | { readonly freeMiB: number; readonly totalMiB: number; readonly freeInodes: number; readonly isMemory: boolean }
    | undefined;
}

export interface RulesFacts {
  readonly folder: string;
  readonly sources: readonly RulesSource[];
  /** The files as one, or audit.rules where there is no folder; `undefined` without either. */
  readonly lines: readonly MergedLine[] | undefined;
  /** The rules of these lines as the kernel would list them, by place, with those that this machine's files rule out. */
  readonly written: readonly WrittenRule[];
  /** Lines that are wrong, as `--check` prints them. */
  readonly errors: readonly string[];
  /** False when audit.rules is not what the folder would be merged into. */
  readonly isGenerated: boolean;
}

export interface WrittenRule {
  readonly place: string;
  readonly text: string;
  readonly rule: KernelRule;
}

/** `unsent`: nobody asked for it, or it could not be sent. */
export type MarkerFacts = 'found' | 'missing' | 'unsent' | 'unreadable';
