import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { AuditError } from '../../src/errors.js';
import { type DiscoveryRequest, discoverSources } from '../../src/input/discover.js';
import { fileIdentity } from '../../src/input/file-source.js';
import { expandGlob } from '../../src/input/glob.js';

const root = mkdtempSync(join(tmpdir(), 'discover-'));
after(() => rmSync(root, { recursive: true }));

const base = join(root, 'audit.log');
const set = [base, `${base}.1`, `${base}.2`, `${base}.3`];
set.forEach((path, i) => {
  writeFileSync(path, `type=USER msg=audit(${4000 - 1000 * i}.000:1): pid=1\n`);
});
writeFileSync(`${base}.5`, 'after a gap\n');

const notes: string[] = [];
const note = (line: string): number => notes.push(line);
const request: DiscoveryRequest = { paths: [], systemLogs: true, logFile: base, stdin: -1, note };
const read = async (change: Partial<DiscoveryRequest>): Promise<string[]> =>
  (await discoverSources({ ...request, ...change })).map(({ name }) => name.slice(root.length + 1));

const ALL = ['audit.log.3', 'audit.log.2', 'audit.log.1', 'audit.log'];

test('a rotated set is read oldest first, up to the first gap', async () => {
  assert.deepEqual(await read({}), ALL);
  assert.deepEqual(await read({ logFile: join(root, 'none') }), ['none']);
});

test('a start time skips older files', async () => {
  for (const start of [900, 1000, 1001, 4000, 5000]) assert.deepEqual(await read({ start }), ALL);
  for (const start of [2000, 2001]) assert.deepEqual(await read({ start }), ALL.slice(1));
  for (const start of [3000, 3001]) assert.deepEqual(await read({ start }), ALL.slice(2));
  assert.deepEqual(await read({ start: 3000, checkpoint: {} }), ALL);
});

test('a checkpoint names the file to begin with', async () => {
  assert.deepEqual(await read({ checkpoint: { identity: fileIdentity(`${base}.1`) } }), ALL.slice(2));
  await assert.rejects(() => read({ checkpoint: { identity: { dev: 1n, inode: 1n } } }), {
    exitStatus: 10,
    message: '',
  });
});

test('-if: a folder, a file, something that is not there', async () => {
  notes.length = 0;
  assert.deepEqual(await read({ paths: [root] }), ALL);
  assert.deepEqual(await read({ paths: [`${root}/`] }), ALL);
  await assert.rejects(() => read({ paths: [root], checkpoint: { identity: { dev: 1n, inode: 1n } } }));
  assert.deepEqual(notes, Array(3).fill(`NOTE - using logs in ${base}`));
  assert.deepEqual(await read({ paths: [`${base}.5`], start: 9 }), ['audit.log.5']);
  await assert.rejects(
    () => read({ paths: [join(root, 'none')] }),
    (error) => {
      assert.ok(error instanceof AuditError);
      return error.message === `stat: No such file or directory (${join(root, 'none')})` && error.exitStatus === 1;
    },
  );
});

test('several inputs and patterns are read by their first time, each file once', async () => {
  assert.deepEqual(await read({ paths: [base, `${base}.2`] }), ['audit.log.2', 'audit.log']);
  assert.deepEqual(await read({ paths: [`${root}/audit.log*`] }), ['audit.log.5', ...ALL]);
  assert.deepEqual(await read({ paths: [base, root] }), ALL);
});

test('standard input counts if it is a pipe, or a file with something left', async () => {
  const fifo = join(root, 'fifo');
  execFileSync('mkfifo', [fifo]);
  const pipe = openSync(fifo, 'r+');
  const file = openSync(base, 'r');
  assert.equal((await discoverSources({ ...request, systemLogs: false, stdin: pipe }))[0]?.name, 'stdin');
  assert.equal((await discoverSources({ ...request, systemLogs: true, stdin: pipe }))[0]?.canReopen(), true);
  assert.equal((await discoverSources({ ...request, systemLogs: false, stdin: file }))[0]?.name, 'stdin');
  closeSync(pipe);
  closeSync(file);
});

test('patterns', async () => {
  const folder = join(root, 'globs');
  mkdirSync(folder);
  for (const name of ['a.log', 'b.log', '.hidden', 'x[1]', 'a+b']) writeFileSync(join(folder, name), '');
  const glob = (pattern: string): string[] => expandGlob(`${folder}/${pattern}`).map((p) => p.slice(folder.length + 1));
  assert.deepEqual(glob('*'), ['a+b', 'a.log', 'b.log', 'x[1]']);
  assert.deepEqual(glob('[!b]*.log'), ['a.log']);
  assert.deepEqual(glob('[a-b].l?g'), ['a.log', 'b.log']);
  assert.deepEqual(glob('x[1]'), ['x[1]']); // a name comes before a pattern
  assert.deepEqual(glob('.*'), ['.hidden']);
  assert.deepEqual(glob('a+*'), ['a+b']);
  assert.deepEqual(glob('[z-a]'), ['[z-a]']);
  assert.deepEqual(glob('none*'), ['none*']);
  assert.deepEqual(expandGlob(`${root}/*/a.log`), [join(folder, 'a.log')]);
});
