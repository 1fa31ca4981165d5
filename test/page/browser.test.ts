/** The page in a real browser: it draws, filters, links and sorts, runs nothing of a log and asks nobody for anything. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { fixtures } from '../support/golden.js';
import { programsMissing, startProgram } from '../support/run-program.js';
import { temporaryLog } from '../support/temporary-log.js';

const executablePath = '/usr/bin/chromium';
const skip = programsMissing || (!existsSync(executablePath) && 'no Chromium here');
const quiet = [
  'disable-gpu',
  'disable-quic',
  'no-first-run',
  'disable-background-networking',
  'disable-component-update',
];

let browser: Browser | undefined;
before(async () => {
  if (!skip)
    browser = await chromium.launch({
      executablePath,
      args: ['--no-sandbox', '--disable-sync', ...quiet.map((flag) => `--${flag}`)],
    });
});
after(() => browser?.close());

interface Opened {
  readonly page: Page;
  /** Errors, and requests for anything but the page. */
  readonly complaints: readonly string[];
}

async function opened(log: string, width = 1280): Promise<Opened> {
  const html = temporaryLog('', 'page.html');
  const { status, stderr } = await startProgram('ts-aureport', ['-if', log, '--html', html]).ended;
  assert.equal(status, 0, stderr);
  const page = await browser?.newPage({ viewport: { width, height: 900 } });
  assert.ok(page);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => complaints.push(message.text()));
  page.on('dialog', (dialog) => complaints.push(`dialog ${dialog.message()}`));
  page.on('request', (request) => {
    if (request.url() !== pathToFileURL(html).href && !request.url().startsWith('blob:'))
      complaints.push(request.url());
  });
  await page.goto(pathToFileURL(html).href);
  await page.waitForSelector('.facet .row');
  return { page, complaints };
}

const sample = path.join(fixtures, 'sample.log');

test('pressing a user leaves the events of that user, everywhere; pressing again brings all back', {
  skip,
}, async () => {
  const { page, complaints } = await opened(sample);
  const all = await page.textContent('.summary');
  const row = page.locator('#facet-user .row', { hasText: 'alice' }).first();
  const count = await row.locator('.count').textContent();
  await row.click();
  assert.match((await page.textContent('.summary')) ?? '', new RegExp(`^${count} of `));
  assert.equal(await page.textContent('#facet-user .total'), '1');
  assert.equal(await page.textContent('#events .total'), count);
  await page.locator('.chip').first().click();
  assert.equal(await page.textContent('.summary'), all);
  assert.deepEqual(complaints, []);
  await page.close();
});

test('sorts, filters and shows the records of an event', { skip }, async () => {
  const { page, complaints } = await opened(sample);
  const names = (): Promise<string[]> => page.locator('#facet-executable .name').allTextContents();
  await page.locator('#facet-executable button', { hasText: 'name' }).first().click();
  assert.deepEqual(await names(), (await names()).toSorted());
  await page.fill('#facet-executable input', 'CAT');
  assert.deepEqual(await names(), ['/usr/bin/cat']);
  await page.fill('.top input', 'shadow');
  await page.locator('#events .row').first().click();
  await page.waitForSelector('.records:not([hidden])');
  assert.match((await page.textContent('.records')) ?? '', /shadow.*type=SYSCALL msg=audit\(/s);
  assert.deepEqual(complaints, []);
  await page.close();
});

test('on a phone nothing is wider than the screen; by keyboard a row is reached and pressed', { skip }, async () => {
  const { page, complaints } = await opened(sample, 390);
  assert.ok(await page.evaluate('document.documentElement.scrollWidth <= 390'));
  await page.locator('#facet-key .row').first().focus();
  await page.keyboard.press('Enter');
  assert.equal(await page.locator('.chip').count(), 1);
  assert.deepEqual(complaints, []);
  await page.close();
});

test('a log full of markup runs nothing', { skip }, async () => {
  const evil = '"><img src=x onerror=alert(1)></script><script>alert(2)</script>';
  const hex = Buffer.from(evil).toString('hex').toUpperCase();
  const record = (serial: number): string =>
    `type=SYSCALL msg=audit(1700000000.000:${serial}): arch=c000003e syscall=59 success=no exit=-13 a0=0 a1=0 a2=0 a3=0 items=0 ppid=1 pid=2 auid=0 uid=0 gid=0 euid=0 suid=0 fsuid=0 egid=0 sgid=0 fsgid=0 tty=(none) ses=1 comm=${hex} exe=${hex} key=${hex}\n`;
  const { page, complaints } = await opened(temporaryLog(`node=${evil.replaceAll(' ', '')} ${record(1)}${record(2)}`));
  assert.ok((await page.locator('#facet-executable .name').allTextContents()).includes(evil));
  assert.equal(await page.locator('img').count(), 0);
  await page.locator('#events .row').first().click();
  await page.waitForSelector('.records:not([hidden])');
  assert.deepEqual(complaints, []);
  await page.close();
});

test('ten thousand events are rows as they come into sight', { skip }, async () => {
  const lines: string[] = [];
  for (let i = 0; i < 10_000; i++)
    lines.push(
      `type=USER_LOGIN msg=audit(${1700000000 + i}.000:${i + 1}): pid=${i} uid=0 auid=0 ses=1 msg='op=login acct="u${i}" exe="/bin/x${i}" hostname=h addr=1.2.3.4 terminal=t res=success'\n`,
    );
  const { page, complaints } = await opened(temporaryLog(lines.join('')));
  assert.ok((await page.locator('.row').count()) < 400);
  await page.evaluate("document.querySelector('#events .scroll').scrollTop = 1e9");
  await page.locator('#events .row .count', { hasText: /^1$/ }).first().waitFor({ timeout: 60_000 });
  assert.deepEqual(complaints, []);
  await page.close();
});
