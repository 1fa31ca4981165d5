/** The programs, and the words of a usual run of each: what that compiles is put into V8's code cache. */
export const usualRuns = {
  ausearch: ['-if', 'fixtures/sample.log', '-i'],
  aureport: ['-if', 'fixtures/sample.log'],
  auditctl: ['--check', 'fixtures/rules/sample.rules'],
  autrace: ['-if', 'fixtures/sample.log', '--summary'],
} as const;

export type ProgramName = keyof typeof usualRuns;

export const programs: readonly ProgramName[] = ['ausearch', 'aureport', 'auditctl', 'autrace'];
