/**
 * The note of a change under way: a file of root's alone that says what the rules were, what they are to become, and
 * who is at it. It is there from before the first change until after the last, so that what a killed run left half done
 * is finished or undone by the next one. It is a lock, too: there is one change at a time.
 */
import {
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { AuditError } from '../../errors.js';
import { isOwnFolder } from '../own-folder.js';
import type { Platform } from '../platform.js';
import { list, processStart, readText } from '../proc-file.js';
import type { SavedSettings } from './settings.js';

export interface Note {
  readonly pid: number;
  /** Start of the process, which tells it from a later one with its number. */
  readonly start: number | undefined;
  /** The rules before, as base64 of their bytes. */
  readonly before: readonly string[];
  /** The rules to be; missing while it is not known yet whether the kernel takes them all. */
  readonly target?: readonly string[] | undefined;
  /** Settings as they were, to be restored with the rules. */
  readonly settings?: SavedSettings | undefined;
  /** The switch for quick deletions may be on. */
  readonly isHastened?: boolean | undefined;
}

export type NoteContent = Omit<Note, 'pid' | 'start'>;

const WAIT_MS = 10_000;
const STEP_MS = 20;

/** True when somebody's note is there. */
export function hasNote({ stateFolder }: Pick<Platform, 'stateFolder'>): boolean {
  return existsSync(noteFile(stateFolder));
}

/** Takes away what a run left that was killed before its note was there: a draft of it, or the folder alone. */
export function dropDrafts({ stateFolder }: Pick<Platform, 'stateFolder'>): void {
  if (!existsSync(stateFolder) || !isOwnFolder(stateFolder)) return;
  for (const name of list(stateFolder)) {
    const [, pid, start] = DRAFT.exec(name) ?? [];
    const isAbandoned = pid !== undefined && processStart(Number(pid)) !== Number(start);
    if (isAbandoned) rmSync(path.join(stateFolder, name), { force: true }); // another run may be at it, too
  }
  dropIfEmpty(stateFolder);
}

/** The note of a run that is no more; `undefined` without one. Throws `AuditError` when others could have written it. */
export function abandonedNote({ stateFolder }: Platform): Note | undefined {
  const text = readText(noteFile(stateFolder));
  if (text === '') return undefined;
  checkFolder(stateFolder);
  const note = parse(text);
  return note && !isAlive(note) ? note : undefined;
}

/**
 * Writes the first note of a change; waits for the end of another's. Throws `AuditError` when that does not come, or when
 * the folder is not root's alone. `undefined`: no note can be kept on this machine.
 */
export function openNote(platform: Platform, content: NoteContent): NoteKeeper | undefined {
  const { stateFolder } = platform;
  for (let waited = 0; waited < WAIT_MS; waited += STEP_MS) {
    try {
      mkdirSync(stateFolder, { mode: 0o700, recursive: true });
      checkFolder(stateFolder);
      const draft = write(stateFolder, content);
      try {
        linkSync(draft, noteFile(stateFolder)); // whole from the first moment, and one only
      } finally {
        rmSync(draft, { force: true });
      }
      return keeper(stateFolder);
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (code === 'EROFS' || code === 'ENOSPC' || code === 'EACCES') return undefined;
      // ENOENT: the other one has just finished and taken the folder away.
      if (code !== 'EEXIST' && code !== 'ENOENT') throw error;
    }
    platform.sleep(STEP_MS);
  }
  throw new AuditError('rule', 'Another ts-auditctl is changing the rules', { exitStatus: 1 });
}

export interface NoteKeeper {
  /** Replaces the note in one step. */
  update(content: NoteContent): void;
  close(): void;
}

/** Makes an abandoned note this process's own. */
export function adoptNote({ stateFolder }: Platform, content: NoteContent): NoteKeeper {
  const note = keeper(stateFolder);
  note.update(content);
  return note;
}

/** Takes the note away, with whatever a killed run left beside it. */
function removeNote(stateFolder: string): void {
  for (const name of readdirSync(stateFolder)) if (name.startsWith(NAME)) rmSync(path.join(stateFolder, name));
  dropIfEmpty(stateFolder);
}

function dropIfEmpty(stateFolder: string): void {
  try {
    rmdirSync(stateFolder);
  } catch {
    // Not ours alone.
  }
}

function keeper(stateFolder: string): NoteKeeper {
  return {
    update: (content) => renameSync(write(stateFolder, content), noteFile(stateFolder)),
    close: () => removeNote(stateFolder),
  };
}

const NAME = 'change.json';
/** Whose draft it is: process and its start. */
const DRAFT = /^change\.json\.(\d+)\.(\d+)$/;

function noteFile(stateFolder: string): string {
  return path.join(stateFolder, NAME);
}

/** Writes the content to a file beside the note and returns its path. */
function write(stateFolder: string, content: NoteContent): string {
  const start = processStart(process.pid);
  const note: Note = { ...content, pid: process.pid, start };
  const file = `${noteFile(stateFolder)}.${process.pid}.${start ?? 0}`;
  writeFileSync(file, JSON.stringify(note), { mode: 0o600 });
  return file;
}

function parse(text: string): Note | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isAlive({ pid, start }: Note): boolean {
  return start !== undefined && processStart(pid) === start;
}

/** The note decides about rules: nobody else may write it. */
function checkFolder(folder: string): void {
  const stat = lstatSync(folder);
  if (stat.isDirectory() && stat.uid === process.geteuid?.() && (stat.mode & 0o022) === 0) return;
  throw new AuditError('rule', `${folder} is not a folder that only root can write to`, { exitStatus: 1 });
}
