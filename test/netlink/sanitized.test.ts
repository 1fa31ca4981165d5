/** The addon built with AddressSanitizer and UBSan: right and wrong calls end as they should, and nothing is left open. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { addonFile } from '../../src/netlink/addon.js';

const root = path.resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(path.join(tmpdir(), 'ts-audit-sanitized-'));
after(() => rmSync(folder, { recursive: true }));

/** Opens, asks, misuses and closes sockets; tells what is left. `argv`: the addon, how often. */
const script = path.join(folder, 'calls.cjs');
writeFileSync(
  script,
  `const { readdirSync } = require('node:fs');
  const addon = { exports: {} };
  process.dlopen(addon, process.argv[2]);
  const { open, send, receive, receiveMany, startSeries, endSeries, close } = addon.exports;
  const refused = (call) => { try { call(); return false; } catch { return true; } };
  if (refused(() => close(open(0, 0)))) { console.log('no audit'); process.exit(); }
  const request = Buffer.alloc(16);
  request.writeUInt32LE(16, 0); request.writeUInt16LE(1000, 4); request.writeUInt16LE(5, 6);
  const space = Buffer.alloc(9000);
  const slots = Buffer.alloc(4 * 512);
  const result = Buffer.alloc(8);
  const series = Buffer.concat([request, request, Buffer.from([99, 0, 0, 0]), Buffer.alloc(20)]);
  const descriptors = () => readdirSync('/proc/self/fd').length;
  const before = descriptors();
  const rss = process.memoryUsage.rss();
  for (let i = 0; i < Number(process.argv[3]); i++) {
    const fd = open(0, 0);
    if (i % 100 === 0) {
      send(fd, request);
      receive(fd, space, 0);
      receiveMany(fd, slots, 512);
      for (const wrong of [() => send(fd), () => receive(fd, 'x', 0), () => receiveMany(fd, slots, 0), () => send('x', request), () => open(), () => startSeries(fd, series, 999), () => endSeries(fd, result)]) refused(wrong);
      startSeries(fd, series, series.length);
      refused(() => startSeries(fd, request, 16));
      refused(() => endSeries(fd, Buffer.alloc(4)));
      if (i % 200 === 0) {
        endSeries(fd, result);
        const told = result.readInt32LE(0) + ' ' + result.readInt32LE(4);
        if (!/^(2 22|0 1|0 111)$/.test(told)) throw new Error('series: ' + told);
      }
      refused(() => receive(fd, Buffer.alloc(0), 0));
    }
    close(fd);
    if (i % 100 === 0 && !refused(() => close(fd))) throw new Error('closed twice');
  }
  console.log(descriptors() - before, process.memoryUsage.rss() - rss < 64 << 20 ? 'small' : 'grown');`,
);

function calls(addon: string, times: number, env: Readonly<Record<string, string>> = {}): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, addon, String(times)], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, ...env },
  });
  assert.equal(status, 0, stderr);
  assert.equal(stderr, '');
  return stdout.trim();
}

const plain = addonFile(root);

test('100,000 sockets are opened and closed', { skip: !existsSync(plain) && 'the addon is not built' }, () => {
  assert.match(calls(plain, 100_000), /^(0 small|no audit)$/);
});

test('no call reads or writes where it must not', (t) => {
  const library = spawnSync('cc', ['-print-file-name=libasan.so'], { encoding: 'utf8' }).stdout?.trim();
  const target = path.join(folder, 'sanitized.node');
  const flags = ['-fsanitize=address,undefined', '-fno-sanitize-recover=all', '-g'];
  const built = spawnSync('sh', [path.join(root, 'src/native/compile'), target, 'cc', ...flags]);
  if (built.status !== 0 || !library?.includes('/')) return t.skip('no compiler with sanitizers');
  // What node itself leaves when it ends is not ours.
  const env = { LD_PRELOAD: library, ASAN_OPTIONS: 'detect_leaks=0', UBSAN_OPTIONS: 'print_stacktrace=1' };
  assert.match(calls(target, 2000, env), /^(0 (small|grown)|no audit)$/);
});

test('valgrind sees no wrong access', { skip: !existsSync(plain) && 'the addon is not built' }, (t) => {
  const words = ['-q', '--leak-check=no', process.execPath, '--jitless', script, plain, '200'];
  const { error, status, stdout, stderr } = spawnSync('valgrind', words, { encoding: 'utf8' });
  if (error) return t.skip('no valgrind');
  assert.equal(status, 0, stderr);
  assert.match(stdout.trim(), /^(0 (small|grown)|no audit)$/);
  // What it thinks of node itself is not ours.
  assert.doesNotMatch(stderr, /ts_audit_netlink/);
});
