import { usage } from '../../errors.js';
import type { Asked } from '../asked.js';
import type { Text } from '../criterion.js';
import type { CriterionKind } from './descriptor.js';
import { anywhere, setText, textCriterion } from './text.js';

const LONGEST = 4095;

export const file: CriterionKind<Text> = textCriterion({
  group: 'file',
  some: ({ cwd, files }, holds) => holds(cwd) || files?.some(holds) === true,
  // A relative name is joined with the working directory, so a text across their border is in neither.
  needles: (text) => (text.includes('/.') || text.endsWith('/') ? undefined : anywhere(text)),
  options: [
    {
      spellings: ['-f', '--file'],
      ours: ['--path'],
      inReports: ['--file', '--path'],
      group: 'Objects',
      argument: 'PATH',
      text: 'file name',
      take: (asked: Asked, argument: string) => {
        if (argument.length > LONGEST) throw usage(`File name is too long ${argument}`);
        setText(asked, 'file', argument);
      },
    },
  ],
});
