import { shellWords } from '../../../bytes/shell-words.js';
import type { AuditEvent } from '../../../log/event.js';
import { execWords } from '../../../log/exec-words.js';
import { someField } from '../../../log/fields.js';
import type { NeedleGroup } from '../../../log/scan/needle.js';
import { PROCTITLE } from '../../../tables/generated/record-type.js';
import { stringText } from '../value-text.js';
import { type DerivedField, decodedText, longestPiece } from './derived-field.js';

export const cmd: DerivedField = {
  text: 'command line, as a shell would read it: of EXECVE, else PROCTITLE; and `cmd=` of sudo',
  kind: decodedText,
  some: (event, visit) => {
    const [first] = event.records;
    const line = commandLine(event);
    if (first !== undefined && line !== undefined && visit(line, first)) return true;
    return event.records.some((record) => someField(record.text, 'cmd', (raw) => visit(stringText(raw), record)));
  },
  equalNeedles: pieces,
  textNeedles: pieces,
};

/** What a shell quotes is not in one piece; nor is a long word, which comes in pieces. */
function pieces(text: string): NeedleGroup | undefined {
  const piece = longestPiece(text, /[^\w@%+=:,./-]+/);
  return piece && [...piece, { kind: 'text', text: '_len=' }];
}

function commandLine({ records }: AuditEvent): string | undefined {
  const words = execWords(records);
  if (words) return shellWords(words);
  for (const { type, text } of records) {
    if (type !== PROCTITLE) continue;
    let title: string | undefined;
    someField(text, 'proctitle', (raw) => {
      const plain = stringText(raw).replace(/\0+$/, '');
      title = shellWords(plain.split(raw.startsWith('"') ? ' ' : '\0'));
      return true;
    });
    return title;
  }
  return undefined;
}
