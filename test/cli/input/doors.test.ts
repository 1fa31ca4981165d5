/** One set of events gives the same answers through every door. */
import assert from 'node:assert/strict';
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { main as report } from '../../../src/cli/aureport/main.js';
import { main as search } from '../../../src/cli/ausearch/main.js';
import { bare, type Door, foreignDoors, packedDoors } from '../../support/doors.js';
import { runMain } from '../../support/run-main.js';
import { programsMissing as skip, startProgram, startShell } from '../../support/run-program.js';

const root = path.resolve(import.meta.dirname, '../../..');
const shared = path.join(root, '../shared/conformance/logs');
const logs = [
  ...['files.log', 'logins.log', 'network.log'].map((name) => path.join(root, 'fixtures/logs', name)),
  ...['debian12.log'].map((name) => path.join(shared, name)),
].filter((name) => existsSync(name));

const folder = mkdtempSync(path.join(tmpdir(), 'doors-'));
after(() => rmSync(folder, { recursive: true }));

const FORMATS = ['-i', '--format csv', '--format json'];
const REPORTS = ['--summary', '-e', '-x', '-f', '-l'];
const accounts = path.join(root, 'fixtures/accounts');
/** Those of this machine are no matter. */
const surroundings = { env: { TS_AUDIT_ACCOUNTS: accounts } };
process.env.TS_AUDIT_ACCOUNTS = accounts; // forms ask the process
process.env.TZ = 'UTC';

function file(name: string, content: string | Buffer): string {
  const place = path.join(folder, name);
  writeFileSync(place, typeof content === 'string' ? Buffer.from(content, 'latin1') : content);
  return place;
}

interface Answer {
  readonly question: string;
  readonly text: string;
}

async function answers(log: string): Promise<readonly Answer[]> {
  const all: Answer[] = [];
  for (const format of FORMATS)
    all.push({
      question: format,
      text: (await runMain(search, ['-if', log, ...format.split(' ')], surroundings)).stdout,
    });
  for (const option of REPORTS)
    all.push({ question: option, text: (await runMain(report, ['-if', log, '-i', option], surroundings)).stdout });
  return all;
}

const known = new Map<string, readonly Answer[]>();

async function answersOfPlain(log: string): Promise<readonly Answer[]> {
  const found = known.get(log) ?? (await answers(file('plain.log', log)));
  known.set(log, found);
  for (const { question, text } of found) assert.ok(text.split('\n').length > 4, `${question}: ${text}`);
  return found;
}

async function holdsTheSame({ name, bytes, plain }: Door, comparable = (answer: Answer) => answer): Promise<void> {
  const wanted = await answersOfPlain(plain);
  const found = await answers(file('door', bytes));
  for (const [i, answer] of wanted.entries())
    sameLines(
      comparable(found[i] ?? { ...answer, text: '' }).text,
      comparable(answer).text,
      `${name} ${answer.question}`,
    );
}

for (const log of logs) {
  const text = readFileSync(log, 'latin1');
  test(`${path.basename(log)}: packed and as JSON`, async () => {
    for (const door of packedDoors(text)) await holdsTheSame(door);
    const { stdout } = await runMain(search, ['-if', log, '--json'], surroundings);
    await holdsTheSame({ name: 'JSON', bytes: Buffer.from(stdout, 'latin1'), plain: text });
  });

  test(`${path.basename(log)}: as others keep it`, async () => {
    for (const door of foreignDoors(text)) await holdsTheSame(door);
  });

  test(`${path.basename(log)}: as output that somebody saved`, async () => {
    const saved = async (name: string, of: string, ...format: string[]): Promise<Door> => {
      const { stdout } = await runMain(search, ['-if', file('given', of), ...format], surroundings);
      return { name, bytes: Buffer.from(stdout, 'latin1'), plain: of };
    };
    await holdsTheSame(await saved('default output', bare(text)));
    await holdsTheSame(await saved('interpreted output', text, '-i'), withoutRaw);
  });

  test(`${path.basename(log)}: on standard input`, { skip }, async () => {
    const place = file('plain.log', text);
    for (const { question, text: wanted } of await answersOfPlain(text)) {
      const program = FORMATS.includes(question) ? 'ts-ausearch' : 'ts-aureport';
      const words = FORMATS.includes(question) ? question : `-i ${question}`;
      for (const way of [`cat ${place} | "$PROGRAM" ${words}`, `"$PROGRAM" ${words} < ${place}`]) {
        const { stdout } = await startShell(program, `export TS_AUDIT_ACCOUNTS=${accounts}; ${way}`).ended;
        sameLines(stdout, wanted, way);
      }
    }
  });

  test(`${path.basename(log)}: as a file that grows`, { skip }, async () => {
    const all = await answersOfPlain(text);
    await Promise.all(all.map((answer, i) => grown(file(`growing-${i}.log`, ''), text, answer)));
  });
}

/** The whole texts would fill the screen. */
function sameLines(found: string, wanted: string, what: string): void {
  const lines = wanted.split('\n');
  const other = found.split('\n');
  const at = lines.findIndex((line, i) => line !== other[i]);
  if (at >= 0)
    assert.equal(other.slice(at, at + 3).join('\n'), lines.slice(at, at + 3).join('\n'), `${what}, line ${at + 1}`);
  assert.equal(other.length, lines.length, what);
}

/** What no interpreted record tells: how its values were written. */
function withoutRaw({ question, text }: Answer): Answer {
  return {
    question,
    text: question === '--format json' ? text.replace(/"(?:line|raw)":"(?:[^"\\]|\\.)*",?/g, '') : text,
  };
}

/** A follower shows an event as soon as it is whole, on a pipe each row of a listing once, and the totals again and again. */
function inAnyOrder(question: string, text: string): string {
  if (question === '--summary') return (text.match(/^Number of .*/gm) ?? []).slice(-TOTALS).join('\n');
  if (REPORTS.includes(question))
    return [...text.matchAll(/^\d+\. (.*)/gm)]
      .map(([, row]) => row)
      .sort()
      .join('\n');
  return text
    .split(text.includes('----\n') ? '----\n' : '\n')
    .sort()
    .join('\n');
}

const TOTALS = 23;
const PIECE = 1 << 16;

async function grown(place: string, log: string, { question, text }: Answer): Promise<void> {
  const isSearch = FORMATS.includes(question);
  const words = isSearch ? ['-F', ...question.split(' ')] : ['--follow', '1', '-i', question];
  const program = isSearch ? 'ts-ausearch' : 'ts-aureport';
  const { child, ended } = startProgram(program, ['-if', place, ...words, '-ts', '1990-01-01'], surroundings);
  let seen = 0;
  child.stdout?.on('data', (chunk: Buffer) => {
    seen += chunk.length;
  });
  for (let at = 0; at < log.length; at += PIECE) {
    appendFileSync(place, Buffer.from(log.slice(at, at + PIECE), 'latin1'));
    await pause(10);
  }
  // What is still open when it ends is told as well, so it is only to have read all.
  for (let waited = 0; seen < (isSearch ? text.length : 1) && waited < 100; waited++) await pause(50);
  await pause(isSearch ? 0 : 1500);
  child.kill('SIGTERM');
  const { stdout } = await ended;
  sameLines(inAnyOrder(question, stdout), inAnyOrder(question, text), question);
}
