/** -a: decisions of mandatory access control. */
import { commColumn, eventColumn, syscallColumn } from '../columns.js';
import type { Reading } from '../reading.js';
import type { Report } from '../report.js';
import { typeSet } from '../types.js';

const types = typeSet('AVC', 'USER_AVC');

export const avc: Report = {
  name: 'avc',
  choice: {
    spellings: ['-a', '--avc'],
    section: 'Decisions',
    text: 'access vector cache: decisions of SELinux and AppArmor',
  },
  option: '-a',
  groups: ['avc'],
  shape: {
    kind: 'listing',
    types,
    columns: [
      commColumn('?'),
      { key: 'subject', title: 'subj', absent: '(null)', text: ({ context }) => context?.subject },
      syscallColumn,
      { key: 'class', title: 'class', absent: '(null)', text: ({ context }) => context?.objectClass },
      { key: 'permission', title: 'permission', absent: '(null)', text: ({ context }) => context?.permissions },
      { key: 'object', title: 'obj', absent: '(null)', text: ({ context }) => context?.object },
      {
        key: 'result',
        title: 'result',
        absent: '?',
        text: ({ context }) => context?.result ?? 'unset',
        data: ({ context }) => context?.result ?? null,
      },
      eventColumn,
    ],
    eachRow: eachDecision,
    summary: {
      items: 'text',
      key: 'object',
      count: ({ attributes }, add) => {
        for (const { result, object } of attributes.contexts ?? []) {
          if (result !== undefined && object !== undefined) add(object);
        }
      },
    },
  },
};

/**
 * A row for each entry with a result; without one, a row for the last entry. BUG? Only the first AVC of an event gets a
 * result, and none behind a SYSCALL.
 */
function eachDecision(reading: Reading, row: () => void): void {
  const contexts = reading.attributes.contexts ?? [];
  const decided = contexts.filter(({ result }) => result !== undefined);
  for (const context of decided.length > 0 ? decided : [contexts.at(-1)]) {
    reading.context = context;
    row();
  }
}
