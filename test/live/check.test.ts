/** `--check` against what really happens: mutated lines of real rule files, each judged and then loaded. */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { toPath } from '../../src/bytes/text.js';
import { systemPlatform } from '../../src/control/platform.js';
import { checkRules } from '../../src/rules/check/check.js';
import { splitWords } from '../../src/rules/file.js';
import { OptionScanner } from '../../src/rules/options.js';
import { runAuditctl } from '../cli/auditctl/run.js';
import { deleteAllRules, liveSkip, saveKernelState, withClient } from './kernel-state.js';

const ruleFiles = path.resolve(import.meta.dirname, '../../../shared/conformance/rules');
const skip = liveSkip() || (!existsSync(ruleFiles) && 'no ../shared');
const LINES = Number(process.env.TS_AUDIT_CHECK_LINES ?? 3000);
const rcuExpedited = '/sys/kernel/rcu_expedited';

describe('--check says what -R would do', { skip }, () => {
  let restore = (): void => {};
  let folder = '';
  before(() => {
    restore = saveKernelState();
    folder = mkdtempSync(path.join(tmpdir(), 'ts-audit-'));
    writeFileSync(rcuExpedited, '1'); // each line is loaded into an empty kernel
  });
  after(() => {
    restore();
    writeFileSync(rcuExpedited, '0');
    rmSync(folder, { recursive: true });
  });

  test(`${LINES} mutated lines: none missed, none false`, async () => {
    const next = random(Number(process.env.TS_AUDIT_SEED ?? 20261127));
    const pick = <T>(of: readonly T[]): T => of[next(of.length)] as T;
    const lines = readdirSync(ruleFiles)
      .flatMap((name) => readFileSync(path.join(ruleFiles, name), 'latin1').split('\n'))
      .filter((line) => /^\s*-/.test(line));
    const wrong: string[] = [];
    for (let count = 0; count < LINES; ) {
      const line = mutated(pick(lines), pick(lines), next);
      if (!isHarmless(line)) continue;
      count++;
      const problems = judge(`${line}\n`);
      const file = path.join(folder, 'one.rules');
      writeFileSync(file, `${line}\n`, 'latin1');
      withClient(deleteAllRules);
      const { stderr } = await runAuditctl(['-R', file], systemPlatform());
      const failed = stderr.includes('There was an error in line 1 of');
      if (failed !== problems.length > 0) wrong.push(`${JSON.stringify(line)}: ${stderr} ${problems.join('; ')}`);
    }
    assert.deepEqual(wrong, []);
  });
});

/** What a lone line is said to fail of: errors, and paths that this machine does not have. */
function judge(content: string): readonly string[] {
  const platform = systemPlatform();
  const findings = checkRules([{ name: 'one', content }], {
    machines: [platform.machine],
    userId: (name) => platform.accounts.userId(name),
    groupId: (name) => platform.accounts.groupId(name),
    isDirectory: (name) => platform.isDirectory(name),
    exists: (name) => statSync(toPath(name), { throwIfNoEntry: false }) !== undefined,
  });
  return findings
    .filter(
      ({ level, hint, reason }) =>
        level === 'error' || /^the kernel refuses it/.test(hint ?? '') || /not in these files/.test(reason),
    )
    .map(({ reason }) => reason);
}

const strays = [
  '-D',
  '-l',
  '-s',
  '-t',
  '-v',
  '-h',
  '-i',
  '-c',
  '-m x',
  '-q /a,/b',
  '-b 8k',
  '-b x',
  '-r 5',
  '-e 1',
  '-e x',
  '-f 1',
  '-f 3',
  '-R x',
  '-k a!=b',
  '-k a>=b',
  '-F a1=0xzz',
  '-F a0=12x',
  '-F exit=ENOTHING',
  '-S open,nosuch,read',
  '-p',
  '-p q',
  '-F',
  '-C uid=gid',
  '-C auid!=obj_uid',
  '-F arch=b65',
  '-F arch=b32',
  '-F perm=z',
  '-F key=',
  '-F auid>=',
  '-a exit,always',
  '-a always',
  '-w /etc/x',
  '-W /etc',
  '-F path=/etc/',
  '-F dir=/etc',
  '-F path=x',
  '-F inode=1',
  '-F msgtype=x',
  '-F success=yes',
  '-F uid=nobodyatall',
  '-F gid=-1',
  '-F filetype=dir',
  '-F saddr_fam=99',
  '-F sessionid=x',
  '\\',
  '\u00a0',
  '\u00e2\u0080\u0093k',
  '\u00e2\u0080\u009cx\u00e2\u0080\u009d',
  '#x',
  '-- x',
  '-',
] as const;

function mutated(line: string, other: string, next: (below: number) => number): string {
  let text = line;
  for (let changes = 1 + next(2); changes > 0; changes--) {
    const words = text.split(' ');
    const at = next(text.length + 1);
    const word = next(words.length);
    const letters = 'abSFkwpDl-=,!<>&/0129 .\\\t"\'#x';
    switch (next(8)) {
      case 0:
        text = text.slice(0, at) + text.slice(at + 1);
        break;
      case 1:
        text = text.slice(0, at) + letters.charAt(next(letters.length)) + text.slice(at);
        break;
      case 2:
        text = text.slice(0, at) + letters.charAt(next(letters.length)) + text.slice(at + 1);
        break;
      case 3:
        text = words.toSpliced(word, 1).join(' ');
        break;
      case 4:
        text = words.toSpliced(word, 0, words[next(words.length)] ?? '').join(' ');
        break;
      case 5:
        text = words.toSpliced(word, 0, other.split(' ')[next(other.split(' ').length)] ?? '').join(' ');
        break;
      default:
        text = words.toSpliced(next(words.length + 1), 0, strays[next(strays.length)] ?? '').join(' ');
    }
  }
  return text.replace(/[\n\r]/g, '');
}

/** Nothing that lasts until the next boot, ends the machine or reaches another process. */
function isHarmless(line: string): boolean {
  const scanner = new OptionScanner(splitWords(line).map(({ text }) => text));
  for (let option = scanner.take(); option; option = scanner.take()) {
    if ((option.name === '-e' || option.name === '-f') && /2/.test(option.value)) return false;
    if (option.name === '--loginuid-immutable' || option.name === '--signal') return false;
  }
  return true;
}

function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return (state >>> 8) % below;
  };
}
