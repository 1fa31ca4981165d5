/** `--format csv`: one line per normalized event. BUG? Values are never quoted. */
import type { Out } from '../bytes/out.js';
import { writeTime } from '../locale/format.js';
import type { TimeLocale } from '../locale/locale.js';
import type { EventId } from '../log/event.js';
import { literal, type Pattern, type Piece } from '../log/parts/pattern.js';
import { type DescribedEvent, DescribedEvents } from '../normalize/described-events.js';
import type { Kept } from '../normalize/event-shapes.js';
import { Normalizer, type NormalizerOptions } from '../normalize/normalizer.js';
import type { OutputEvent } from '../normalize/statement.js';
import type { Formatter } from './formatter.js';

export interface CsvExtras {
  readonly keys?: boolean;
  readonly labels?: boolean;
  readonly object2?: boolean;
  readonly time?: boolean;
}

export interface CsvOptions extends Omit<NormalizerOptions, 'labels'> {
  readonly locale: TimeLocale;
  readonly extras?: CsvExtras;
  /** Messages about events that cannot be normalized. */
  readonly err: (text: string) => void;
}

/** The header line, newline included; the original prints it once, before the first row. */
export function csvHeader(extras: CsvExtras = {}): string {
  const time = extras.time ? 'YEAR,MONTH,DAY,WEEKDAY,HOUR,MILLI,GMT_OFFSET,' : '';
  const subjectLabel = extras.labels ? 'SUBJ_LABEL,' : '';
  const objectLabel = extras.labels ? 'OBJ_LABEL,' : '';
  return (
    `NODE,EVENT,DATE,TIME,${time}SERIAL_NUM,EVENT_KIND,SESSION,SUBJ_PRIME,SUBJ_SEC,SUBJ_KIND,${subjectLabel}` +
    `ACTION,RESULT,OBJ_PRIME,OBJ_SEC,${extras.object2 ? 'OBJ2,' : ''}${objectLabel}OBJ_KIND,HOW${extras.keys ? ',KEY' : ''}\n`
  );
}

export function csvFormatter(options: CsvOptions): Formatter {
  const { extras = {} } = options;
  const normalizer = new Normalizer({ ...options, labels: extras.labels ?? false });
  const rows = new DescribedEvents(normalizer, (output) => statement(output, extras));
  const write = (described: readonly DescribedEvent[], id: RowId, out: Out): void => {
    for (const row of described) {
      if (!row.isNormalized) options.err(`error normalizing ${row.typeName ?? '(null)'}\n`);
      out.write(identity(row, id, options.locale, extras) + row.text);
    }
  };
  return {
    begin: (out) => out.write(csvHeader(extras)),
    event: (event, out, isWorth) => write(rows.of(event, isWorth), event, out),
    patterns: {
      times: (sec) => timeColumns(sec, options.locale, extras),
      identity: extras.time ? [TIME, { kind: 'milli' }, OFFSET, SERIAL] : [TIME, SERIAL],
      pattern: () => rows.last && patternOf(rows.last),
    },
  };
}

const TIME: Piece = { kind: 'time', number: 0 };
const OFFSET: Piece = { kind: 'time', number: 1 };
const SERIAL: Piece = { kind: 'serial' };

/** Undefined: there is something to be said of each. */
function patternOf({ value: rows, asks }: Kept<readonly DescribedEvent[]>): Pattern | undefined {
  if (rows.some(({ isNormalized }) => !isNormalized)) return undefined;
  const pieces = rows.flatMap((row): readonly Piece[] => [
    literal(`${cell(row.node)},${cell(row.typeName)},`),
    { kind: 'identity' },
    literal(row.text),
  ]);
  return { pieces, asks };
}

/** The columns behind SERIAL_NUM. */
function statement(output: OutputEvent, extras: CsvExtras): string {
  const { findings } = output;
  // BUG? One column too few, two with the second object.
  if (!findings.isNormalized) return `,,,,,,,,,,${extras.labels ? ',,' : ''}${extras.keys ? ',' : ''}\n`;
  const subject =
    `,${output.kind},${cell(output.text(findings.session))},${cell(output.subjectPrimary)},` +
    `${cell(output.text(findings.secondary))},${output.subjectKind},`;
  const action =
    `${extras.labels ? `${cell(output.text(findings.label))},` : ''}${output.action},${output.result ?? ''},` +
    `${cell(output.object)},${cell(output.text(findings.objectSecondary))},`;
  const object2 = extras.object2 ? `${cell(output.object2)},` : '';
  const label = extras.labels ? `${cell(output.text(findings.objectLabel))},` : '';
  const key = extras.keys ? `,${cell(output.text(findings.key))}` : '';
  return `${subject}${action}${object2}${label}${findings.objectKind},${cell(output.how)}${key}\n`;
}

type RowId = Omit<EventId, 'node'>;

/** NODE to SERIAL_NUM. */
function identity(row: DescribedEvent, { sec, milli, serial }: RowId, locale: TimeLocale, extras: CsvExtras): string {
  const [time = '', offset = ''] = timeColumns(sec, locale, extras);
  return `${cell(row.node)},${cell(row.typeName)},${time}${extras.time ? `${milli}${offset}` : ''}${serial}`;
}

/** DATE to SERIAL_NUM without it; with `extras.time` in two, between which MILLI stands. */
function timeColumns(sec: number, locale: TimeLocale, extras: CsvExtras): readonly string[] {
  const time = `${cell(locale.date(sec))},${cell(locale.clock(sec))},`;
  if (!extras.time) return [time];
  const parts = locale.parts(sec);
  if (!parts) return [`${time},,,,,`, ',,'];
  return [`${time}${writeTime('%Y,%m,%d,%u,%k,', parts)}`, `,${gmtOffset(parts.offset)},`];
}

/** BUG? What stands in the place of minutes is the seconds part. */
function gmtOffset(offset: number): string {
  const size = Math.abs(offset);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${offset < 0 ? '-' : '+'}${two(Math.floor(size / 3600))}:${two(size % 60)}`;
}

function cell(text: string | undefined): string {
  return text ?? '';
}
