/**
 * The programs, and the words of usual runs of each: what those of a kind (`cli/kind-of-run.ts`) compile is put into V8's code
 * cache of that kind. The logs they read are rotated and more than a megabyte, as those that people wait for: half of what such
 * runs call (other files, the kernels' batches, reading ahead) a small log never calls.
 */
const SAMPLE = 'dist/sample';

/** The log of the package, again and again, later each time. */
const COPIES = {
  'audit.log.2': [10, 11, 12, 13, 14, 15, 16, 17],
  'audit.log.1': [18, 19, 20, 21, 22, 23, 24, 25],
  'audit.log': [26, 27, 28, 29, 30, 31, 32, 33],
};

/** For sh, in the folder of the package, before and after the runs. */
export const makeSample: string = [
  `mkdir -p ${SAMPLE}`,
  ...Object.entries(COPIES).flatMap(([name, times]) => [
    `for t in ${times.join(' ')}; do`,
    String.raw`  sed -E "s/audit\(([0-9]{5})../audit(\1$t/" fixtures/sample.log`,
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
    [...ON_SAMPLE, '-i'],
    ...['csv', 'text', 'json', 'ecs', 'ocsf', 'otlp'].map((format) => [...ON_SAMPLE, '--format', format]),
  ],
  aureport: [ON_SAMPLE, [...ON_SAMPLE, '-x', '--summary'], [...ON_SAMPLE, '-s', '-i']],
  auditctl: [['--check', 'fixtures/rules/sample.rules']],
  autrace: [['-if', 'fixtures/sample.log', '--summary']],
};
