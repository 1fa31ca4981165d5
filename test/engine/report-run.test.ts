/** A report looks for names that cannot be believed before it reads the log, where it may show some. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Out } from '../../src/bytes/out.js';
import { runReport } from '../../src/engine/report-run.js';
import { fileSource } from '../../src/input/file-source.js';
import type { Source } from '../../src/input/source.js';
import { plainJob, type ReportJob } from '../../src/reports/job.js';
import { createPresenter } from '../../src/reports/presenter.js';
import { temporaryLog } from '../support/temporary-log.js';

const login = (serial: number, name: string): string =>
  `type=USER_LOGIN msg=audit(1700000000.000:${serial}): pid=1 uid=0 auid=1000 ses=1 msg='op=login acct="a" exe="/sshd" hostname=h terminal=t res=success'\x1dUID="root" AUID="${name}"\n`;
const log = temporaryLog(login(1, 'alice') + login(2, 'admin'));

async function run(asked: Partial<ReportJob>): Promise<{ readonly text: string; readonly opened: number }> {
  let opened = 0;
  const file = fileSource(log);
  const source: Source = {
    ...{ name: file.name, identity: () => file.identity(), size: () => file.size(), span: () => file.span() },
    ...{ canReopen: () => file.canReopen(), canSeek: () => file.canSeek() },
    open: (part) => {
      opened++;
      return file.open(part);
    },
  };
  let text = '';
  const out = new Out((chunk) => {
    text += chunk.toString('latin1');
  });
  const report: ReportJob = { ...plainJob({ TZ: 'UTC' }), interpret: true, ...asked };
  const err = (message: string): void => assert.fail(message);
  const presenter = createPresenter(report, { out, err, layout: undefined });
  await runReport({ report, presenter, sources: [source], timeout: 2, out, err });
  out.flush();
  return { text, opened };
}

test('a summary that looks at no user reads the log once', async () => {
  const { text, opened } = await run({ report: 'executable', summary: true });
  assert.equal(opened, 1);
  assert.match(text, /^2 {2}\/sshd$/m);
});

test('a name that the log contradicts is not shown, in rows and in a summary of users', async () => {
  for (const asked of [{ report: 'executable' }, { report: 'user', summary: true }]) {
    const { text, opened } = await run(asked);
    assert.equal(opened, 2);
    assert.doesNotMatch(text, /alice|admin/);
  }
});
