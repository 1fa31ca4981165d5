/** How much of a source was understood: lines that were no records, and what those may have been. */
import { hasForeignRecord } from '../input/form/mixed.js';
import type { ScanCounts } from '../log/assemble/assembler-options.js';
import type { ScanOptions } from './scan-options.js';

/** Lines of a source that are no records and are looked at. */
const LOOKED_AT = 1 << 16;

export class Understood {
  readonly #options: Pick<ScanOptions, 'badStamp' | 'note' | 'understood'>;
  /** As the source began. */
  #before: Pick<ScanCounts, 'lines' | 'rejected'> = { lines: 0, rejected: 0 };
  #badStamps = 0;
  /** Lines that are no records, and those of them that hold one in another form. */
  #strange = 0;
  #foreign = 0;

  constructor(options: Pick<ScanOptions, 'badStamp' | 'note' | 'understood'>) {
    this.#options = options;
  }

  begin({ lines, rejected }: ScanCounts): void {
    this.#before = { lines, rejected };
    this.#badStamps = 0;
    this.#strange = 0;
    this.#foreign = 0;
  }

  /** What began as a log may go on as something else, which is read as a log all the same: it is too late to convert it. */
  strangeLine(line: string): void {
    if (this.#strange++ < LOOKED_AT && hasForeignRecord(line)) this.#foreign++;
  }

  /** A record, but with a time that cannot be: that has been said. */
  badStamp(text: string): void {
    this.#badStamps++;
    this.#options.badStamp?.(text);
  }

  /** `passed`: lines that its form passed over. */
  end(name: string, counts: ScanCounts, passed: number): void {
    if (this.#foreign > 0) this.#options.note?.(foreignNote(name, this.#foreign));
    const lines = counts.lines - this.#before.lines;
    const rejected = counts.rejected - this.#before.rejected;
    // Other lines are nothing strange among records, but where there is none nothing was understood.
    const isNone = lines === rejected;
    this.#options.understood?.(name, lines + passed, rejected - this.#badStamps + (isNone ? passed : 0));
  }
}

function foreignNote(name: string, count: number): string {
  const many = count === LOOKED_AT ? 'many' : count;
  return `NOTE - ${many} lines inside ${name} hold records in another form and were not read; grep -av '^type=' finds them, and ts-ausearch reads them on standard input`;
}
