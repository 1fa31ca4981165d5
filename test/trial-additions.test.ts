/**
 * What src/README.md says about adding things, done: one of each is added to a copy of the repository, in one file and a
 * line of a list, and works there.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { type Addition, additions } from './support/additions.js';
import { copyCheckout } from './support/checkout.js';

const copy = copyCheckout();
after(() => copy.remove());

/** Lists and files that the words of src/README.md name for it. */
const readme = readFileSync(path.resolve(import.meta.dirname, '../src/README.md'), 'utf8');
const howTo = /## How to add\n([\s\S]*?)(?=\n## )/.exec(readme)?.[1] ?? '';

function add({ file, content, lines, input }: Addition): void {
  copy.write(file, content);
  if (input) copy.write(input.file, input.content);
  for (const { list, before, line } of lines) copy.edit(list, before, `${line}${before}`);
  if (lines.some(({ list }) => list.endsWith('.tsv'))) copy.makeTables();
}

/** The lists that an addition is named in. Only of a kind of field there are more than one. */
function listsOf({ lines }: Addition): readonly string[] {
  return [...new Set(lines.map(({ list }) => list))];
}

for (const addition of additions) {
  test(`${addition.what} works, by a file and a line of a list`, () => {
    assert.equal(listsOf(addition).length, addition.what === 'a kind of field' ? 3 : 1);
    add(addition);
    for (const { program, words, shows } of addition.runs) {
      const { stdout, stderr } = copy.run([`src/cli/${program}/start.ts`, ...words]);
      assert.match(stdout + stderr, shows, `${program} ${words.join(' ')}`);
    }
  });

  test(`${addition.what} stands in src/README.md with what it takes`, () => {
    const [entry = ''] =
      new RegExp(`^- \\*\\*${addition.what}\\*\\*[\\s\\S]*?(?=\\n- |$(?![\\s\\S]))`, 'm').exec(howTo) ?? [];
    assert.ok(entry !== '', `no entry`);
    assert.ok(entry.split('\n').length <= 3, 'three lines at most');
    const places = [path.dirname(addition.file), ...listsOf(addition)];
    for (const place of places) assert.ok(entry.includes(place.replace(/^src\//, '')), `names ${place}`);
  });
}

test('all of them together are right for the compiler', () => {
  const { status, stdout } = copy.run(['node_modules/typescript/bin/tsc', '--noEmit']);
  assert.equal(status, 0, stdout);
});
