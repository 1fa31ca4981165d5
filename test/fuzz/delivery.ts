/** How a log comes to the tools: as one file, growing under a checkpoint, as the rotated files of a folder, on a pipe. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Output } from './difference.js';
import type { Random } from './random.js';
import { tempFolder } from './temp.js';

/** What is in place for one run: files by name, or what stands on standard input. */
interface Arrival {
  readonly files: readonly (readonly [name: string, content: string])[];
  readonly stdin?: string;
}

export interface Delivery {
  /** Before the other options; `FOLDER` is where the files are. */
  readonly options: readonly string[];
  /** One a run, in their order. */
  readonly arrivals: readonly Arrival[];
}

export type Run = (options: readonly string[], stdin: string | undefined) => Promise<Output>;

const FOLDER = 'FOLDER';

export function delivery(log: string, tool: 'ausearch' | 'aureport', random: Random): Delivery {
  if (tool === 'ausearch' && random.oneIn(4)) return growing(log, random);
  if (random.oneIn(12)) return rotated(log, random);
  if (random.oneIn(40)) return { options: tool === 'ausearch' ? ['-w'] : [], arrivals: [{ files: [], stdin: log }] };
  return { options: ['-if', `${FOLDER}/log`], arrivals: [{ files: [['log', log]] }] };
}

function growing(log: string, random: Random): Delivery {
  const ends = Array.from({ length: 1 + random.int(3) }, () => cut(log, random)).sort((a, b) => a - b);
  return {
    options: ['-if', `${FOLDER}/log`, '--checkpoint', `${FOLDER}/point`],
    arrivals: [...ends, log.length].map((end) => ({ files: [['log', log.slice(0, end)]] })),
  };
}

function rotated(log: string, random: Random): Delivery {
  const middle = cut(log, random);
  const older = log.slice(0, middle);
  const first = cut(older, random);
  return {
    options: ['-if', FOLDER],
    arrivals: [
      {
        files: [
          ['audit.log.2', older.slice(0, first)],
          ['audit.log.1', older.slice(first)],
          ['audit.log', log.slice(middle)],
        ],
      },
    ],
  };
}

/** Mostly behind a line, sometimes inside one. */
function cut(log: string, random: Random): number {
  const at = random.int(log.length + 1);
  return random.oneIn(6) ? at : log.lastIndexOf('\n', at) + 1;
}

/** Runs after each arrival, in a folder of its own; what all runs printed and left in the checkpoint, one behind the other. */
export async function delivered(
  { options, arrivals }: Delivery,
  run: Run,
  { keepsOffset = true }: { readonly keepsOffset?: boolean } = {},
): Promise<Output> {
  const folder = mkdtempSync(path.join(tempFolder(), 'delivery-'));
  const shown: Output[] = [];
  for (const { files, stdin } of arrivals) {
    for (const [name, content] of files) writeFileSync(path.join(folder, name), content, 'latin1');
    if (!keepsOffset) rmSync(path.join(folder, 'point.offset'), { force: true });
    const { status, stdout, stderr } = await run(
      options.map((word) => word.replace(FOLDER, folder)),
      stdin,
    );
    const left = options.includes('--checkpoint') ? `${checkpoint(folder)}status ${status}\n` : '';
    shown.push({ status, stdout: stdout.replaceAll(folder, FOLDER) + left, stderr: stderr.replaceAll(folder, FOLDER) });
  }
  rmSync(folder, { recursive: true });
  return {
    status: shown.some(({ status }) => status === null) ? null : (shown.at(-1)?.status ?? null),
    stdout: shown.map(({ stdout }) => stdout).join(''),
    stderr: shown.map(({ stderr }) => stderr).join('\n'),
  };
}

export const endsInLine = ({ files, stdin }: Arrival): boolean =>
  [stdin ?? '', ...files.map(([, content]) => content)].some((content) => content !== '' && !content.endsWith('\n'));

/** The same without what auditd appended to records. */
export function plain({ options, arrivals }: Delivery): Delivery {
  const without = (content: string): string => content.replace(/\x1d[^\n]*/g, '');
  return {
    options,
    arrivals: arrivals.map(({ files, stdin }) => ({
      files: files.map(([name, content]) => [name, without(content)] as const),
      ...(stdin !== undefined && { stdin: without(stdin) }),
    })),
  };
}

/** The event of the checkpoint: which file it is about differs, as each run has a folder of its own. */
function checkpoint(folder: string): string {
  try {
    return readFileSync(path.join(folder, 'point'), 'latin1').replace(/^(dev|inode)=.*\n/gm, '');
  } catch {
    return '';
  }
}
