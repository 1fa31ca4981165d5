import assert from 'node:assert';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, afterEach, test } from 'node:test';
import { findCodeCache, keepCodeCache, shipCodeCache } from '../../src/cli/code-cache.js';

const top = mkdtempSync(path.join(tmpdir(), 'ts-audit-cache-'));
const dist = path.join(top, 'dist');
mkdirSync(dist);
const { HOME, XDG_CACHE_HOME, NODE_DISABLE_COMPILE_CACHE } = process.env;

after(() => rmSync(top, { recursive: true }));
afterEach(() => {
  for (const [name, value] of Object.entries({ HOME, XDG_CACHE_HOME, NODE_DISABLE_COMPILE_CACHE })) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
});

/** A home of its own, whose folder of caches is the result. */
function newHome(name: string, mode = 0o755): string {
  const home = path.join(top, name);
  mkdirSync(home);
  chmodSync(home, mode);
  process.env.HOME = home;
  delete process.env.XDG_CACHE_HOME;
  delete process.env.NODE_DISABLE_COMPILE_CACHE;
  return path.join(home, '.cache/ts-audit');
}

const keep = (text: string, build = 'b1'): void => keepCodeCache('ausearch', build, () => Buffer.from(text));
const found = (build = 'b1'): string | undefined => findCodeCache(dist, 'ausearch', build).data?.toString();

test('what one run keeps the next finds, for this bundle only, in a folder that is the user’s alone', () => {
  const folder = newHome('usual');
  assert.strictEqual(found(), undefined);
  keep('code');
  assert.strictEqual(found(), 'code');
  assert.strictEqual(found('b2'), undefined);
  assert.strictEqual(statSync(folder).mode & 0o777, 0o700);
  assert.deepStrictEqual(
    readdirSync(folder).map((name) => statSync(path.join(folder, name)).mode & 0o777),
    [0o600],
  );
});

test('$XDG_CACHE_HOME is where it says, and the usual switch of Node turns it off', () => {
  newHome('unused');
  process.env.XDG_CACHE_HOME = path.join(top, 'caches');
  keep('code');
  assert.deepStrictEqual(readdirSync(path.join(top, 'caches')), ['ts-audit']);
  assert.strictEqual(found(), 'code');
  process.env.NODE_DISABLE_COMPILE_CACHE = '1';
  assert.strictEqual(found(), undefined);
});

test('nothing is read or left where others can write', () => {
  newHome('open', 0o777);
  keep('code');
  assert.deepStrictEqual(readdirSync(path.join(top, 'open')), []);

  const folder = newHome('opened');
  keep('code');
  chmodSync(folder, 0o755);
  assert.strictEqual(found(), undefined, 'the folder is not private');
  chmodSync(folder, 0o700);
  chmodSync(path.join(top, 'opened'), 0o777);
  assert.strictEqual(found(), undefined, 'the home can be written by others');
  chmodSync(path.join(top, 'opened'), 0o755);
  assert.strictEqual(found(), 'code');
  const [name = ''] = readdirSync(folder);
  chmodSync(path.join(folder, name), 0o666);
  assert.strictEqual(found(), undefined, 'the file can be written by others');
});

test('a symbolic link in the place of a cache is not followed', () => {
  const folder = newHome('linked');
  keep('code');
  const [name = ''] = readdirSync(folder);
  rmSync(path.join(folder, name));
  writeFileSync(path.join(top, 'elsewhere'), 'other code');
  symlinkSync(path.join(top, 'elsewhere'), path.join(folder, name));
  assert.strictEqual(found(), undefined);
});

test('root trusts no home of another user', { skip: process.geteuid?.() !== 0 && 'needs root' }, async () => {
  const { chownSync } = await import('node:fs');
  const folder = newHome('alice');
  keep('code');
  assert.strictEqual(found(), 'code');
  chownSync(path.join(top, 'alice'), 1000, 1000);
  assert.strictEqual(found(), undefined);
  rmSync(folder, { recursive: true });
  keep('code');
  assert.deepStrictEqual(readdirSync(path.dirname(folder)), [], 'nothing of root’s is left there');
});

test('a home that is missing or read-only is no reason to fail', () => {
  newHome('missing');
  rmSync(path.join(top, 'missing'), { recursive: true });
  writeFileSync(path.join(top, 'missing'), 'a file');
  keep('code');
  assert.strictEqual(found(), undefined);
  process.env.HOME = '';
  keep('code');
  assert.strictEqual(found(), undefined);
});

test('the caches of old versions go', () => {
  const folder = newHome('old');
  for (let at = 0; at < 10; at++) keep('code', `b${at}`);
  assert.ok(readdirSync(folder).length <= 4);
  assert.strictEqual(found('b9'), 'code');
});

test('the build’s own cache comes first', () => {
  newHome('shipped');
  keep('mine');
  shipCodeCache(dist, 'ausearch', 'b1', Buffer.from('shipped'));
  assert.deepStrictEqual(findCodeCache(dist, 'ausearch', 'b1'), { data: Buffer.from('shipped'), isShipped: true });
});
