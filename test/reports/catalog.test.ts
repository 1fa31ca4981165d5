/** Which types a report selects, against the table that was made from the original. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tsvRows } from '../support/tsv.js';
import { printed, rowsOf } from './printed.js';

/** Reports that select by record type alone, or by type and success. */
const byType: Readonly<Record<string, string>> = {
  '-au': 'auth',
  '-c': 'config',
  '-cr': 'crypto',
  '--integrity': 'integrity',
  '-l': 'login',
  '-m': 'mods',
  '-ma': 'mac',
  '-n': 'anomaly',
  '-r': 'response',
  '--virt': 'virt',
  '--tty': 'tty',
};

/** A record that every kind of extraction accepts. */
function logOf(type: string, result: string): string {
  const fields =
    'arch=c000003e syscall=1 a0=0 a1=0 pid=1 uid=1 auid=1 tty=pts0 ses=1 subj=s comm="c" exe="/x" terminal=t data=41';
  return `type=${type} msg=audit(1700000000.000:1): ${fields} hostname=h, res=${result} '\n`;
}

async function lists(report: string, summary: boolean, type: string, result: string): Promise<boolean> {
  const { text } = await printed(logOf(type, result), { report, summary });
  return rowsOf(text).length > 0 && !text.includes('<no events');
}

for (const [column, summary] of [
  ['detail_reports', false],
  ['summary_reports', true],
] as const) {
  test(`record types of ${column}`, async () => {
    for (const row of tsvRows('test/reports/record-types.tsv')) {
      const number = row.number ?? '';
      if (number === '-1') continue;
      const expected = (row[column] ?? '').split(',');
      for (const [option, report] of Object.entries(byType)) {
        if (option === '--tty' && summary) continue;
        const isFailedOnly = expected.includes(`${option}(failed)`);
        const isListed = expected.includes(option) || isFailedOnly;
        const text = `${option} ${row.record_type}`;
        assert.equal(await lists(report, summary, `UNKNOWN[${number}]`, 'failed'), isListed, text);
        if (isFailedOnly) assert.equal(await lists(report, summary, `UNKNOWN[${number}]`, 'success'), false, text);
      }
    }
  });
}
