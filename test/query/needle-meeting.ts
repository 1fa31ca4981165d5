/** Events in which what options ask for often stands: with random records alone a query seldom has a match that a wrong needle could lose. */
import fc from 'fast-check';

type Hints = (value: string) => readonly string[];

const hex = (text: string): string => Buffer.from(text, 'latin1').toString('hex').toUpperCase();
const IDS: ReadonlyMap<string, string> = new Map([
  ['root', '0'],
  ['bob', '1000'],
]);

/** In each of the forms that the kernel and programs write. */
const texts =
  (...names: readonly string[]): Hints =>
  (value) =>
    names.flatMap((name) => [`${name}="${value}"`, `${name}=${value}`, `${name}=${hex(value)}`]);
const ids =
  (...names: readonly string[]): Hints =>
  (value) =>
    names.map((name) => `${name}=${IDS.get(value) ?? value}`);

/** Some types count as without a terminal where the field is missing. */
const NOTHING = ['x=1'];

/** Fields by which an option may be met. */
const hints: Readonly<Record<string, Hints>> = {
  '-p': ids('pid'), '-pp': ids('ppid'), '-ui': ids('uid'), '-ue': ids('euid'), '-ul': ids('auid'),
  '-ua': ids('uid', 'euid', 'auid', 'id'), '-gi': ids('gid'), '-ge': ids('egid'), '-ga': ids('gid', 'egid', 'id'),
  '--session': ids('ses'), '-sc': (value) => [`arch=c000003e syscall=${value}`, `syscall=${value}`, `uring_op=${value}`], '-e': (value) => [`exit=${value === '-ENOENT' ? -2 : value}`],
  '-f': texts('name', 'path', 'cwd', 'exe'), '-hn': texts('hostname', 'addr'), '-tm': (value) => (value === 'none' ? NOTHING : texts('terminal', 'tty')(value)),
  '-x': texts('exe'), '-c': texts('comm'), '-k': texts('key'), '-uu': texts('uuid'), '-vm': texts('vm'),
  '-su': texts('subj', 'scontext'), '-o': texts('obj', 'tcontext'), '-se': texts('subj', 'obj', 'scontext', 'tcontext'),
  '-sv': (value) => value === 'no' ? ['success=no', 'res=failed', 'res=0', 'result=fail'] : ['success=yes', 'res=success', 'res=1'],
  '--where': (value) => {
    const [, name = '', text = ''] = /^(\w+)!?[=~](.*)$/.exec(value) ?? [];
    return texts(name.toLowerCase())(IDS.get(text) ?? text);
  },
}; // biome-ignore format: one glance

const TYPES = [
  'SYSCALL',
  'PATH',
  'CWD',
  'AVC',
  'USER_AVC',
  'USER_LOGIN',
  'LOGIN',
  'VIRT_CONTROL',
  'VIRT_RESOURCE',
  'URINGOP',
  'NETFILTER_CFG',
  'EVENT_LISTENER',
  'ANOM_ABEND',
  'TTY',
];

/** Lines of one event; `words` are options and what follows them. */
export function meeting(words: readonly string[]): fc.Arbitrary<readonly string[]> {
  const asked = words.flatMap((word, i) =>
    word.startsWith('-') && !/^-\d|^-E/.test(word) ? [[word, words[i + 1] ?? ''] as const] : [],
  );
  const valuesOf = (option: string): readonly string[] =>
    asked.flatMap(([one, value]) => (one === option ? [value] : []));
  const named = valuesOf('-m').flatMap((value) =>
    value.split(',').map((name) => (/^\d/.test(name) ? `UNKNOWN[${name}]` : name)),
  );
  const fields = asked.flatMap(([option, value]) => {
    const ways = hints[option]?.(value) ?? [];
    return ways.length > 0 ? [fc.constantFrom(...ways)] : [];
  });
  const record = fc.record({
    type: fc.oneof(fc.constantFrom(...named, 'SYSCALL'), fc.constantFrom(...TYPES)),
    fields: fc
      .tuple(...fields)
      .chain((all) => fc.oneof({ weight: 3, arbitrary: fc.constant(all) }, fc.shuffledSubarray(all))),
    end: fc.constantFrom(' ', ' ', '', '\x1dUID="root" AUID="bob" SYSCALL=open'),
  });
  const nodes = valuesOf('-n').map((node) => `node=${node} `);
  return fc
    .record({
      node: nodes.length > 0 ? fc.constantFrom(...nodes) : fc.constantFrom('', '', 'node=one '),
      serial: fc.constantFrom(...[valuesOf('-a'), ['1', '2', '3', '4']].find((all) => all.length > 0)!),
      records: fc.array(record, { minLength: 1, maxLength: 3 }),
    })
    .map(({ node, serial, records }) =>
      records.map(
        ({ type, fields: held, end }) =>
          `${node}type=${type} msg=audit(1700000000.00${serial}:${serial}): ${held.join(' ')}${end}\n`,
      ),
    );
}
