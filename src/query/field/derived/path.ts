import { posix } from 'node:path';
import { someField } from '../../../log/fields.js';
import type { AuditRecord } from '../../../log/record.js';
import { AVC, CWD, PATH } from '../../../tables/generated/record-type.js';
import { socketAddress } from '../socket-address.js';
import { stringText, untilNul } from '../value-text.js';
import { type DerivedField, decodedText, longestPiece } from './derived-field.js';

export const path: DerivedField = {
  text: 'every path, made absolute with the working directory of its event',
  kind: decodedText,
  some: ({ records }, visit) => {
    let folder: string | undefined;
    const absolute = (name: string): string => {
      if (name.startsWith('/')) return posix.normalize(name);
      folder ??= workingDirectory(records);
      return posix.normalize(folder === '' ? name : `${folder}/${name}`);
    };
    const visitName = (record: AuditRecord, raw: string): boolean => {
      const name = untilNul(stringText(raw));
      return name !== '' && raw !== '(null)' && visit(absolute(name), record);
    };
    return records.some((record) => {
      const { type, text } = record;
      // SELinux has the last component only, AppArmor the path.
      if (type === PATH || (type === AVC && /name="?(?:\/|2F)/.test(text))) {
        if (someField(text, 'name', (raw) => visitName(record, raw))) return true;
      }
      if (someField(text, 'path', (raw) => visitName(record, raw))) return true;
      return someField(text, 'saddr', (raw) => {
        const socket = socketAddress(raw)?.path;
        return socket !== undefined && visit(socket, record);
      });
    });
  },
  // Every component stands in one piece, in the name or in the working directory.
  equalNeedles: (written) => longestPiece(written, /\//),
  textNeedles: (text) => longestPiece(text, /\//),
};

function workingDirectory(records: readonly AuditRecord[]): string {
  let folder = '';
  for (const { type, text } of records) {
    if (type !== CWD) continue;
    someField(text, 'cwd', (raw) => {
      folder = untilNul(stringText(raw));
      return true;
    });
    if (folder !== '') break;
  }
  return folder;
}
