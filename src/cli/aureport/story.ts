/** `--story`, `--story-of`: what happened, in order. Loaded only for them. */
import type { Accounts } from '../../accounts/accounts.js';
import { didYouMean } from '../../bytes/nearest-word.js';
import { type EventScan, scanEvents } from '../../engine/event-scan.js';
import { type GridColumn, printable } from '../../output/grid/grid.js';
import { type LayoutName, loadLayout } from '../../output/grid/layouts.js';
import { utcTime } from '../../output/utc-time.js';
import { SessionStory, type StoryLine, type StorySubject } from '../../story/session-story.js';
import { jsonText } from '../../story/story-json.js';
import type { Io } from '../io.js';
import { layoutOptions } from '../screen.js';
import type { ReportConfig } from './config.js';

export interface StoryRequest extends Omit<EventScan, 'each'> {
  readonly config: ReportConfig;
  readonly subject: StorySubject;
  readonly accounts: Accounts;
}

/** Exit status: 1 when there is nothing to tell. */
export async function tellStory({ config, subject, accounts, ...scan }: StoryRequest, io: Io): Promise<number> {
  const teller = await openTeller(config, subject, io);
  let count = 0;
  const story = new SessionStory(subject, accounts, (line) => {
    const sec = Math.floor(line.time / 1000);
    if (sec < config.start || (config.end !== 0 && sec > config.end)) return;
    count++;
    teller.line(line);
  });
  await scanEvents({ ...scan, each: (event) => story.add(event) });
  const limits = story.end();
  teller.end(limits);
  for (const limit of limits) io.err(`Note: ${limit}\n`);
  if (count === 0) io.err(`${unknownUser(subject, accounts) ?? '<no events of interest were found>'}\n`);
  return count === 0 ? 1 : 0;
}

/** A name that only the log could have known. */
function unknownUser(subject: StorySubject, accounts: Accounts): string | undefined {
  if (!('user' in subject) || subject.id !== undefined) return undefined;
  return `${subject.user} is no user here, nor in the log${didYouMean(subject.user, accounts.userNames?.() ?? [])}`;
}

interface Teller {
  readonly line: (line: StoryLine) => void;
  readonly end: (limits: readonly string[]) => void;
}

async function openTeller(config: ReportConfig, subject: StorySubject, io: Io): Promise<Teller> {
  const { format } = config;
  if (format === 'json') return jsonTeller(subject, io);
  if (format === undefined || format === 'classic') return textTeller(subject, io);
  return gridTeller(format, config, io);
}

function textTeller(subject: StorySubject, { out }: Io): Teller {
  out.write(`\nStory of ${subjectText(subject)}\n${'='.repeat(44)}\n`);
  return {
    line: (line) => {
      const [time = '', event = '', pid = '', what = '', text = ''] = cellsOf(line).map((cell) => String(cell ?? '-'));
      out.write(`${time}  ${event.padEnd(22)} ${pid.padStart(7)}  ${what.padEnd(9)} ${text}\n`);
    },
    end: () => {},
  };
}

const columns: readonly GridColumn[] = [
  { key: 'time', title: 'time', whole: true },
  { key: 'event', title: 'event', whole: true },
  { key: 'pid', title: 'pid', numeric: true },
  { key: 'what', title: 'what', whole: true },
  { key: 'text', title: 'to what' },
];

async function gridTeller(format: LayoutName, config: ReportConfig, io: Io): Promise<Teller> {
  const layout = await loadLayout(format);
  const rows = layout(columns, io.out, layoutOptions(io, config));
  return { line: (line) => rows.row({ node: line.node, cells: cellsOf(line) }), end: () => rows.end() };
}

function jsonTeller(subject: StorySubject, { out }: Io): Teller {
  const lines: unknown[] = [];
  return {
    line: ({ time, serial, ...line }) => {
      lines.push({ time: timeText(time), event: eventText(time, serial), ...line });
    },
    end: (limits) => out.write(jsonText({ ...subject, lines, cannot_show: limits })),
  };
}

function cellsOf({ time, serial, pid, what, text, error, count }: StoryLine): readonly (string | number | null)[] {
  const details = `${printable(text)}${error === undefined ? '' : ` [${error}]`}${count === 1 ? '' : ` \xc3\x97${count}`}`;
  return [timeText(time), eventText(time, serial), pid ?? null, what, details];
}

/** As ts-ausearch takes it: `--descendants-of`, and the serial number for `-a`. */
function eventText(time: number, serial: number): string {
  return `${Math.floor(time / 1000)}.${String(time % 1000).padStart(3, '0')}:${serial}`;
}

function timeText(time: number): string {
  return utcTime(Math.floor(time / 1000), time % 1000) ?? '?';
}

function subjectText(subject: StorySubject): string {
  if ('session' in subject) return `session ${subject.session}`;
  return 'pid' in subject ? `process ${subject.pid} and what it started` : `user ${printable(subject.user)}`;
}
