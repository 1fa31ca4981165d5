/**
 * The follower beside a naive model: a log that grows line by line, is rotated by renaming or copying, goes away and comes back,
 * while followers are stopped and others go on at the place reached. Every line comes once, in order.
 */
import { appendFileSync, copyFileSync, existsSync, mkdtempSync, renameSync, rmSync, truncateSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { FollowedLog } from '../../../src/input/follow.js';
import type { FollowPlace } from '../../../src/input/given-bytes.js';
import type { Random } from '../random.js';
import { logPieces } from '../seeds.js';
import { holds, type Target } from '../target.js';
import { tempFolder } from '../temp.js';

/** They wait most of the time, so many go side by side. */
const SIDE_BY_SIDE = 16;
const KEPT_FILES = 3;
/** The follower looks every 50 ms, and leaves a rotated file after 300. */
const LOOK_MS = 70;
const MOST_MS = 10_000;

export const follower: Target = {
  name: 'follower',
  seeds: logPieces,
  run: async (text, random) => {
    const lines = text.split('\n');
    await Promise.all(Array.from({ length: SIDE_BY_SIDE }, () => followed(lines, random)));
  },
};

async function followed(lines: readonly string[], random: Random): Promise<void> {
  const folder = mkdtempSync(path.join(tempFolder(), 'follower-'));
  const file = path.join(folder, 'audit.log');
  // A place of an earlier run is found by the file, which a copy is not: logs are copied, or followers stopped.
  const isCopied = random.oneIn(2);
  let written = '';
  let got = '';
  let count = 0;
  const write = (): void => {
    // No two lines end alike: a file is recognised by the bytes in front of the place reached.
    const line = `${random.pick(lines)} ${count++}\n`;
    const cut = random.oneIn(4) ? random.int(line.length) : line.length;
    appendFileSync(file, line.slice(0, cut), 'latin1');
    appendFileSync(file, line.slice(cut), 'latin1');
    written += line;
  };
  write();
  let from: FollowPlace | { readonly since: number } = { since: 0 };
  let reading = start(file, from);
  try {
    for (let steps = 3 + random.int(6); steps > 0; steps--) {
      for (let more = random.int(4); more > 0; more--) write();
      if (random.oneIn(3)) await pause(random.int(LOOK_MS));
      const does = random.int(6);
      if (does < 2) {
        rotate(file, isCopied);
        write();
        // More than one rotation between two looks is what the files that are kept are for; more than these is lost.
        await pause(LOOK_MS * 7);
      } else if (!isCopied && does < 4) {
        const { text, place } = await reading.stop();
        got += text;
        from = place ?? from;
        reading = start(file, from);
      }
    }
    for (let waited = 0; (got + reading.text()).length < written.length && waited < MOST_MS; waited += LOOK_MS)
      await pause(LOOK_MS);
    got += (await reading.stop()).text;
    holds(got === written, `all lines come once, in order (${got.length} bytes of ${written.length})`);
  } finally {
    await reading.stop();
    rmSync(folder, { recursive: true });
  }
}

interface Reading {
  readonly text: () => string;
  /** What came, and where it ends. */
  readonly stop: () => Promise<{ readonly text: string; readonly place: FollowPlace | undefined }>;
}

function start(file: string, from: FollowPlace | { readonly since: number }): Reading {
  const log = new FollowedLog({ path: file, from: 'since' in from ? from : () => from, note: () => {} });
  let text = '';
  const ended = (async () => {
    for await (const chunk of log.chunks()) text += chunk.toString('latin1');
  })();
  return {
    text: () => text,
    stop: async () => {
      const place = log.placeOf(text.length);
      const stopped = { text, place };
      log.stop();
      await ended;
      return stopped;
    },
  };
}

function rotate(file: string, isCopied: boolean): void {
  for (let number = KEPT_FILES; number > 1; number--)
    if (existsSync(`${file}.${number - 1}`)) renameSync(`${file}.${number - 1}`, `${file}.${number}`);
  if (isCopied) {
    copyFileSync(file, `${file}.1`);
    truncateSync(file);
  } else renameSync(file, `${file}.1`);
}
