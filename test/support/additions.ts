/** One of everything that can be added, as short as it can be. `trial-additions.test.ts` adds it to a copy. */

export interface Addition {
  /** As src/README.md calls it. */
  readonly what: string;
  readonly file: string;
  readonly content: string;
  /** `line` goes in front of `before`, which stands in the list once. */
  readonly lines: readonly { readonly list: string; readonly before: string; readonly line: string }[];
  /** What the runs read, if it is not in the fixtures. */
  readonly input?: { readonly file: string; readonly content: string };
  readonly runs: readonly { readonly program: string; readonly words: readonly string[]; readonly shows: RegExp }[];
}

const log = ['-if', 'fixtures/logs/logins.log'];

export const additions: readonly Addition[] = [
  {
    what: 'a report',
    file: 'src/reports/catalog/trial.ts',
    content: `
import { eventColumn, exeColumn } from '../columns.js';
import type { Report } from '../report.js';

export const trial: Report = {
  name: 'trial',
  title: 'Trial',
  choice: { spellings: ['--trial'], section: 'Objects', text: 'programs, on trial' },
  groups: ['exe'],
  shape: { kind: 'listing', columns: [exeColumn('?'), eventColumn] },
};
`,
    lines: [
      {
        list: 'src/reports/catalog.ts',
        before: "import type { Report } from './report.js';",
        line: "import { trial } from './catalog/trial.js';\n",
      },
      { list: 'src/reports/catalog.ts', before: '\n];\n\nconst byName', line: '\n  trial,' },
    ],
    runs: [
      { program: 'aureport', words: [...log, '--trial'], shows: /^Trial Report\n=+\n# date time exe event\n=+\n1\. /m },
      { program: 'aureport', words: ['--help'], shows: /--trial +programs, on trial/ },
    ],
  },
  {
    what: 'a criterion',
    file: 'src/query/criteria/records.ts',
    content: `
import { usage } from '../../errors.js';
import type { CriterionKind } from './descriptor.js';

declare module '../criterion.js' {
  interface LeafValues {
    readonly records: number;
  }
}

/** Events of so many records and more. */
export const records: CriterionKind<number> = {
  groups: [],
  test: (least) => ({ on: 'event', holds: (event) => event.records.length >= least }),
  needles: () => undefined,
  options: [
    {
      spellings: ['--records'],
      inReports: ['--records'],
      group: 'When and which event',
      argument: 'N',
      text: 'events of N records and more',
      take: (asked, argument) => {
        if (!/^\\d+$/.test(argument)) throw usage(\`--records must be a number, was \${argument}\`);
        asked.records = Number(argument);
      },
    },
  ],
};
`,
    lines: [
      {
        list: 'src/query/criteria/list.ts',
        before: "import { serial } from './serial.js';",
        line: "import { records } from './records.js';\n",
      },
      { list: 'src/query/criteria/list.ts', before: '  serial,\n', line: '  records,\n' },
    ],
    runs: [
      { program: 'ausearch', words: [...log, '--records', '3', '--raw'], shows: /^type=\w+[\s\S]*type=PROCTITLE/ },
      { program: 'ausearch', words: [...log, '--records', '300'], shows: /^<no matches>$/m },
      { program: 'aureport', words: [...log, '-e', '--records', '300'], shows: /no events of interest/ },
    ],
  },
  {
    what: 'a format of events',
    file: 'src/output/serials.ts',
    content: `
import type { Formatter } from './formatter.js';

export function serialsFormatter(): Formatter {
  return { event: ({ serial }, out) => out.write(\`\${serial}\\n\`) };
}
`,
    lines: [
      {
        list: 'src/output/formats.ts',
        before: "  { name: 'json', onTerminal",
        line: "  { name: 'serials', make: async () => (await import('./serials.js')).serialsFormatter() },\n",
      },
    ],
    runs: [
      { program: 'ausearch', words: [...log, '--format', 'serials'], shows: /^\d+\n\d+\n/ },
      { program: 'ausearch', words: ['--help'], shows: /serials, json/ },
      { program: 'ausearch', words: ['--completion', 'bash'], shows: /serials json/ },
    ],
  },
  {
    what: 'a format of reports',
    file: 'src/output/grid/words.ts',
    content: `
import type { Out } from '../../bytes/out.js';
import type { GridColumn, Layout } from './grid.js';

export function wordsLayout(columns: readonly GridColumn[], out: Out): Layout {
  out.write(\`\${columns.map(({ key }) => key).join(' ')}\\n\`);
  return { row: ({ cells }) => out.write(\`\${cells.join(' ')}\\n\`), end: () => {} };
}
`,
    lines: [
      {
        list: 'src/output/grid/layouts.ts',
        before: "  { name: 'markdown',",
        line: "  { name: 'words', readers: 'programs', load: async () => (await import('./words.js')).wordsLayout },\n",
      },
    ],
    runs: [
      {
        program: 'aureport',
        words: [...log, '-l', '--format', 'words'],
        shows: /^time auid host .*\n\S+ bob 127\.0\.0\.1 /,
      },
      { program: 'aureport', words: ['--help'], shows: /csv, words, markdown/ },
    ],
  },
  {
    what: 'an input form',
    file: 'src/input/form/base64.ts',
    content: `
import { chunksOf, madeOf } from '../reader.js';
import type { Form } from './form.js';

const START = 'base64:';

/** A log in base64. */
export const base64: Form = {
  name: 'base64',
  sniff: (head) => head.toString('latin1', 0, START.length) === START,
  toLog: (bytes) => madeOf(bytes, decoded(chunksOf(bytes))),
};

async function* decoded(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let text = '';
  for await (const chunk of chunks) text += chunk.toString('latin1');
  yield Buffer.from(text.slice(START.length), 'base64');
}
`,
    lines: [
      {
        list: 'src/input/form/forms.ts',
        before: "import { compressedForms } from './compressed.js';",
        line: "import { base64 } from './base64.js';\n",
      },
      { list: 'src/input/form/forms.ts', before: 'json, mixed, text]', line: 'base64, ' },
    ],
    input: {
      file: 'logins.base64',
      content: `base64:${Buffer.from('type=LOGIN msg=audit(1700000000.123:7): pid=1 uid=0 auid=0 ses=3\n').toString('base64')}`,
    },
    runs: [
      {
        program: 'ausearch',
        words: ['-if', 'logins.base64', '--raw'],
        shows: /^type=LOGIN msg=audit\(1700000000\.123:7\)/,
      },
      {
        program: 'aureport',
        words: ['-if', 'logins.base64'],
        shows: /^Number of logins: 0\n[\s\S]*^Number of events: 1$/m,
      },
    ],
  },
  {
    what: 'a kind of field',
    file: 'src/interpret/kinds/loud.ts',
    content: `
import type { Renderer } from '../context.js';

export const loud: Renderer = (value) => value.toUpperCase();
`,
    lines: [
      {
        list: 'src/interpret/kinds/index.ts',
        before: "import { enumeration, unknown, unsigned } from './number.js';",
        line: "import { loud } from './loud.js';\n",
      },
      { list: 'src/interpret/kinds/index.ts', before: '  errno: errorNumber,\n', line: '  loud,\n' },
      { list: 'src/build/tables/words.ts', before: "  'raw',\n  'uid',", line: "  'loud',\n" },
      { list: 'src/tables/data/field-kinds.tsv', before: 'fan_info\tfan-info', line: 'grantors\tloud\n' },
    ],
    runs: [{ program: 'ausearch', words: [...log, '-i'], shows: / grantors=PAM_PERMIT/ }],
  },
  {
    what: 'a subcommand of ts-auditctl',
    file: 'src/cli/auditctl/greet.ts',
    content: `
import type { Io } from '../io.js';

export async function greet([name = 'you']: readonly string[], io: Io): Promise<number> {
  io.out.write(\`good morning, \${name}\\n\`);
  return 0;
}
`,
    lines: [
      {
        list: 'src/cli/auditctl/table.ts',
        before: '  completion,\n];',
        line: `  {
    ...option(ADDITIONS, ['greet'], '[NAME]', 'says good morning'),
    asks: first('greet'),
    needs: 'nothing',
    run: async (words, io) => (await import('./greet.js')).greet(words, io),
  },
`,
      },
    ],
    runs: [
      { program: 'auditctl', words: ['greet', 'alice'], shows: /^good morning, alice\n$/ },
      { program: 'auditctl', words: ['--help'], shows: /greet \[NAME\] +says good morning/ },
    ],
  },
];
