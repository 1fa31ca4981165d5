/** Why our output may differ from the reference's: the deliberate differences, told from runs of both. */

export interface Output {
  /** Null: ended by a signal, or after too long a time. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Pair {
  readonly reference: Output;
  readonly ours: Output;
  readonly log: string;
  /** Some run met a last line without its end. */
  readonly isCut: boolean;
  /** Both say the same of the log without its enrichment. */
  readonly isSamePlain: boolean;
  readonly options: readonly string[];
  /** The reference's output with `--debug`, which tells what events it skips. */
  readonly debug: Output;
  /** Ours with `--skip-malformed`, where the reference's skips are imitated. */
  readonly skipping: Output;
  /** Ours without what is kept beside a checkpoint: a resumed run shows events that the reference never shows. */
  readonly rereading: Output;
}

export type Verdict =
  | 'same'
  | 'skipped events'
  | 'left out rows'
  | 'memory error'
  | 'names'
  | 'resumed'
  | 'type label'
  | 'controls'
  | 'long node'
  | 'wide number'
  | 'lost place'
  | 'unexplained';

export function isSame(one: Output, other: Output): boolean {
  return one.status === other.status && one.stdout === other.stdout && said(one) === said(other);
}

export function verdict({
  reference,
  ours,
  debug,
  skipping,
  rereading,
  log,
  isCut,
  isSamePlain,
  options,
}: Pair): Verdict {
  if (isSame(reference, ours)) return 'same';
  // Crashes, hangs and what other records left in memory are not imitated.
  if (reference.status === null || reference.status >= 128) return 'memory error';
  // A resumed run may show more than one that reads all again; the latter is what the reference is compared with.
  const isResumed = hasAllLines(ours, withoutPoints(rereading));
  const compared = isResumed ? rereading : ours;
  // Behind a last line without an end the original prints what an older line left there.
  const uncut = isCut ? withoutLists : (output: Output): Output => output;
  if (isResumed && isSame(unread(uncut(reference)), unread(uncut(rereading))))
    return isSame(unread(reference), unread(rereading)) ? 'resumed' : 'memory error';
  if (/\(\S*\):?$/.test(log) || isSame(uncut(reference), uncut(compared))) return 'memory error';
  // Events that the reference skips as malformed are shown.
  if (isSame(reference, skipping) || /alformed event skipped|- skipped/.test(debug.stderr + debug.stdout))
    return 'skipped events';
  // Control bytes are escaped in names of the enrichment, too, and in numbers that are none.
  if (escaped(reference.stdout) === escaped(compared.stdout)) return 'controls';
  // No kernel counts as far as a double does; of a serial or a second beyond that, or below zero (it wraps), ours has the first 53 bits.
  if (/audit\(\d{16,}|:(\d{16,}|-\d+)\)/.test(log) && rounded(reference.stdout) === rounded(compared.stdout))
    return 'wide number';
  const isNormalized = /^(csv|text)$/.test(options[1] ?? '');
  // An event that the parser behind csv and text cannot read has a row all the same.
  if (isNormalized && hasAllLines(compared, reference)) return 'left out rows';
  const about = (line: RegExp, of = (output: Output): Output => output): boolean =>
    apart(of(reference), of(compared)) <= mostLines(log, line);
  // Five other bytes in the place of `type=`: the parser behind csv and text sees no type; in that of `node=`: it sees a node, and no type either.
  if (isNormalized && about(/^(node=\S* )?(?!node=|type=)[^ ]{5}([A-Z]|[^ ]* type=)/)) return 'type label';
  // Where a call has no uid and a later record of its event has, the original's place in the event depends on how many fields there are.
  if (isNormalized && about(/type=SYSCALL (?!.* uid=)/)) return 'lost place';
  // The summary of calls of a machine that there is not has the names of earlier ones, or none.
  const isCalls = ['-s', '-i', '--summary'].every((option) => options.includes(option));
  if (isCalls && about(/\barch=(?!c000003e|40000003)/)) return 'memory error';
  // Of an empty node name the original shows what follows it; a long one cuts no date, nor does a long word in front of the stamp.
  if (about(/^n\S{0,4} /)) return 'memory error';
  if (about(LONG_NODE) || (log.includes('\x1d') && about(LONG_NODE, withoutWords))) return 'long node';
  // Names come from the enrichment first, as they stand there; so they do in a search by name.
  const isNames = withoutNames(reference.stdout) === withoutNames(compared.stdout);
  const isByName = options.some((word, at) => /^-[ug][aeil]$/.test(word) && /^[a-z]/.test(options[at + 1] ?? ''));
  const mayName = isNames || isByName || options.includes('--summary') || BROKEN_NAME.test(log);
  if (log.includes('\x1d') && isSamePlain && mayName) return 'names';
  return 'unexplained';
}

const LONG_NODE = /^node=\S{230}|type=\S+ \S{260}/;

/** Names of the enrichment may differ, too. */
const withoutWords = (output: Output): Output => ({
  ...output,
  stdout: output.stdout.replace(/unknown\(-?\d+\)|[a-z][\w-]*/g, '.'),
});

/** The lines of `part`, in their order, are among those of `whole`. */
function hasAllLines(whole: Output, part: Output): boolean {
  const lines = part.stdout.split('\n');
  let next = 0;
  for (const line of whole.stdout.split('\n')) if (line === lines[next]) next++;
  return next === lines.length;
}

/** How many lines of either the other lacks, whatever their order; numbers of rows do not count. */
function apart(one: Output, other: Output): number {
  const counts = new Map<string, number>();
  for (const [output, sign] of [[one, 1] as const, [other, -1] as const])
    for (const line of unnumbered(output.stdout).split('\n')) counts.set(line, (counts.get(line) ?? 0) + sign);
  const surplus = [...counts.values()];
  return Math.max(...[1, -1].map((sign) => surplus.reduce((sum, count) => sum + Math.max(0, sign * count), 0)));
}

/** How many lines tell of those events of the log that have a line like this: two headings and each record, or two rows a record. */
function mostLines(log: string, pattern: RegExp): number {
  const lines = log.split('\n');
  const stamp = (line: string): string => /\d+\.\d+:\d+/.exec(line)?.[0] ?? '';
  const stamps = new Set(lines.filter((line) => pattern.test(line)).map(stamp));
  return 2 * lines.filter((line) => line !== '' && stamps.has(stamp(line))).length + stamps.size;
}

const unnumbered = (text: string): string => text.replace(/^\d+\. /gm, '');

/** Standard error in lines, without what says where the tool's own settings are, and what only we say: what was not understood. */
function said({ stderr }: Output): string {
  return stderr.replace(/^(.*auditd\.conf|NOTE - ).*\n?/gm, '').trim();
}

/** Every control byte as `-i` escapes it. */
const escaped = (text: string): string =>
  text.replace(/[\x00-\x1f]/g, (byte) => `\\${byte.charCodeAt(0).toString(8).padStart(3, '0')}`);

/** Lines in one order, without their numbers and seconds of the minute, and of each number what a double holds. */
const rounded = (text: string): string =>
  unnumbered(text)
    .replace(/\b\d{16,}\b/g, (digits) => String(Number(digits)))
    .replace(/\b(\d\d:\d\d):\d\d\b/g, '$1')
    .split('\n')
    .sort()
    .join('\n');

/** A name of the enrichment that its quote doesn't end, or not before the next field. */
const BROKEN_NAME = /\x1d.*[A-Z]="[^" \n]*[ =\n]/;

/** Without the points that are left behind and how runs end: what the original refuses, as events are not in order, is read on from the resume point. */
const withoutPoints = (output: Output): Output => ({
  ...output,
  stdout: output.stdout.replace(/^(output=|status ).*\n/gm, ''),
});

const withoutLists = (output: Output): Output => ({ ...output, stdout: output.stdout.replace(/\x1d[^\n]*/g, '') });

/** Without complaints about lines: a run that refuses its checkpoint has read on in ours. */
const unread = (output: Output): Output => ({
  ...output,
  stderr: output.stderr.replace(/^Error extracting time stamp.*\n/gm, ''),
});

/** What may be the name of a user or group is the same for all. */
function withoutNames(text: string): string {
  return text.replace(/unknown\\?\(-?\d+\\?\)|(?:[\w\x00-\x08\x0e-\x1f-]|\\\d{3})+/g, '.');
}
