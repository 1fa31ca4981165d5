/** Processes on paper: what a step of a recorded fact does, as the events that the filter is asked about. */
import type { FilterEvent, Subject } from '../../../../src/rules/model/event.js';
import type { FileChange } from '../../../../src/rules/model/standing.js';
import { recordTypeName } from '../../../../src/tables/record-types.js';
import { machineByElf, machineByName, syscallName } from '../../../../src/tables/syscalls.js';
import { looked, type Place, shapes } from './calls.js';
import type { PaperFiles } from './files.js';
import { runShell } from './shell.js';

/** An event, with what had happened to files before it. */
export interface PaperEvent {
  readonly event: FilterEvent;
  readonly changes: readonly FileChange[];
}

type Program = NonNullable<FilterEvent['exe']>;

interface Process {
  subject: Subject & { readonly pid: number };
  exe: Program;
  readonly at: Place;
  /** Who created it, where it was created after the rules were loaded. */
  readonly parent?: Subject;
}

const B64 = 0xc000003e;
const B32 = 0x40000003;
const CALLS = { write: 1, sendto: 44, clone: 56, execve: 59, wait4: 61, getppid: 110, exit_group: 231 } as const;
const IO_URING_ENTER = 426;
const OPENAT2 = 437;
const IOSQE_ASYNC = 16;
/** First record type of messages from processes. */
const FIRST_MESSAGE = 1100;

/** Records that a call leaves besides SYSCALL, CWD, PATH, PROCTITLE and EOE. */
const extraTypes: Readonly<Record<number, readonly string[]>> = {
  9: ['MMAP'],
  59: ['BPRM_FCAPS', 'EXECVE'],
  62: ['OBJ_PID'],
  437: ['OPENAT2'],
};

export class PaperMachine {
  readonly #files: PaperFiles;
  readonly #processes = new Map<string, Process>();
  /** Of descriptor 100. */
  readonly #opened: string;
  #enabled = 1;
  #pids = 5000;
  #events: PaperEvent[] = [];

  constructor(files: PaperFiles, opened: string, processes: Readonly<Record<string, Subject>>) {
    this.#files = files;
    this.#opened = opened;
    let pid = PID_ROOT;
    for (const [name, ids] of Object.entries(processes)) {
      const { uid, gid } = ids;
      const subject = { euid: uid, suid: uid, fsuid: uid, egid: gid, sgid: gid, fsgid: gid, ses: 1, pers: 0, ...ids };
      const exe = this.#program(name === 'wk' ? '/D/wkx' : '/T/tools/worker');
      const at = { cwd: files.root, root: files.root };
      this.#processes.set(name, {
        subject: { ...subject, ppid: PID_DRIVER, pid: pid++ } as Process['subject'],
        exe,
        at,
      });
    }
  }

  pidOf(name: string): number {
    return this.#process(name).subject.pid;
  }

  admin(line: string): void {
    const [, enabled] = /^auditctl -e (\d)$/.exec(line) ?? [];
    if (enabled) this.#enabled = Number(enabled);
    else runShell(line, this.#files);
  }

  /** `raw`: the order that the helper got; `result`: what came of it, where it is known. */
  step(name: string, raw: string, result: number | undefined): readonly PaperEvent[] {
    this.#events = [];
    this.#order(this.#process(name), raw, result);
    return this.#events;
  }

  #process(name: string): Process {
    const found = this.#processes.get(name);
    if (!found) throw new Error(`no process ${name}`);
    return found;
  }

  #order(process: Process, raw: string, result: number | undefined): void {
    const [, kind = '', rest = ''] = /^(\S+) ?(.*)$/.exec(raw) ?? [];
    const words = rest.split(' ');
    const [number = '', ...args] = words;
    if (kind === 'fork' || kind === 'vfork') this.#child(process, rest);
    else if (kind === 'auid') this.#setLoginUid(process, Number(rest));
    else if (kind === 'uring') this.#operation(process, words);
    else this.#call(process, kind === 'sys32' ? B32 : B64, numberOf(number), args, result);
  }

  /** A child that does these things in turn and ends, or becomes the program that it starts. */
  #child(process: Process, orders: string): void {
    const { pid } = process.subject;
    const at = { ...process.at };
    const child: Process = {
      ...process,
      subject: { ...process.subject, ppid: pid, pid: this.#pids++ },
      at,
      parent: process.subject,
    };
    const isFork = process.parent !== undefined;
    if (isFork) this.#plain(process, CALLS.clone, child.subject.pid);
    for (const order of orders.split(' ; ')) this.#order(child, order, undefined);
    this.#plain(child, CALLS.exit_group, null);
    if (isFork) this.#plain(process, CALLS.wait4, child.subject.pid);
  }

  #setLoginUid(process: Process, auid: number): void {
    process.subject = { ...process.subject, auid };
    this.#add(process, { syscall: CALLS.write, args: [3, 0, 4, 0], exit: 4, forced: ['LOGIN'] });
  }

  #plain(process: Process, syscall: number, exit: number | null): void {
    this.#add(process, { syscall, exit });
  }

  #call(process: Process, arch: number, number: bigint, words: readonly string[], result: number | undefined): void {
    const syscall = Number(BigInt.asUintN(32, number));
    const args = [0, 1, 2, 3, 4].map((i) => numberOf(words[i] ?? '0'));
    const texts = words.filter((word) => word.startsWith('s:')).map((word) => word.slice(2));
    const machine = machineByElf(arch);
    const name = (machine && syscallName(machine, syscall)) ?? '';
    const before = this.#files.changes().length;
    const call = { files: this.#files, at: process.at, args, texts, opened: this.#opened };
    const outcome = shapes[name]?.(call) ?? { names: [] };
    const changes = this.#files.changes(before).flatMap((change) => (change.what === 'entry' ? [change] : []));
    const exit = result ?? outcome.exit ?? 0;
    this.#becomes(process, name, args, exit, texts[0]);
    const bytes = words.find((word) => word.startsWith('h:'))?.slice(2) ?? '';
    const sent = syscall === CALLS.sendto ? Buffer.from(bytes, 'hex').readUInt16LE(4) : 0;
    this.#add(
      process,
      {
        ...{ arch, syscall, exit, names: outcome.names },
        args: args.slice(0, 4).map((value) => String(BigInt.asUintN(64, value))),
        early: changes.flatMap(({ path, object }) => (object ? [] : [{ gone: path, names: outcome.early ?? [] }])),
        after: Object.fromEntries(changes.map(({ path, object }) => [path, object])),
        lookups: texts,
        ...(syscall === OPENAT2 && { openat2_flags: Buffer.from(bytes, 'hex')[0] ?? 0 }),
        ...(sent > 0 && sent < FIRST_MESSAGE && { forced: ['CONFIG_CHANGE'] }),
      },
      before,
    );
    if (sent >= FIRST_MESSAGE) this.#add(process, { user_msg: sent });
    if (syscall === CALLS.execve && exit === 0) this.#plain(process, CALLS.getppid, process.subject.ppid ?? 0);
  }

  /** What a call changes of its process. */
  #becomes(process: Process, name: string, args: readonly bigint[], exit: number, text: string | undefined): void {
    const { subject } = process;
    if (name === 'setresuid') {
      const [uid, euid, suid] = args.map(Number);
      process.subject = { ...subject, ...{ uid, euid, suid, fsuid: euid } } as Process['subject'];
    }
    if (name === 'personality') process.subject = { ...subject, pers: Number(args[0]) };
    if (name === 'execve' && exit === 0 && text) process.exe = this.#program(text);
  }

  #program(path: string): Program {
    const node = this.#files.find(path, {})?.node;
    if (node?.interpreter) return this.#program(node.interpreter);
    return node ? { path, ...node.identity } : { path };
  }

  /** `uring OPERATION FLAGS DESCRIPTOR TEXT…`. */
  #operation(process: Process, words: readonly string[]): void {
    const [operation = 0, flags = 0] = words.slice(0, 2).map(Number);
    const text = words.find((word) => word.startsWith('s:'))?.slice(2);
    const call = { files: this.#files, at: process.at, args: [], texts: [], opened: this.#opened };
    const names = looked(call, text, true);
    const uring = machineByName('uring');
    const isAudited = uring !== undefined && syscallName(uring, operation) !== undefined;
    const own = { uring_op: operation, types: ['URINGOP', 'EOE'] };
    const enter = { arch: B64, syscall: IO_URING_ENTER, args: [5, 1, 1, 1] };
    if (!isAudited) {
      this.#add(process, { ...enter, exit: 1 });
    } else if ((flags & IOSQE_ASYNC) !== 0) {
      this.#add(process, { ...own, names: [] });
      // What lies above the file was seen by the worker, not by the one who submits.
      this.#add(process, { ...enter, exit: 1, names: names.map((name) => ({ ...name, path: null })) });
    } else {
      const inline = this.#filled(process, { ...own, ...enter, names });
      this.#add(process, { ...enter, exit: 1, names, operations: [inline] });
    }
  }

  #add(process: Process, event: FilterEvent, changesBefore = this.#files.changes().length): void {
    const changes = this.#files.changes().slice(0, changesBefore);
    this.#events.push({ event: this.#filled(process, event), changes });
  }

  /** With what every event of the process has. */
  #filled({ subject, exe, parent }: Process, event: FilterEvent): FilterEvent {
    const failed = typeof event.exit === 'number' && event.exit < 0 && event.exit >= -4095;
    return {
      ...{ arch: B64, args: [0, 0, 0, 0], names: [], lookups: [], exit: 0, success: !failed, saddr_fam: null },
      ...subject,
      ...(event.uring_op !== undefined && event.syscall === undefined && { arch: 0 }),
      exe,
      types: typesOf(event, failed),
      enabled: this.#enabled,
      ...(parent && { parent }),
      ...event,
    };
  }
}

/** Whoever starts the processes. */
const PID_DRIVER = 1817;
const PID_ROOT = 1928;
const SOME_ADDRESS = 0x10000000n;

/** Texts and buffers are somewhere. */
function numberOf(word: string): bigint {
  if (!/^-?(0x[0-9a-f]+|\d+)$/.test(word)) return SOME_ADDRESS;
  return word.startsWith('-') ? -BigInt(word.slice(1)) : BigInt(word);
}

function typesOf(
  { syscall, user_msg: message, names = [], forced = [], operations }: FilterEvent,
  failed: boolean,
): readonly string[] {
  if (message !== undefined) return [recordTypeName(message) ?? ''];
  return [
    ...(operations ? ['URINGOP'] : []),
    ...forced,
    'SYSCALL',
    ...((failed ? undefined : extraTypes[syscall ?? -1]) ?? []),
    ...(forced.includes('CONFIG_CHANGE') ? ['SOCKADDR'] : []),
    ...(names.length > 0 ? ['CWD'] : []),
    ...names.map(() => 'PATH'),
    ...['PROCTITLE', 'EOE'],
  ];
}
