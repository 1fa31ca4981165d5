/**
 * The programs, and the words of usual runs of each, one a kind (`cli/kind-of-run.ts`): what these compile is put into V8's code
 * caches.
 */
const ON_SAMPLE = ['-if', 'fixtures/sample.log'];

export const programs = ['ausearch', 'aureport', 'auditctl', 'autrace'] as const;

export type ProgramName = (typeof programs)[number];

export const usualRuns: Readonly<Record<ProgramName, readonly (readonly string[])[]>> = {
  ausearch: [
    ON_SAMPLE,
    [...ON_SAMPLE, '-i'],
    ...['csv', 'text', 'json', 'ecs', 'ocsf', 'otlp'].map((format) => [...ON_SAMPLE, '--format', format]),
  ],
  aureport: [ON_SAMPLE, [...ON_SAMPLE, '-x', '--summary'], [...ON_SAMPLE, '-s', '-i']],
  auditctl: [['--check', 'fixtures/rules/sample.rules']],
  autrace: [[...ON_SAMPLE, '--summary']],
};
