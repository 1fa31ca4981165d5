import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ReportConfig, reportName } from '../../../src/cli/aureport/config.js';
import { parseReportOptions } from '../../../src/cli/aureport/options.js';
import { AuditError } from '../../../src/errors.js';
import { cLocale } from '../../../src/locale/locale.js';

const accounts = {
  userName: () => undefined,
  groupName: () => undefined,
  userId: (name: string) => (name === 'alice' ? 1000 : undefined),
  groupId: () => undefined,
};
const context = {
  accounts,
  machine: 'x86_64',
  forPeople: false,
  times: () => ({ locale: cLocale(), now: 1700087624 }),
};

function config(line: string): ReportConfig {
  const command = parseReportOptions(line.split(' ').filter(Boolean), context);
  assert.ok(command.kind === 'report', line);
  return command.config;
}

/** Of the report. */
function name(line: string): string {
  return reportName(config(line).content);
}

function complaint(line: string): string {
  try {
    parseReportOptions(line.split(' ').filter(Boolean), context);
  } catch (error) {
    assert.ok(error instanceof AuditError && error.code === 'usage');
    return error.message + (error.endLine ? '\n' : '');
  }
  return '';
}

test('every spelling of a report', () => {
  assert.equal(name(''), 'overview');
  for (const [line, report] of [
    ['-au', 'auth'],
    ['--auth', 'auth'],
    ['-cr', 'crypto'],
    ['--comm', 'comm'],
    ['-t', 'log'],
    ['--log', 'log'],
    ['-tm', 'terminal'],
    ['-x', 'executable'],
    ['--net', 'net'],
  ] as const) {
    assert.equal(name(line), report, line);
  }
});

test('modifiers: the last one wins, nodes accumulate', () => {
  const { filter, criterion, summary, inputs } = config(
    '--failed --success -l --add --delete --node a --node b -nc --summary -if x -if y',
  );
  assert.deepEqual(filter, { outcome: 'success', without: 'additions', configChanges: false });
  assert.deepEqual(criterion, { kind: 'is', name: 'node', value: ['a', 'b'] });
  assert.equal(summary, true);
  assert.deepEqual(inputs, ['x', 'y']);
});

test('messages of the original', () => {
  for (const [line, message] of [
    ['--nope', '--nope is an unsupported option; did you mean --node?\n'],
    ['-l word', 'word is an unsupported option\n'],
    ['-l -au', 'Error - only one report can be specified'],
    ['-l -p word', 'Error - only one report can be specified'],
    ['-if', 'Argument is required for -if\n'],
    ['--node -l', 'Argument is required for --node\n'],
    ['-i word', 'Argument is NOT required for -i\n'],
    ['--escape all', 'Unknown option (all)\n'],
    ['--eoe-timeout x', 'End of Event Timeout must be a numeric value, was x\n'],
    ['--eoe-timeout 5x', 'Illegal value for End of Event Timeout, was 5x\n'],
    ['--eoe-timeout 0', 'Illegal value for End of Event Timeout, was 0\n'],
    ['--eoe-timeout 9223372036854775807', 'Illegal value for End of Event Timeout, was 9223372036854775807\n'],
    ['-ts', '-ts requires either date and/or time\n'],
    ['--escape=tty', '--escape=tty is an unsupported option; did you mean --escape?\n'],
    [`-if ${'x'.repeat(4064)}`, `File name is too long ${'x'.repeat(4064)}\n`],
  ] as const) {
    assert.equal(complaint(line), message, line);
  }
});

test('answers that need no log', () => {
  assert.deepEqual(parseReportOptions(['-p', 'word', '--nope'], context), { kind: 'unimplemented' });
  assert.deepEqual(parseReportOptions(['-l', '-v', '--nope'], context), { kind: 'version' });
  assert.deepEqual(parseReportOptions(['--help'], context), { kind: 'help' });
});

test('our own options', () => {
  assert.equal(config('--histogram -l').histogram, 'hour');
  assert.equal(config('--histogram minute').histogram, 'minute');
  assert.equal(config('--histogram=day').histogram, 'day');
  assert.equal(config('--format=csv').format, 'csv');
  assert.equal(config('--json').format, 'json');
  assert.equal(config('--top 5').top, 5);
  assert.equal(config('--since today --utc').start, 1700006400);
  assert.equal(complaint('--top many'), '--top must be a number of rows, was many\n');
});

test('criteria of ausearch, where the letters are free; long names of reports with a word behind them', () => {
  const is = (line: string): unknown => config(line).criterion;
  assert.deepEqual(is('-ul alice'), { kind: 'is', name: 'auid', value: { name: 'alice' } });
  assert.deepEqual(is('--auid=1000 -x'), { kind: 'is', name: 'auid', value: { id: 1000 } });
  assert.equal(name('--auid=1000 -x'), 'executable');
  assert.deepEqual(is('--pid 12 -l'), { kind: 'is', name: 'pid', value: 12 });
  assert.deepEqual(is('--exe /bin/sh -w'), { kind: 'is', name: 'exe', value: { text: '/bin/sh', whole: true } });
  assert.equal(name('--pid --summary'), 'pid');
  assert.equal(is('--pid --summary'), undefined);
  assert.equal(is('--success'), undefined);
  assert.deepEqual(is('--session -1'), { kind: 'is', name: 'session', value: 4294967295 });
  assert.equal(complaint('--ppid x'), 'Parent process id must be a numeric value, was x\n');
});
