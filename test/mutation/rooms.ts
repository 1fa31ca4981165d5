/** What is mutated, and by which tests each is held: its own, not those of the programs above it. */

export interface Room {
  readonly name: string;
  readonly sources: readonly string[];
  /** The quick ones first: the first failure ends it. */
  readonly tests: readonly string[];
}

const inFolder = (folder: string, ...names: readonly string[]): readonly string[] =>
  names.map((name) => `${folder}/${name}.ts`);

export const rooms: readonly Room[] = [
  {
    name: 'assembler',
    sources: inFolder('src/log/assemble', 'assembler', 'open-events', 'release-order', 'runs', 'slots', 'stamp-index'),
    tests: [
      ...inFolder('test/log/assemble', 'slots.test', 'open-events.test', 'release-order.test', 'stamp-index.test'),
      ...inFolder('test/log/assemble', 'runs.test', 'limits.test', 'behind.test', 'assembler.test'),
      ...inFolder('test/engine', 'follow-checkpoint.test', 'follow-scan.test'),
    ],
  },
  {
    name: 'matcher',
    sources: ['src/query/match.ts', 'src/query/tree.ts'],
    tests: inFolder('test/query', 'match.test', 'tree.test', 'never-lost.test'),
  },
  {
    name: 'needles',
    sources: ['src/query/needles.ts', 'src/query/needle-group.ts'],
    tests: inFolder('test/query', 'needle-groups.test', 'needles.test'),
  },
  {
    name: 'extractor',
    sources: inFolder(
      'src/attributes',
      'extractor',
      'record-scan',
      'special-steps',
      'steps',
      'store',
      'token',
      'value',
    ),
    tests: inFolder('test/attributes', 'recorded.test', 'extractor.test', 'value.test'),
  },
  {
    name: 'rule-codec',
    sources: inFolder('src/rules', 'encode', 'decode', 'mask'),
    tests: inFolder('test/rules', 'mask.test', 'round-trip.test', 'print.test', 'options.test'),
  },
  {
    name: 'netlink',
    sources: inFolder('src/netlink', 'client', 'message', 'status', 'multicast'),
    tests: [
      ...inFolder('test/netlink', 'message.test', 'client.test', 'receive-many.test', 'ahead.test', 'multicast.test'),
      'test/faults/netlink.test.ts',
    ],
  },
  {
    name: 'checkpoint',
    sources: inFolder('src/input/again', 'checkpoint', 'resume', 'state-file'),
    tests: inFolder('test/input/again', 'checkpoint.test', 'resume.test', 'state-file.test'),
  },
  {
    name: 'trace-plan',
    sources: ['src/trace/plan.ts', 'src/trace/selection.ts'],
    tests: inFolder('test/trace', 'plan.test', 'selection.test'),
  },
];
