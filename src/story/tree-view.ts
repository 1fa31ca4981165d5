/** The processes of a run as a tree for people: command line, exit status, duration. */
import { printable } from '../output/grid/grid.js';
import { utcTime } from '../output/utc-time.js';
import { commandText } from './command-text.js';
import type { TracedProcess } from './processes.js';

export interface TreeOptions {
  /** Columns of the terminal; undefined: no limit. */
  readonly width: number | undefined;
  /** Others are left out, with all below them. */
  readonly wanted?: (process: TracedProcess) => boolean;
}

interface Branch {
  readonly process: TracedProcess;
  /** When the tree began; undefined for its first process. */
  readonly origin: number | undefined;
  readonly lead: string;
  readonly branch: string;
  readonly next: string;
}

/** Byte strings with UTF-8 line drawing, without line ends. Loops, not recursion: a run may nest without limit. */
export function* treeLines(
  roots: readonly TracedProcess[],
  { width, wanted = () => true }: TreeOptions,
): Generator<string> {
  const open: Branch[] = roots
    .filter(wanted)
    .map((process) => ({ process, origin: undefined, lead: '', branch: '', next: '' }))
    .reverse();
  for (let node = open.pop(); node; node = open.pop()) {
    const { process, origin, lead, branch, next } = node;
    yield shortened(lead + branch, processText(process), endText(process, origin), width);
    const children = process.children.filter(wanted);
    const below = deeper(lead + next);
    for (const [i, child] of children.toReversed().entries()) {
      const isLast = i === 0;
      open.push({
        process: child,
        origin: origin ?? process.started,
        lead: below,
        branch: isLast ? LAST : MORE,
        next: isLast ? '   ' : DOWN,
      });
    }
  }
}

// Line drawing characters in UTF-8.
const MORE = '\xe2\x94\x9c\xe2\x94\x80 ';
const LAST = '\xe2\x94\x94\xe2\x94\x80 ';
const DOWN = '\xe2\x94\x82  ';
const ARROW = ' \xe2\x86\x92 ';
const DEEPEST_LEAD = 300;

/** Beyond some depth all processes stand below each other, so that lines stay readable and output linear. */
function deeper(lead: string): string {
  return lead.length > DEEPEST_LEAD ? lead.slice(0, DEEPEST_LEAD - (DEEPEST_LEAD % 3)) : lead;
}

/** Each program that the process became, in order. */
function processText({ pid, commands, comm }: TracedProcess): string {
  return `${pid} ${commands.length > 0 ? commands.map(commandText).join(ARROW) : `(${printable(comm)})`}`;
}

/** When it began (behind the first of its tree), how it ended, how long it took. */
function endText({ exitStatus, signal, started, ended }: TracedProcess, origin: number | undefined): string {
  const when = origin === undefined ? timeText(started) : `+${durationText(started - origin)}`;
  const how = exitStatus !== undefined ? `exit ${exitStatus}` : (signal ?? 'end not seen');
  return `[${when}, ${how}, ${durationText(ended - started)}]`;
}

function timeText(ms: number): string {
  return utcTime(Math.floor(ms / 1000), ms % 1000) ?? '?';
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

function durationText(ms: number): string {
  if (ms < 1000) return `${ms} ms`;
  if (ms < MINUTE) return `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`;
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min ${Math.floor((ms % MINUTE) / 1000)} s`;
  if (ms < DAY) return `${Math.floor(ms / HOUR)} h ${Math.floor((ms % HOUR) / MINUTE)} min`;
  return `${Math.floor(ms / DAY)} d ${Math.floor((ms % DAY) / HOUR)} h`;
}

const NARROWEST = 20;

/** The command line gives way, not what is behind it. */
function shortened(lead: string, text: string, end: string, width: number | undefined): string {
  const room = width === undefined ? text.length : Math.max(NARROWEST, width - columnsOf(lead) - end.length - 1);
  return `${lead}${text.length <= room ? text : `${text.slice(0, room - 3)}...`} ${end}`;
}

/** Each line drawing character has three bytes. */
function columnsOf(lead: string): number {
  return lead.replaceAll(/[\x80-\xbf]/g, '').length;
}
