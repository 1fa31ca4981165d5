/** One shipper a stream on a machine, and none that died stands in the way. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { lockedSink } from '../../src/store/stream-lock.js';
import { memorySink } from '../support/stored-log.js';

const folder = mkdtempSync(path.join(tmpdir(), 'ts-audit-lock-'));
after(() => rmSync(folder, { recursive: true }));

const HOLDER = `
  import { lockedSink } from '${path.resolve(import.meta.dirname, '../../src/store/stream-lock.ts')}';
  import { memorySink } from '${path.resolve(import.meta.dirname, '../support/stored-log.ts')}';
  const sink = lockedSink(memorySink(), process.argv[1]);
  await sink.tail('stream').then(() => console.log('held'), (error) => console.log(error.message));
  setTimeout(() => {}, 60_000);`;

/** A process that holds the lock of the stream until it is killed, and what it said. */
async function holder(): Promise<{ readonly child: ChildProcess; readonly said: string }> {
  const words = ['--import', 'tsx', '--input-type=module', '--eval', HOLDER, folder];
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [said] = await once(child.stdout ?? child, 'data');
  return { child, said: String(said) };
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  await once(child, 'exit');
}

test('a stream is locked while its shipper lives, and others are not', async () => {
  const { child, said } = await holder();
  assert.equal(said, 'held\n');
  const sink = lockedSink(memorySink(), folder);
  await assert.rejects(sink.tail('stream'), {
    message: `memory: process ${child.pid} ships stream there already`,
  });
  await sink.tail('another');
  await lockedSink({ ...memorySink(), place: 'elsewhere' }, folder).tail('stream');
  await kill(child);
  await sink.tail('stream');
  const second = await holder();
  assert.match(second.said, /^memory: process \d+ ships stream there already/);
  await sink.close();
  await kill(second.child);
  const third = await holder();
  assert.equal(third.said, 'held\n');
  await kill(third.child);
});

test('a file that says nothing, or names another process of that number, is no lock', async () => {
  for (const content of ['', 'nonsense', `${process.pid} 1`, '999999999 1']) {
    for (const name of readdirSync(folder)) writeFileSync(path.join(folder, name), content);
    const sink = lockedSink(memorySink(), folder);
    await sink.tail('stream');
    await sink.close();
  }
  assert.deepEqual(
    readdirSync(folder).filter((name) => !name.endsWith('.lock')),
    [],
  );
});
