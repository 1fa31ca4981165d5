/** Options of ts-ausearch inside an expression: `[-k exec]`, `[-ua alice]`, `[-x sh -w]`. */
import { usage } from '../../errors.js';
import type { Asked } from '../asked.js';
import type { ArgumentContext, CriterionOption } from '../criteria/descriptor.js';
import { criterionOptions } from '../criteria/list.js';
import type { Criterion } from '../criterion.js';
import { criterionOf } from '../tree.js';

/** Everything that the options ask for must hold. Unknown names and notes go to `asked`. Throws `usage`. */
export function optionCriterion(words: readonly string[], asked: Asked, context: ArgumentContext): Criterion {
  const own: Asked = {};
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (word === '-w' || word === '--word') {
      own.wholeWords = true;
      continue;
    }
    const argument = words[++at];
    const option = optionOf(word);
    if (argument === undefined) throw usage(`${word} needs ${option.argument}`);
    option.take(own, argument, context);
  }
  if (own.unknownName) asked.unknownName ??= own.unknownName;
  if (own.notes) asked.notes = [...(asked.notes ?? []), ...own.notes];
  return criterionOf(own) ?? { kind: 'and', of: [] };
}

function optionOf(word: string): CriterionOption {
  const found = criterionOptions.find(({ spellings, ours = [] }) => spellings.includes(word) || ours.includes(word));
  if (!found) throw usage(`${word} is no option that says which events are meant`);
  return found;
}
