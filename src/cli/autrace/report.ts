/** What ts-autrace tells about a recorded run, and about the difference of two. Loaded only when asked for. */
import { machine } from 'node:os';
import { type Accounts, systemAccounts } from '../../accounts/accounts.js';
import { timeLocale } from '../../locale/locale.js';
import type { LayoutOptions } from '../../output/grid/grid.js';
import { type LayoutFactory, loadLayout } from '../../output/grid/layouts.js';
import { difference, type Novelty } from '../../story/difference.js';
import type { Story } from '../../story/story.js';
import { jsonText, storyJson } from '../../story/story-json.js';
import { callTable, fileTable, peerTable, privilegeTable, type StoryTable } from '../../story/tables.js';
import { treeLines } from '../../story/tree-view.js';
import { type IsMeant, readStory } from '../../trace/read-run.js';
import type { Io } from '../io.js';
import { layoutOptions } from '../screen.js';
import type { ReportChoice, ViewName } from './options.js';

/** `file` is a byte string; `io` has the report's own output. */
export async function reportRecording(file: string, choice: ReportChoice, io: Io): Promise<number> {
  const { views, json } = choice;
  const accounts = systemAccounts();
  const story = await readStory(file, accounts, { isMeant: await meantBy(choice, accounts, io), note: noteTo(io) });
  if (json) io.out.write(storyJson(story, views));
  else {
    const page = await openPage(io);
    for (const view of views) sections[view](story, page);
  }
  io.out.flush();
  return 0;
}

function noteTo(io: Io): (line: string) => void {
  return (line) => io.err(`${line}\n`);
}

/** Which events the story is told by: those of the expressions; all without one. */
async function meantBy({ expressions }: ReportChoice, accounts: Accounts, io: Io): Promise<IsMeant | undefined> {
  if (expressions.length === 0) return undefined;
  const { withExpressions } = await import('../expressions.js');
  const { compileQuery } = await import('../../query/match.js');
  const context = {
    accounts,
    machine: machine(),
    forPeople: io.terminal.err,
    times: () => ({ locale: timeLocale(io.env) }),
  };
  const nothing = { criterion: undefined, unknownName: undefined, notes: [] };
  const { criterion, notes } = await withExpressions(nothing, expressions, context);
  for (const note of notes) io.err(`${note}\n`);
  return (await compileQuery({ criterion }, { accounts })).matches;
}

interface DiffRequest {
  readonly before: string;
  readonly after: string;
  readonly report: ReportChoice;
}

/** Exit status as of `diff`: 0 the same, 1 they differ. */
export async function reportDifference({ before, after, report }: DiffRequest, io: Io): Promise<number> {
  const accounts = systemAccounts();
  const isMeant = await meantBy(report, accounts, io);
  const reading = { isMeant, note: noteTo(io) };
  const found = difference(await readStory(before, accounts, reading), await readStory(after, accounts, reading));
  const { onlyInFirst, onlyInSecond } = found;
  if (report.json) io.out.write(jsonText(found));
  else {
    const page = await openPage(io);
    if (onlyInFirst.length > 0) writeTable(noveltyTable('Only in the first run'), onlyInFirst, page);
    if (onlyInSecond.length > 0) writeTable(noveltyTable('Only in the second run'), onlyInSecond, page);
  }
  io.out.flush();
  return onlyInFirst.length + onlyInSecond.length === 0 ? 0 : 1;
}

const noveltyTable = (title: string): StoryTable<Novelty> => ({
  title,
  columns: [
    { key: 'what', title: 'what' },
    { key: 'item', title: 'item' },
  ],
  cells: ({ what, item }) => [what, item],
});

interface Page {
  readonly io: Io;
  readonly layout: LayoutFactory;
  readonly options: LayoutOptions;
}

async function openPage(io: Io): Promise<Page> {
  return { io, layout: await loadLayout('table'), options: layoutOptions(io) };
}

const sections: Readonly<Record<ViewName, (story: Story, page: Page) => void>> = {
  tree: ({ processes }, { io, options: { width } }) => {
    io.out.write('\nProcesses\n');
    for (const line of treeLines(processes, { width })) io.out.write(`${line}\n`);
  },
  calls: ({ calls }, page) => writeTable(callTable, calls, page),
  files: ({ files }, page) => writeTable(fileTable, files, page),
  net: ({ peers }, page) => writeTable(peerTable, peers, page),
  privileges: ({ privileges }, page) => writeTable(privilegeTable, privileges, page),
};

function writeTable<T>(table: StoryTable<T>, items: readonly T[], { io, layout, options }: Page): void {
  io.out.write(`\n${table.title}${items.length === 0 ? ': none' : ''}\n`);
  const rows = layout(table.columns, io.out, options);
  for (const item of items) rows.row({ node: undefined, cells: table.cells(item) });
  if (items.length > 0) rows.end();
}
