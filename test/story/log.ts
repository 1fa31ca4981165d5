/** Events as the kernel writes them, made call by call, and the story they tell. */
import type { Accounts } from '../../src/accounts/accounts.js';
import type { AuditEvent } from '../../src/log/event.js';
import { AuditRecord } from '../../src/log/record.js';
import { type CallListener, type Story, StoryTeller } from '../../src/story/story.js';
import { recordTypeNumber } from '../../src/tables/record-types.js';
import { machineByName, syscallNumber } from '../../src/tables/syscalls.js';

const machine = machineByName('x86_64')!;
export const accounts: Accounts = {
  userName: (uid) => (uid === 0 ? 'root' : undefined),
  groupName: () => undefined,
  userId: () => undefined,
  groupId: () => undefined,
};

export interface CallOptions {
  readonly pid?: number;
  readonly ppid?: number;
  readonly exit?: number;
  readonly args?: readonly string[];
  readonly uid?: number;
  readonly records?: readonly string[];
  /** When the call began; 10 ms after the one before, unless given. */
  readonly milli?: number;
  readonly ses?: number;
}

/** Builds events with rising times, 10 ms apart. */
export class Log {
  readonly events: AuditEvent[] = [];

  call(name: string, options: CallOptions = {}): this {
    const { pid = 10, ppid = 1, exit = 0, args = [], uid = 0, records = [], ses = 3 } = options;
    const serial = this.events.length + 1;
    const { milli = serial * 10 } = options;
    const stamp = `msg=audit(100.${String(milli).padStart(3, '0')}:${serial}):`;
    const outcome = name === 'exit_group' ? '' : ` success=${exit < 0 ? 'no' : 'yes'} exit=${exit}`;
    const words = [0, 1, 2, 3].map((i) => ` a${i}=${args[i] ?? 0}`).join('');
    const ids = `auid=0 uid=${uid} gid=0 euid=${uid} suid=${uid} fsuid=${uid} egid=0 sgid=0 fsgid=0`;
    const head = `arch=c000003e syscall=${syscallNumber(machine, name)}${outcome}${words} items=0 ppid=${ppid} pid=${pid}`;
    const lines = [`SYSCALL ${head} ${ids} tty=pts0 ses=${ses} comm="c${pid}" exe="/bin/c" key=(null)`, ...records];
    this.events.push({
      ...{ sec: 100, milli, serial, node: undefined },
      records: lines.map((line) => {
        const blank = line.indexOf(' ');
        const type = line.slice(0, blank);
        return AuditRecord.fromLine(recordTypeNumber(type), `type=${type} ${stamp}${line.slice(blank)}`);
      }),
    });
    return this;
  }

  /** As the lines of a log file. */
  text(): string {
    return this.events.flatMap(({ records }) => records.map(({ line }) => `${line}\n`)).join('');
  }

  story(listener?: CallListener): Story {
    const teller = new StoryTeller(accounts, listener);
    for (const event of this.events) teller.add(event);
    return teller.story();
  }
}

export const exec = (...words: readonly string[]): readonly string[] => [
  `EXECVE argc=${words.length} ${words.map((word, i) => `a${i}="${word}"`).join(' ')}`,
];
export const path = (name: string, type = 'NORMAL'): string => `PATH item=0 name="${name}" inode=1 nametype=${type}`;
export const folder = (name: string, inode: number, type = 'NORMAL'): string =>
  `PATH item=0 name="${name}" inode=${inode} dev=fe:00 mode=040755 nametype=${type}`;
export const cwd = 'CWD cwd="/work"';
