/** Every worked example of the specification, where that is at hand, through the whole program. */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { Out } from '../../../src/bytes/out.js';
import { main } from '../../../src/cli/aureport/main.js';

const spec = path.resolve(import.meta.dirname, '../../../../shared/spec/aureport.md');

test('worked examples of the specification', { skip: !existsSync(spec) }, async (t) => {
  const section = readFileSync(spec, 'utf8').split('## 14. Worked examples')[1] ?? '';
  const [sample = '', examples = ''] = [...section.matchAll(/```\n([\s\S]*?)```/g)].map(([, text = '']) => text);
  const folder = mkdtempSync(path.join(tmpdir(), 'aureport-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const log = path.join(folder, 'sample.log');
  writeFileSync(log, sample);
  const cases = examples.split(/^\$ aureport /m).slice(1);
  assert.ok(cases.length >= 55, `${cases.length} examples`);
  for (const example of cases) {
    const [line = '', ...lines] = example.split('\n');
    const [command = '', remark = ''] = line.split('#');
    const { text, status } = await run(command.trim().split(/ +/), log);
    assert.equal(text.replaceAll(log, 'sample.log'), lines.join('\n'), command);
    assert.equal(status, remark.includes('exit status 1') ? 1 : 0, command);
  }
});

async function run(words: readonly string[], log: string): Promise<{ text: string; status: number }> {
  let text = '';
  const out = new Out((chunk) => {
    text += chunk.toString('latin1');
  });
  const status = await main(
    words.map((word) => (word === 'sample.log' ? log : word)),
    {
      out,
      err: () => {},
      env: { LC_ALL: 'C', TZ: 'UTC' },
      stdin: 0,
      terminal: { out: false, err: false, columns: 80 },
    },
  );
  out.flush();
  return { text, status };
}
