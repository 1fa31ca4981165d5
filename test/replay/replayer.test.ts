/** Events that the rules cannot tell apart are judged once: that must not show. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { callRecord, loggedCall } from '../../src/replay/logged-event.js';
import { Replayer } from '../../src/replay/replayer.js';
import { decide } from '../../src/rules/model/decide.js';
import { ruleSetOfLines } from '../../src/rules/model/rule-set.js';
import { draws } from '../support/draws.js';
import { recordedEvents } from './events.js';

const runs = draws(40);
const events = (await recordedEvents()).flatMap((event) => {
  const call = callRecord(event);
  return call ? [{ event, call }] : [];
});

const condition = fc.oneof(
  fc.constantFrom(
    'auid>=1000',
    'auid!=unset',
    'uid=0',
    'euid!=0',
    'gid=0',
    'gid!=1000',
    'pid>20000',
    'sessionid!=unset',
  ),
  fc.constantFrom(
    'success=0',
    'success!=0',
    'exit=-EACCES',
    'exit>0',
    'exit!=-2',
    'pers!=0',
    'a0=3',
    'a1&1',
    'a2&0100',
  ),
  fc.constantFrom(
    'path=/etc/passwd',
    'path=/etc/group',
    'path=/etc/localtime',
    'dir=/etc',
    'dir=/tmp',
    'dir=/',
    'inode=2',
  ),
  fc.constantFrom(
    'perm=wa',
    'perm=r',
    'perm=x',
    'exe=/usr/bin/cat',
    'exe!=/srv/deeds',
    'filetype=dir',
    'filetype!=file',
  ),
  fc.constantFrom(
    'obj_uid=0',
    'obj_uid!=1000',
    'obj_gid=0',
    'devmajor=0',
    'devminor!=40',
    'saddr_fam=2',
    'saddr_fam!=1',
  ),
);

const exitRule = fc
  .record({
    option: fc.constantFrom('-a', '-a', '-A'),
    action: fc.constantFrom('always', 'always', 'never'),
    arch: fc.constantFrom('', '-F arch=b64 ', '-F arch=b64 ', '-F arch=b32 '),
    calls: fc.constantFrom('all', 'all', '2', '59,322', '82,87', '257', '42,44', '90', '5,10,38'),
    conditions: fc.array(condition, { maxLength: 3 }),
    comparison: fc.constantFrom('', '', '', ' -C auid!=uid', ' -C uid=obj_uid', ' -C euid!=obj_uid'),
    key: fc.constantFrom('', ' -k one', ' -k two'),
  })
  .map(({ option, action, arch, calls, conditions, comparison, key }) => {
    const tests = conditions.map((each) => ` -F ${each}`).join('');
    return `${option} ${action},exit ${arch}-S ${calls}${tests}${comparison}${key}`;
  })
  // The kernel takes one file to a rule, and one program.
  .filter((text) => (text.match(/path=|dir=|inode=/g) ?? []).length < 2 && (text.match(/exe/g) ?? []).length < 2);

const otherRule = fc.constantFrom(
  '-a always,exclude -F msgtype=CWD',
  '-a always,exclude -F msgtype=SYSCALL -F auid>=1000',
  '-a always,exclude -F exe=/usr/bin/cat',
  '-a always,exclude -F uid=0',
);

const ruleLines = fc
  .tuple(fc.array(exitRule, { minLength: 1, maxLength: 5 }), fc.array(otherRule, { maxLength: 1 }))
  .map(([exit, others]) => [...exit, ...others]);

test('a verdict that is remembered is the one that the model gives', () => {
  fc.assert(
    fc.property(ruleLines, (lines) => {
      const set = ruleSetOfLines(lines);
      const replayer = new Replayer(set);
      for (const { event, call } of events) {
        const { event: logged, paths } = loggedCall(event, call);
        const plain = decide(set, logged, { paths });
        const { recorded, rule, dropped } = replayer.call(event, call);
        const what = `${call.text}\n${lines.join('\n')}`;
        assert.equal(recorded, plain.recorded === 'unknown' ? 'maybe' : plain.recorded, what);
        const [line] = [...set.lists.values()]
          .flat()
          .flatMap((placed) => (placed.loaded === rule ? [placed.line] : []));
        assert.equal(line ?? null, plain.rule, what);
        if (plain.recorded === true)
          assert.deepEqual(
            logged.types?.filter((type) => !dropped?.has(type)),
            plain.types,
            what,
          );
      }
    }),
    { numRuns: runs },
  );
});
