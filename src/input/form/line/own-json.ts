/** Documents of `--format json` among other lines. */
import { linesOfDocument } from '../json.js';
import type { LineForm } from './line-form.js';

export const ownJson: LineForm = {
  name: 'json',
  read: (line) => {
    if (!line.startsWith('{"schema_version":')) return undefined;
    const record = linesOfDocument(line).slice(0, -1);
    return record === line ? undefined : { record };
  },
};
