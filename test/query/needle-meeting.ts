/** Events in which what options ask for often stands: with random records alone a query seldom has a match that a wrong needle could lose. */
import fc from 'fast-check';

/** In which the kernel and programs write a text. */
type Form = (text: string) => string;
const hex: Form = (text) => Buffer.from(text, 'latin1').toString('hex').toUpperCase();
const FORMS: readonly Form[] = [(text) => `"${text}"`, (text) => text, hex];

type Hints = (value: string, form: Form) => readonly string[];

const IDS: ReadonlyMap<string, string> = new Map([
  ['root', '0'],
  ['bob', '1000'],
]);

const texts =
  (...names: readonly string[]): Hints =>
  (value, form) =>
    names.map((name) => `${name}=${form(value)}`);
const ids =
  (...names: readonly string[]): Hints =>
  (value) =>
    names.map((name) => `${name}=${IDS.get(value) ?? value}`);

/** Some types count as without a terminal where the field is missing. */
const NOTHING = ['x=1'];

/** Contexts; those that AppArmor writes may be hexadecimal. */
const labels =
  (plain: readonly string[], appArmor: readonly string[]): Hints =>
  (value, form) =>
    texts(...(form === hex ? [] : plain), ...appArmor)(value, form);
const SUBJECTS = labels(['subj', 'scontext'], ['profile', 'label']);
const OBJECTS = labels(['obj', 'tcontext'], ['peer']);

/** Fields by which an option may be met. */
const hints: Readonly<Record<string, Hints>> = {
  '-p': ids('pid'), '-pp': ids('ppid'), '-ui': ids('uid'), '-ue': ids('euid'), '-ul': ids('auid'),
  '-ua': ids('uid', 'euid', 'auid', 'id'), '-gi': ids('gid'), '-ge': ids('egid'), '-ga': ids('gid', 'egid', 'id'),
  '--session': ids('ses'), '-sc': (value) => [`arch=c000003e syscall=${value}`, `syscall=${value}`, `uring_op=${value}`], '-e': (value) => [`exit=${value === '-ENOENT' ? -2 : value}`],
  '-f': texts('name', 'path', 'cwd', 'exe'), '-hn': texts('hostname', 'addr'), '-tm': (value, form) => (value === 'none' ? NOTHING : texts('terminal', 'tty')(value, form)),
  '-x': texts('exe'), '-c': texts('comm'), '-k': texts('key'), '-uu': texts('uuid'), '-vm': texts('vm'),
  '-su': SUBJECTS, '-o': OBJECTS, '-se': (...asked) => [...SUBJECTS(...asked), ...OBJECTS(...asked)],
  '--arch': (value) => [`arch=${value === 'b64' ? 'c000003e' : '40000003'}`],
  '--descendants-of': (value) => [`pid=${value}`, `pid=${Number(value) + 1}`],
  '-sv': (value) => value === 'no' ? ['success=no', 'res=failed', 'res=0', 'result=fail'] : ['success=yes', 'res=success', 'res=1'],
  '--where': (value, form) => {
    const [, name = '', text = ''] = /^(\w+)!?[=~](.*)$/.exec(value) ?? [];
    return texts(name.toLowerCase())(IDS.get(text) ?? text, form);
  },
}; // biome-ignore format: one glance

/** Types that alone have some of these fields. */
const LABELLED = ['AVC', 'UNKNOWN[1503]']; // the second: AppArmor's "denied"
const typesOf: Readonly<Record<string, readonly string[]>> = { '-su': LABELLED, '-o': LABELLED, '-se': LABELLED };

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

/** Lines of one event; `words` are options and what follows them. One form in all of it: a text that stands in another, too, hides that none looks for it. */
export function meeting(words: readonly string[]): fc.Arbitrary<readonly string[]> {
  return fc.constantFrom(...FORMS).chain((form) => meetingIn(form, words));
}

function meetingIn(form: Form, words: readonly string[]): fc.Arbitrary<readonly string[]> {
  const asked = words.flatMap((word, i) =>
    word.startsWith('-') && !/^-\d|^-E/.test(word) ? [[word, words[i + 1] ?? ''] as const] : [],
  );
  const valuesOf = (option: string): readonly string[] =>
    asked.flatMap(([one, value]) => (one === option ? [value] : []));
  const named = valuesOf('-m').flatMap((value) =>
    value.split(',').map((name) => (/^\d/.test(name) ? `UNKNOWN[${name}]` : name)),
  );
  const telling = asked.flatMap(([option]) => typesOf[option] ?? []);
  const fields = asked.flatMap(([option, value]) => {
    const ways = hints[option]?.(value, form) ?? [];
    return ways.length > 0 ? [fc.constantFrom(...ways)] : [];
  });
  const record = fc.record({
    type: fc.oneof(fc.constantFrom(...named, ...telling, 'SYSCALL'), fc.constantFrom(...TYPES)),
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
