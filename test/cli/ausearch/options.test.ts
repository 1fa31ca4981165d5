import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nearest } from '../../../src/bytes/nearest-word.js';
import type { SearchConfig } from '../../../src/cli/ausearch/config.js';
import { searchHelp } from '../../../src/cli/ausearch/help.js';
import { parseSearchOptions } from '../../../src/cli/ausearch/options.js';
import { AuditError } from '../../../src/errors.js';
import { cLocale } from '../../../src/locale/locale.js';

const accounts = {
  userName: (id: number) => (id === 1000 ? 'alice' : undefined),
  groupName: () => undefined,
  userId: (name: string) => (name === 'alice' ? 1000 : undefined),
  groupId: () => undefined,
};

function parse(line: string, forPeople = false): ReturnType<typeof parseSearchOptions> {
  const argv = line === '' ? [] : line.split(' ');
  const times = () => ({ locale: cLocale(), now: 1_700_000_000 });
  return parseSearchOptions(argv, { accounts, machine: 'x86_64', forPeople, times });
}

function config(line: string): SearchConfig {
  const command = parse(line);
  assert.equal(command.kind, 'search');
  return command.kind === 'search' ? command.config : assert.fail();
}

/** Everything on standard error. */
function problem(line: string, forPeople = false): string {
  try {
    parse(line, forPeople);
  } catch (error) {
    if (error instanceof AuditError) return error.message + (error.endLine ? '\n' : '');
    throw error;
  }
  return '';
}

test('messages are those of the original', () => {
  assert.equal(problem('foo'), 'foo is an unsupported option\n');
  assert.equal(problem('-p x'), 'Process id must be a numeric value, was x\n');
  assert.equal(problem('-a 5x'), 'Illegal value for audit event ID');
  assert.equal(problem('-ts'), '-ts requires either date and/or time\n');
  assert.equal(problem('-ui 5x'), 'Numeric user ID conversion error (Invalid argument) for 5x\n');
  assert.equal(problem('-r -i foo'), 'Conflicting output format -i\nArgument is NOT required for -i\n');
  assert.equal(problem('-sc 5 --arch b64 --arch b32'), 'Arch needs to be defined before the syscall\n');
  assert.match(problem('-m 1300-1320'), /^Numeric message type conversion error .* for 1300-1320\nValid .* USER /);
});

test('the check at the end runs after an error, too', () => {
  assert.equal(
    problem('--extra-time -a 5x'),
    'Illegal value for audit event ID--extra options requires format to be csv\n',
  );
});

test('a name that the machine does not know may stand in the log; a later error comes after it', () => {
  const { query, unknownName } = config('-ul bob -i');
  assert.deepEqual(query.criterion, { kind: 'is', name: 'auid', value: { name: 'bob' } });
  assert.equal(unknownName?.message, 'Login user ID is non-numeric and unknown (bob)');
  assert.equal(problem('-ul bob --bogus'), 'Login user ID is non-numeric and unknown (bob)\n');
});

test('an earlier name survives a later number, as in the original', () => {
  assert.deepEqual(config('-ui alice -ui 5').query.criterion, { kind: 'is', name: 'uid', value: { name: 'alice' } });
});

test('our additions', () => {
  assert.equal(config('--json').format, 'json');
  assert.deepEqual(config('-if a -if b').inputs, ['a', 'b']);
  assert.deepEqual(config('--auid=1000').query.criterion, { kind: 'is', name: 'auid', value: { id: 1000 } });
  assert.equal(config('-ts -2h').query.start, 1_700_000_000 - 7200);
  assert.equal(config('--since 10 minutes ago').query.start, 1_700_000_000 - 600);
  assert.equal(config('--color').colour, 'always');
  assert.equal(config('--colour=never').colour, 'never');
  const where = (field: string, value: string) => ({
    kind: 'is',
    name: 'field',
    value: { field, operator: '=', values: [value] },
  });
  assert.deepEqual(config('--where exe=b --where comm!=d').query.criterion, {
    kind: 'and',
    of: [where('exe', 'b'), { kind: 'not', of: where('comm', 'd') }],
  });
});

test('suggestions stand at the end of the line', () => {
  assert.equal(problem('--interpert'), '--interpert is an unsupported option; did you mean --interpret?\n');
  assert.equal(nearest('zzzzzz', ['--raw']), undefined);
});

test('help has a line for every option', async () => {
  const help = await searchHelp();
  assert.match(help, /^usage: ausearch \[options\]\n/);
  for (const word of ['-ts, --start', '-a, --event', '--where', '-vm, --vm-name'])
    assert.ok(help.includes(`\t${word}`), word);
});
