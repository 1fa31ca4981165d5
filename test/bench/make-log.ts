/** Large logs out of the small ones in fixtures/: their events again and again, with new times, serials and pids. */
import { closeSync, openSync, readdirSync, readFileSync, writeSync } from 'node:fs';
import path from 'node:path';

export interface LogShape {
  readonly megabytes: number;
  /** Events per second: 5000 is a busy host with thousands of events in flight, 2 a quiet one. */
  readonly rate: number;
  /** Mix the records of neighbouring events, as several processors do. */
  readonly shuffle: boolean;
  /** Move every uid this far, out of the range that any machine knows. */
  readonly uidOffset?: number;
  /** Other files, inodes and sessions each time: hardly an event is like another. */
  readonly varied?: boolean;
}

const START = 1790000000;

export function makeLog(file: string, shape: LogShape): void {
  const events = templates();
  const fd = openSync(file, 'w');
  let written = 0;
  let pending: string[] = [];
  let held: string[][] = [];
  const flush = (): void => {
    const bytes = Buffer.from(pending.join(''), 'latin1');
    written += writeSync(fd, bytes);
    pending = [];
  };
  for (let n = 0; written < shape.megabytes * 1e6; n++) {
    held.push(eventLines(events[n % events.length] ?? [], n, Math.floor(n / events.length), shape));
    if (held.length === (shape.shuffle ? 3 : 1)) {
      for (let i = 0; held.some((lines) => i < lines.length); i++)
        for (const lines of held) pending.push(lines[i] ?? '');
      held = [];
    }
    if (pending.length > 10_000) flush();
  }
  flush();
  closeSync(fd);
}

function templates(): string[][] {
  const folder = path.resolve(import.meta.dirname, '../../fixtures/logs');
  const events = new Map<string, string[]>();
  for (const name of readdirSync(folder).filter((entry) => entry.endsWith('.log'))) {
    for (const line of readFileSync(path.join(folder, name), 'latin1').split('\n')) {
      const id = /audit\(\d+\.\d+:\d+\)/.exec(line)?.[0];
      if (id) events.set(name + id, [...(events.get(name + id) ?? []), line]);
    }
  }
  return [...events.values()];
}

function eventLines(
  template: readonly string[],
  n: number,
  round: number,
  { rate, uidOffset = 0, varied = false }: LogShape,
): string[] {
  const ms = Math.floor((n * 1000) / rate);
  const stamp = `audit(${START + Math.floor(ms / 1000)}.${String(ms % 1000).padStart(3, '0')}:${n + 1})`;
  return template.map((line) => {
    const moved = line
      .replace(/audit\(\d+\.\d+:\d+\)/, stamp)
      .replace(
        /( p?pid=)(\d+)/g,
        (_, name: string, pid: string) => `${name}${1 + ((Number(pid) + round * 977) % 4194303)}`,
      );
    if (varied) return `${variation(moved, n)}\n`;
    if (uidOffset === 0) return `${moved}\n`;
    const [text = ''] = moved.split('\x1d');
    return `${text.replace(/( [a-z]*[ug]id=)(\d{1,6})(?= )/g, (_, name: string, id: string) => `${name}${Number(id) + uidOffset + (n % 5000)}`)}\n`;
  });
}

function variation(line: string, n: number): string {
  return line
    .replace(/( inode=)\d+/g, (_, name: string) => `${name}${1000 + n}`)
    .replace(/( ses=)\d{1,6}(?= )/g, (_, name: string) => `${name}${1 + (n % 3000)}`)
    .replace(/( name="\/[^"]*)"/g, (_, name: string) => `${name}.${n % 20_000}"`);
}
