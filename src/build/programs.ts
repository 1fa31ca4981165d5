/**
 * The programs, and the words of usual runs of each: what those of a kind (`cli/kind-of-run.ts`) compile is put into V8's code
 * cache of that kind. The logs they read are rotated and some megabytes, as those that people wait for: half of what such
 * runs call (other files, the kernels' batches, reading ahead) a small log never calls. They are of several machines and of all
 * kinds of records and fields, which have functions and tables of their own: `-i` of 8 MB of another log compiled 160 more.
 */
const SAMPLE = 'dist/sample';

/** By file: its pieces, each of all logs; their times begin with numbers that rise. */
const PIECES = {
  'audit.log.2': [10, 11, 12, 13, 14, 15, 16, 17],
  'audit.log.1': [30, 31, 32, 33, 34, 35, 36, 37],
  'audit.log': [50, 51, 52, 53, 54, 55, 56, 57],
};
/** An installed package has the first one alone. */
const LOGS: readonly string[] = [
  'sample.log',
  ...['logins', 'files', 'network', 'accounts', 'machines', 'kernel'].map((name) => `logs/${name}.log`),
];

/** For sh, in the folder of the package, before and after the runs. */
export const makeSample: string = [
  `mkdir -p ${SAMPLE}`,
  ...Object.entries(PIECES).flatMap(([name, pieces]) => [
    `for piece in ${pieces.join(' ')}; do`,
    '  number=0',
    `  for log in ${LOGS.join(' ')}; do`,
    '    number=$((number + 1))',
    String.raw`    [ ! -e fixtures/$log ] || sed -E "s/audit\([0-9]{7}/audit(179$((piece * 100 + number))/" fixtures/$log`,
    '  done',
    `done > ${SAMPLE}/${name}`,
  ]),
].join('\n');
export const removeSample: string = `rm -r ${SAMPLE}`;

const ON_SAMPLE = ['-if', SAMPLE];

export const programs = ['ausearch', 'aureport', 'auditctl', 'autrace'] as const;

export type ProgramName = (typeof programs)[number];

export const usualRuns: Readonly<Record<ProgramName, readonly (readonly string[])[]>> = {
  ausearch: [
    ON_SAMPLE,
    [...ON_SAMPLE, '-k', 'denied'],
    [...ON_SAMPLE, '-m', 'AVC'],
    [...ON_SAMPLE, '-i'],
    ...['csv', 'text', 'json', 'ecs', 'ocsf', 'otlp'].map((format) => [...ON_SAMPLE, '--format', format]),
  ],
  aureport: [
    ON_SAMPLE,
    [...ON_SAMPLE, '-x', '--summary'],
    [...ON_SAMPLE, '-k', '--summary'],
    [...ON_SAMPLE, '-s', '-i'],
  ],
  auditctl: [['--check', 'fixtures/rules/sample.rules']],
  autrace: [['-if', 'fixtures/sample.log', '--summary']],
};
