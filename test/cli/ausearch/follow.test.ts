/** A follower that is killed again and again while its log grows and rotates: every event once. */
import assert from 'node:assert/strict';
import {
  appendFileSync,
  closeSync,
  copyFileSync,
  mkdtempSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { programsMissing, type Running, startProgram } from '../../support/run-program.js';

const skip = programsMissing;
const KILLS = 6;
const EVENTS = 3000;
/** Events in one file of the log. */
const FILE = 400;

function records(serial: number): string {
  const stamp = `msg=audit(${1700000000 + Math.floor(serial / 100)}.${String(serial % 1000).padStart(3, '0')}:${serial})`;
  if (serial % 3 === 0) return `type=USER_LOGIN ${stamp}: pid=1 uid=0 auid=0 ses=1 msg='op=login res=success'\n`;
  return `type=SYSCALL ${stamp}: arch=c000003e syscall=59 success=yes exit=0 pid=${serial}\ntype=CWD ${stamp}: cwd="/"\ntype=EOE ${stamp}: \n`;
}

type Rotate = (log: string) => void;

const byName: Rotate = (log) => {
  for (let i = 9; i > 1; i--) rename(`${log}.${i - 1}`, `${log}.${i}`);
  rename(log, `${log}.1`);
  writeFileSync(log, '');
};

const byCopy: Rotate = (log) => {
  for (let i = 9; i > 1; i--) rename(`${log}.${i - 1}`, `${log}.${i}`);
  copyFileSync(log, `${log}.1`);
  truncateSync(log);
};

function rename(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch {
    // not so many yet
  }
}

async function write(log: string, rotate: Rotate): Promise<void> {
  for (let serial = 1; serial <= EVENTS; serial++) {
    appendFileSync(log, records(serial));
    if (serial % FILE === 0) {
      // logrotate and auditd leave the follower this long, or longer, before the next one.
      await pause(400);
      rotate(log);
    } else if (serial % 20 === 0) await pause(5);
  }
}

async function followed(rotate: Rotate): Promise<readonly number[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'follower-'));
  const [log, out, checkpoint] = ['audit.log', 'out', 'checkpoint'].map((name) => path.join(folder, name));
  assert.ok(log && out && checkpoint);
  writeFileSync(log, '');
  const start = (): Running => {
    const stdout = openSync(out, 'a');
    const running = startProgram(
      'ts-ausearch',
      ['-if', log, '-F', '--checkpoint', checkpoint, '--raw', '-ts', '2000-01-01'],
      { stdout },
    );
    closeSync(stdout);
    return running;
  };
  try {
    let follower = start();
    const writing = write(log, rotate);
    for (let kill = 0; kill < KILLS; kill++) {
      await pause(700);
      follower.child.kill('SIGKILL');
      await follower.ended;
      follower = start();
    }
    await writing;
    const isThere = (): boolean => readFileSync(out, 'latin1').includes(`:${EVENTS})`);
    for (let i = 0; i < 300 && !isThere(); i++) await pause(100);
    follower.child.kill('SIGTERM');
    await follower.ended;
    return readFileSync(out, 'latin1')
      .split('\n')
      .flatMap((line) => (/^type=(?:USER_LOGIN|SYSCALL) /.test(line) ? Number(/:(\d+)\)/.exec(line)?.[1]) : []));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

for (const [name, rotate] of [
  ['renaming', byName],
  ['copytruncate', byCopy],
] as const) {
  test(`killed ${KILLS} times, rotation by ${name}: no event is lost, none comes twice`, { skip }, async () => {
    const serials = await followed(rotate);
    const twice = serials.filter((serial, i) => serials.indexOf(serial) !== i);
    assert.deepEqual(twice, []);
    assert.equal(serials.length, EVENTS);
  });
}
