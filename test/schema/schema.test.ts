/** Everything that the tools print as JSON against its schema in the package. */
import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { toBytes } from '../../src/bytes/text.js';
import { main as aureport } from '../../src/cli/aureport/main.js';
import { main as ausearch } from '../../src/cli/ausearch/main.js';
import { main as autrace } from '../../src/cli/autrace/main.js';
import { reports } from '../../src/reports/catalog.js';
import { fakePlatform, runAuditctl, withoutKernel } from '../cli/auditctl/run.js';
import { kernelWithMemory } from '../netlink/fake-kernel.js';
import { runMain } from '../support/run-main.js';

const root = path.resolve(import.meta.dirname, '../..');
const folder = path.join(root, 'src/schema');
const names = readdirSync(folder).map((file) => file.replace('.schema.json', ''));
const sample = path.join(root, 'fixtures/sample.log');
const logs = readdirSync(path.join(root, 'fixtures/logs'))
  .filter((file) => file.endsWith('.log'))
  .map((file) => path.join(root, 'fixtures/logs', file));
const rules = path.join(root, 'fixtures/rules/sample.rules');
const watches = path.join(root, 'fixtures/rules/watches.rules');
const temporary = mkdtempSync(path.join(tmpdir(), 'ts-audit-schema-'));
after(() => rmSync(temporary, { recursive: true }));

const validators = new Map<string, ValidateFunction>();
function validatorOf(name: string): ValidateFunction {
  let validate = validators.get(name);
  if (!validate) {
    const ajv = new Ajv2020({ allowUnionTypes: true, strictTuples: false, strictRequired: false });
    ajv.addFormat('date-time', true);
    validate = ajv.compile(JSON.parse(readFileSync(path.join(folder, `${name}.schema.json`), 'utf8')));
    validators.set(name, validate);
  }
  return validate;
}

const used = new Set<string>();

/** `text`: a byte string with one document, or with one a line. */
function assertValid(name: string, text: string, perLine = false): void {
  used.add(name);
  const validate = validatorOf(name);
  const unicode = Buffer.from(text, 'latin1').toString('utf8');
  const documents = perLine ? unicode.split('\n').filter((line) => line !== '') : [unicode];
  assert.ok(documents.length > 0, `${name}: nothing was printed`);
  for (const document of documents) {
    assert.ok(
      validate(JSON.parse(document)),
      `${name}: ${JSON.stringify(validate.errors)}\n${document.slice(0, 2000)}`,
    );
  }
}

const inputs = (...files: readonly string[]): string[] => files.flatMap((file) => ['-if', file]);

test('formats of events', async () => {
  const formats = { json: 'event', ecs: 'ecs', 'ecs-bulk': 'ecs', ocsf: 'ocsf', otlp: 'otlp' };
  for (const [format, name] of Object.entries(formats)) {
    const { stdout } = await runMain(ausearch, [...inputs(sample, ...logs), '--format', format]);
    assertValid(name, stdout, true);
  }
});

test('every report, its summary, groups and columns', async () => {
  for (const { name, choice, shape } of reports) {
    if (choice === undefined && name !== 'overview') continue;
    const [option] = choice?.spellings ?? [];
    for (const more of [[], ['-i'], ...(shape.kind === 'listing' && shape.summary ? [['--summary']] : [])]) {
      const words = [...inputs(sample, ...logs), ...(option === undefined ? [] : [option]), ...more];
      const { stdout, stderr } = await runMain(aureport, [...words, '--format', 'json']);
      assert.ok(stdout !== '', `${name} ${more}: ${stderr}`);
      assertValid('rows', stdout);
    }
  }
  for (const words of [
    ['--by', 'key,exe'],
    ['--columns', 'exe,auid'],
    ['-x', '--histogram', 'hour'],
  ]) {
    const { stdout } = await runMain(aureport, [...inputs(sample), ...words, '--format', 'ndjson']);
    if (stdout.startsWith('{')) assertValid('rows', stdout, true);
  }
  const [first = '', second = ''] = logs;
  assertValid('rows', (await runMain(aureport, ['--compare', first, second, '--format', 'json'])).stdout);
});

test('stories, processes and runs', async () => {
  for (const words of [
    ['--story', '76'],
    ['--story-of', 'alice'],
    ['--story-of', '30758'],
  ]) {
    assertValid('story', (await runMain(aureport, [...inputs(sample), ...words, '--format', 'json'])).stdout);
  }
  for (const log of [sample, ...logs]) {
    assertValid('run', (await runMain(ausearch, [...inputs(log), '--tree', '--json'])).stdout);
    assertValid('run', (await runMain(autrace, ['--summary', '--calls', '--json', '-if', log])).stdout);
  }
  const [first = '', second = ''] = logs;
  assertValid('run-difference', (await runMain(autrace, ['--diff', first, second, '--json'])).stdout);
  const policy = path.join(temporary, 'policy');
  writeFileSync(policy, 'allow read /usr\nallow exec /usr/bin/*\n');
  for (const log of [sample, ...logs]) {
    const { stdout } = await runMain(autrace, ['--policy', policy, '--json', '-if', log]);
    if (stdout !== '') assertValid('violations', stdout);
  }
  assertValid('seccomp', (await runMain(autrace, ['--profile', 'seccomp', '-if', sample])).stdout);
});

test('what is loaded in the kernel', async () => {
  const kernel = kernelWithMemory();
  const run = async (...words: string[]): Promise<string> =>
    toBytes((await runAuditctl(words, fakePlatform(kernel))).stdout);
  const file = path.join(temporary, 'one.rules');
  writeFileSync(
    file,
    '-w /a -p wa -k x\n-a always,exit -F arch=b64 -S open,close -F exit=-EACCES -F uid=root -C uid!=euid -k é\n-a always,exclude -F msgtype=CWD\n',
  );
  chmodSync(file, 0o644);
  await run('-R', file);
  assertValid('rules', await run('-l', '--json'));
  assertValid('rules', await run('-l', '--json', '--as-written', file));
  assertValid('status', await run('-s', '--json'));
  assertValid('doctor', await run('doctor', '--json', '--no-marker'));
});

test('questions about rules', async () => {
  const copies = [rules, watches, path.join(root, 'fixtures/rules/mistakes.rules')].map((from) => {
    const to = path.join(temporary, path.basename(from));
    writeFileSync(to, readFileSync(from));
    chmodSync(to, 0o600);
    return to;
  });
  const [one = '', other = '', wrong = ''] = copies;
  const [first = '', second = ''] = logs;
  const event = ['--', 'openat', 'path=/etc/shadow', 'success=0', 'auid=1000'];
  const cases: readonly (readonly [name: string, ...words: string[]])[] = [
    ['check', '--check', one, wrong, '--json'],
    ['lint', 'lint', one, other, '--json'],
    ['lint', 'lint', wrong, '--json', '--keep-going'],
    ['sarif', 'lint', one, wrong, '--format', 'sarif'],
    ['sarif', 'covers', one, '--by', other, '--format', 'sarif'],
    ['sarif', 'covers', one, '--by', one, '--format=sarif'],
    ['rule-difference', 'diff', one, other, '--json'],
    ['rule-difference', 'diff', one, one, '--json'],
    ['covers', 'covers', one, '--by', other, '--json'],
    ['covers', 'covers', other, '--by', one, '--json'],
    ['explain', 'explain', one, '--json', ...event],
    ['explain', 'why-not', other, '--json', ...event],
    ['simulate', 'simulate', one, '--log', first, second, '--json'],
    ['simulate', 'simulate', other, '--log', sample, '--diff', one, '--json'],
    ['cost', 'cost', one, '--json'],
    ['cost', 'cost', other, '--log', sample, '--json'],
    ['optimise', 'optimise', one, '--json'],
    ['optimise', 'optimise', other, '--json'],
  ];
  for (const [name, ...words] of cases) {
    const { stdout, stderr } = await withoutKernel(...words);
    assert.ok(stdout !== '', `${words}: ${stderr}`);
    assertValid(name, toBytes(stdout));
  }
});

test('no schema is left over', () => {
  assert.deepEqual([...used].sort(), [...names].sort());
});
