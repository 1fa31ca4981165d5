/** Rules as files and folders, and what makes one of them unusable. Paths and contents are byte strings. */

import { closeSync, constants, fstatSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { toPath } from '../bytes/text.js';
import { AuditError } from '../errors.js';
import { compareNaturally, type MergedLine, mergeRules, type RulesSource } from '../rules/merge.js';
import { systemCode, systemReason } from '../tables/reason.js';
import { isFolder } from './stat-of.js';

export const RULES_FOLDER = '/etc/audit/rules.d';

/** Told of a file of a folder that is left out, or is read although others can write to it. */
export type Warn = (text: string) => void;

/**
 * The *.rules files of a folder, in the order in which they are merged. Modes are not judged, as in the original, but
 * told. Throws `AuditError` ('input') when the folder itself cannot be read.
 */
export function rulesIn(folder: string, warn: Warn): readonly RulesSource[] {
  let names: readonly string[];
  try {
    names = readdirSync(toPath(folder), { withFileTypes: true, encoding: 'buffer' })
      .map((entry) => entry.name.toString('latin1'))
      .filter((name) => name.endsWith('.rules') && !name.startsWith('.'));
  } catch (error) {
    throw new AuditError('input', `The rules directory ${folder} cannot be read (${systemReason(error)})`, {
      cause: error,
    });
  }
  return [...names]
    .sort(compareNaturally)
    .map((name) => `${folder.replace(/\/+$/, '')}/${name}`)
    .flatMap((name): RulesSource[] => {
      try {
        const content = read(name, () => warn(`${name} is world writable: everybody can change the rules`));
        return [{ name, content, isMerged: true }];
      } catch (error) {
        if (!(error instanceof AuditError)) throw error;
        warn(`${error.message}; it is left out`);
        return [];
      }
    });
}

/** Files as given; folders stand for their *.rules. */
export function rulesOf(paths: readonly string[], warn: Warn): readonly RulesSource[] {
  return paths.flatMap((path) => {
    if (isFolder(path)) return rulesIn(path, warn);
    return [{ name: path, content: readRulesFile(path) }];
  });
}

/** The merged lines of a folder. */
export function mergedRules(folder: string, warn: Warn): readonly MergedLine[] {
  // Sorting is by the name of the file, not of the folder, which all have in common.
  return mergeRules(rulesIn(folder, warn));
}

/** The content as a byte string, after the original's checks of the file. Throws `AuditError` ('input'). */
export function readRulesFile(file: string): string {
  return read(file, () => {
    throw unusable(`Error - ${file} is world writable`);
  });
}

function read(file: string, judgeWritable: () => void): string {
  let fd: number;
  try {
    // Without O_NONBLOCK a named pipe would hang here.
    fd = openSync(toPath(file), constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') throw unusable(`audit rules file ${file} doesn't exist`);
    throw unusable(`Error opening ${file} (${systemReason(error)})`);
  }
  try {
    const stat = fstatSync(fd);
    if (!stat.isFile()) throw unusable(`Error - ${file} is not a regular file`);
    if (stat.mode & 0o002) judgeWritable();
    return contentOf(file, fd);
  } finally {
    closeSync(fd);
  }
}

function contentOf(file: string, fd: number): string {
  try {
    return readFileSync(fd, 'latin1');
  } catch (error) {
    throw unusable(`Error reading ${file} (${systemReason(error)})`);
  }
}

function unusable(text: string): AuditError {
  return new AuditError('input', text, { exitStatus: 1 });
}
