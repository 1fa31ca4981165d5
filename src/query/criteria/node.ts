import type { CriterionKind } from './descriptor.js';

/** Names of hosts, one of which the event must have. */
export const node: CriterionKind<readonly string[]> = {
  groups: [],
  byShape: true,
  test: (names) => ({ on: 'event', holds: ({ node }) => node !== undefined && names.includes(node) }),
  needles: (names) => names.map((name) => ({ kind: 'text', text: `node=${name}` })),
  options: [
    {
      spellings: ['-n', '--node'],
      inReports: ['--node'],
      group: 'When and which event',
      argument: 'NAME',
      text: 'events of this host; may be repeated',
      take: (asked, argument) => {
        asked.node = [...(asked.node ?? []), argument];
      },
    },
  ],
};
