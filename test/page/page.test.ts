/** The HTML report: its numbers are those of the reports, and nothing of a log becomes markup. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { accountsFor } from '../../src/accounts/accounts.js';
import { Out } from '../../src/bytes/out.js';
import { runPage } from '../../src/engine/page-run.js';
import { discoverSources } from '../../src/input/discover.js';
import { CONTENTS_ID, type PageContents, recordsId } from '../../src/page/contents.js';
import { visible } from '../../src/page/visible.js';
import { plainJob, type ReportJob } from '../../src/reports/job.js';
import { printed } from '../reports/printed.js';
import { fixtures } from '../support/golden.js';
import { temporaryLog } from '../support/temporary-log.js';

const asked: Partial<ReportJob> = { report: 'user', summary: true, interpret: true, escape: 'raw', utc: true };
const job: ReportJob = { ...plainJob({}), ...asked };

const sourcesOf = (log: string) =>
  discoverSources({ paths: [log], systemLogs: false, logFile: '', stdin: -1, note: () => {} });

async function pageOf(log: string): Promise<string> {
  let html = '';
  const out = new Out((chunk) => {
    html += chunk.toString('utf8');
  });
  await runPage({ report: job, sources: await sourcesOf(log), timeout: 2, out, err: () => {} });
  out.flush();
  return html;
}

function unpacked<T>(html: string, id: string): T {
  const packed = new RegExp(`id="${id}">([^<]*)<`).exec(html)?.[1] ?? '';
  return JSON.parse(gunzipSync(Buffer.from(packed, 'base64')).toString('utf8'));
}

async function reportLines(log: string, report: string): Promise<string[]> {
  const { text } = await printed(readFileSync(log, 'latin1'), { ...asked, report }, [1000], accountsFor({}));
  // An item may have a line break of its own.
  return Buffer.from(text, 'latin1')
    .toString('utf8')
    .trimEnd()
    .split(/\n(?=\d+ {2})/)
    .filter((line) => /^\d+ {2}/.test(line));
}

for (const name of ['sample.log', 'logs/logins.log', 'logs/network.log', 'logs/files.log']) {
  test(`${name}: every table has the numbers of its report's summary`, async () => {
    const log = path.join(fixtures, name);
    const { facets, events } = unpacked<PageContents>(await pageOf(log), CONTENTS_ID);
    for (const { key, items, ids, offsets } of facets) {
      assert.equal(offsets.length, events.time.length + 1);
      const counts = items.map((item, i) => `${ids.filter((id) => id === i).length}  ${item}`);
      assert.deepEqual(counts.toSorted(), (await reportLines(log, key)).map(visible).toSorted(), key);
    }
  });
}

test('records of each event, by piece', async () => {
  const log = path.join(fixtures, 'sample.log');
  const html = await pageOf(log);
  const { events } = unpacked<PageContents>(html, CONTENTS_ID);
  const records = unpacked<readonly string[]>(html, recordsId(0));
  assert.equal(records.length, Math.min(events.time.length, 256));
  for (const [i, text] of records.entries()) assert.ok(text.includes(`:${events.serial[i]})`));
});

test('hostile text stays data', async () => {
  const evil = '</script><script>alert(1)</script><img src=x onerror=alert(2)>\u202e';
  const hex = Buffer.from(evil).toString('hex').toUpperCase();
  const line = `type=SYSCALL msg=audit(1700000000.000:1): arch=c000003e syscall=59 success=yes exit=0 a0=0 a1=0 a2=0 a3=0 items=0 ppid=1 pid=2 auid=0 uid=0 gid=0 euid=0 suid=0 fsuid=0 egid=0 sgid=0 fsgid=0 tty=(none) ses=1 comm=${hex} exe=${hex} key=${hex}\n`;
  const html = await pageOf(temporaryLog(line));
  assert.ok(!html.includes('alert('));
  assert.match(
    html,
    /Content-Security-Policy" content="default-src 'none'; script-src 'sha256-[^']+'; style-src 'sha256-/,
  );
  const { facets } = unpacked<PageContents>(html, CONTENTS_ID);
  const exe = facets.find(({ key }) => key === 'executable')?.items[0];
  assert.equal(exe, evil.replace('\u202e', '\\u{202e}'));
});
