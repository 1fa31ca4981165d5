/** Rules sent while the next are prepared: the kernel sees, and the caller hears, what it would one by one. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { AuditClient } from '../../src/netlink/client.js';
import { AUDIT_ADD_RULE } from '../../src/tables/generated/netlink-message.js';
import { draws } from '../support/draws.js';
import { FakeKernel } from './fake-kernel.js';
import { FakeSeries } from './fake-series.js';

/** `add`: a rule of so many bytes; `code` is the kernel's answer to it. */
interface Addition {
  readonly do: 'add';
  readonly size: number;
  readonly code: number;
  readonly reaction: 'go on' | 'ask' | 'end';
}
type Step = Addition | { readonly do: 'say' } | { readonly do: 'ask' } | { readonly do: 'settle' };

const anyStep = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.record({
      do: fc.constant('add' as const),
      size: fc.oneof({ weight: 9, arbitrary: fc.constant(1055) }, { weight: 1, arbitrary: fc.nat(9200) }),
      code: fc.oneof(
        { weight: 19, arbitrary: fc.constant(0) },
        { weight: 1, arbitrary: fc.constantFrom(-17, -2, -22) },
      ),
      reaction: fc.constantFrom('go on' as const, 'ask' as const, 'end' as const),
    }),
  },
  { weight: 1, arbitrary: fc.constantFrom<Step>({ do: 'say' }, { do: 'ask' }, { do: 'settle' }) },
);

/** What the kernel was sent and what was heard, in one order. */
function run(steps: readonly Step[], isAhead: boolean): readonly string[] {
  const told: string[] = [];
  const kernel = new FakeKernel({
    answer: (type, payload) => {
      told.push(`sent ${type}`);
      return type === AUDIT_ADD_RULE ? payload.readInt32LE(0) : 0;
    },
  });
  const client = new AuditClient(isAhead ? Object.assign(kernel, { series: new FakeSeries(kernel) }) : kernel);
  try {
    steps.forEach((step, i) => {
      if (step.do === 'say') client.afterThose(() => void told.push(`said ${i}`));
      else if (step.do === 'settle') client.settle();
      else if (step.do === 'ask') told.push(`status ${client.status().backlogLimit}`);
      else {
        const rule = Buffer.alloc(Math.max(4, step.size));
        rule.writeInt32LE(step.code, 0);
        client.addRuleAhead(rule, (refusal) => {
          client.afterThose(() => void told.push(`answer ${i} ${refusal?.errno}`));
          if (!refusal) return;
          if (step.reaction === 'ask') told.push(`rules ${client.listRules().length}`);
          if (step.reaction === 'end') throw new Error(`ended by ${i}`);
        });
      }
    });
    client.settle();
  } catch (error) {
    told.push(String(error));
  }
  return told;
}

/** Without the order between what is sent and what is heard, which is the point of it. */
function sorted(told: readonly string[]): readonly (readonly string[])[] {
  const isSent = (text: string): boolean => text.startsWith('sent');
  return [told.filter(isSent), told.filter((text) => !isSent(text))];
}

test('as if each were waited for, whatever is refused or asked in between', () => {
  fc.assert(
    fc.property(fc.array(anyStep, { minLength: 1, maxLength: 300, size: 'max' }), (steps) => {
      assert.deepEqual(sorted(run(steps, true)), sorted(run(steps, false)));
    }),
    { numRuns: draws(300) },
  );
});

test('what is said waits for the answers to earlier rules', () => {
  const add: Addition = { do: 'add', size: 1055, code: 0, reaction: 'go on' };
  const told = run([add, { do: 'say' }, { ...add, code: -17 }, { do: 'say' }], true);
  const heard = ['answer 0 undefined', 'said 1', 'answer 2 17', 'said 3'];
  assert.deepEqual(told, ['sent 1011', 'sent 1011', ...heard]);
});
