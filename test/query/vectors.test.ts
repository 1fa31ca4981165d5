/** The recorded runs of the original search, through options, model assembler and matcher (`vectors/ausearch.jsonl`). */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { systemAccounts } from '../../src/accounts/accounts.js';
import { escapeText } from '../../src/bytes/escape.js';
import type { SearchConfig } from '../../src/cli/ausearch-config.js';
import { parseSearchOptions } from '../../src/cli/ausearch-options.js';
import { AuditError } from '../../src/errors.js';
import { cLocale } from '../../src/locale/locale.js';
import type { AuditEvent } from '../../src/log/event.js';
import { compileQuery } from '../../src/query/match.js';
import { assembleModel } from '../support/model-assembler.js';

interface Vector {
  readonly id: string;
  readonly log: string;
  readonly args: readonly string[];
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number;
}

interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number;
}

const FILE = new URL('../../../shared/spec/vectors/ausearch.jsonl', import.meta.url);
const LOG = '/tmp/vector.log';
const accounts = systemAccounts();
const locale = cLocale();

test('recorded runs give the same output', { skip: !existsSync(FILE) }, () => {
  const vectors = readFileSync(FILE, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Vector);
  const failures: string[] = [];
  let count = 0;
  for (const vector of vectors) {
    const outcome = runVector(vector);
    if (!outcome) continue;
    count++;
    const expected = { stdout: vector.stdout, stderr: vector.stderr.replaceAll('{log}', LOG), status: vector.status };
    if (JSON.stringify(outcome) !== JSON.stringify(expected)) {
      failures.push(`${vector.id}\n  got  ${JSON.stringify(outcome)}\n  want ${JSON.stringify(expected)}`);
    }
  }
  assert.deepEqual(failures, []);
  assert.ok(count > 500);
});

/** Undefined: the run needs a formatter, which is tested elsewhere. */
function runVector({ args, log, stderr }: Vector): Outcome | undefined {
  const argv = args.map((arg) => (arg === '{log}' ? LOG : arg));
  // The original drops such events, and takes nothing from records of unknown type; so do we when asked to.
  if (/Malformed event|len too short|Unparsed type/.test(stderr)) argv.push('--skip-malformed');
  try {
    const times = () => ({ locale });
    const command = parseSearchOptions(argv, { accounts, machine: 'x86_64', suggests: false, times });
    if (command.kind !== 'search') return undefined;
    return command.config.format === 'raw' || command.config.format === 'default'
      ? search(command.config, log)
      : undefined;
  } catch (error) {
    if (!(error instanceof AuditError)) throw error;
    return { stdout: '', stderr: plainBuild(error.message + (error.endLine ? '\n' : '')), status: error.exitStatus };
  }
}

/** The runs were recorded with a build that has no AppArmor record types. */
function plainBuild(message: string): string {
  return message.replaceAll(/APPARMOR\w* /g, '');
}

function search(config: SearchConfig, log: string): Outcome {
  const lines: string[] = [];
  const write = (text: string): void => void lines.push(text);
  const diagnostics = { debug: config.debug, write };
  const { start, end } = config.query;
  const events = assembleModel(log, config.eoeTimeout ?? 2, { start, end, err: write });
  const { matches } = compileQuery(config.query, { accounts, diagnostics });
  let stdout = '';
  for (const event of events) {
    if (!matches(event)) continue;
    stdout += config.format === 'raw' ? raw(event) : plain(event, config);
    if (config.justOne) break;
  }
  if (stdout === '' && config.format !== 'raw') {
    if (config.unknownName) return { stdout, stderr: `${config.unknownName.message}\n`, status: 1 };
    write('<no matches>\n');
  }
  return { stdout, stderr: lines.join(''), status: stdout === '' ? 1 : 0 };
}

function raw({ records }: AuditEvent): string {
  const isEnriched = records.some((record) => record.isEnriched);
  return records.map(({ text, enriched = '' }) => `${text}${isEnriched ? `\x1d${enriched}` : ''}\n`).join('');
}

function plain({ sec, records }: AuditEvent, config: SearchConfig): string {
  const last = records.at(-1)!;
  const shown = last.type >= 1200 && last.type <= 1299 ? [last] : records.toReversed();
  const mode = last.type >= 1200 && last.type <= 1299 ? 'raw' : config.escape;
  return `----\ntime->${locale.ctime(sec)}\n${shown.map(({ text }) => `${escapeText(text, mode)}\n`).join('')}`;
}
