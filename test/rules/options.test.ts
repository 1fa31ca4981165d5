import assert from 'node:assert';
import { test } from 'node:test';
import { OptionScanner } from '../../src/rules/options.js';

function scan(words: readonly string[], inOrder = false): { options: string[]; rest: readonly string[]; done: number } {
  const scanner = new OptionScanner(words, inOrder);
  const options: string[] = [];
  for (let option = scanner.take(); option; option = scanner.take())
    options.push(`${option.name}${option.value && `=${option.value}`}@${option.word}`);
  return { options, rest: scanner.rest, done: scanner.done };
}

test('options are found in clusters, attached, and behind other words', () => {
  assert.deepStrictEqual(scan(['-a', 'x', '-kfoo', '-si']).options, ['-a=x@1', '-k=foo@2', '-s@3', '-i@3']);
  assert.deepStrictEqual(scan(['one', '-e', '1', 'two', '-s']), {
    options: ['-e=1@2', '-s@4'],
    rest: ['one', 'two'],
    done: 3,
  });
  assert.deepStrictEqual(scan(['-s', '--', '-i']), { options: ['-s@0'], rest: ['-i'], done: 2 });
  assert.deepStrictEqual(scan(['one', '-s'], true), { options: [], rest: ['one', '-s'], done: 0 });
});

test('long options may be shortened while they are unambiguous', () => {
  assert.deepStrictEqual(scan(['--sig', 'TERM', '--backlog=5', '--reset_b']).options, [
    '--signal=TERM@1',
    '--backlog_wait_time=5@2',
    '--reset_backlog_wait_time_actual@3',
  ]);
  assert.deepStrictEqual(scan(['--reset']).options, ['undefined@0']);
  assert.deepStrictEqual(scan(['--help=x']).options, ['undefined@0']);
});

test('the bad word is the one before the next', () => {
  const bad = (words: readonly string[]): string => {
    const scanner = new OptionScanner(words);
    for (let option = scanner.take(); option; option = scanner.take()) if (!option.name) return scanner.badWord;
    return '';
  };
  assert.deepStrictEqual([bad(['-z']), bad(['-e', '1', '-zl']), bad(['-zl']), bad(['-k'])], ['-z', '1', ' ', '-k']);
});
