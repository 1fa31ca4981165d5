/** What fuzzing starts from: pieces of the logs in `fixtures/logs`, and `fixtures/fuzz/TARGET`, where findings are kept. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const fixtures = path.resolve(import.meta.dirname, '../../fixtures');

function filesIn(folder: string): readonly string[] {
  return existsSync(folder) ? readdirSync(folder).map((name) => readFileSync(path.join(folder, name), 'latin1')) : [];
}

/** The findings that are kept for a target. */
export const keptOf = (target: string): readonly string[] => filesIn(path.join(fixtures, 'fuzz', target));

/** Whole events, a handful of lines a piece: small inputs are quick, and soon show what matters. */
export function logPieces(): readonly string[] {
  const pieces: string[] = [];
  for (const log of filesIn(path.join(fixtures, 'logs'))) {
    let piece = '';
    let event = '';
    for (const line of log.split(/(?<=\n)/)) {
      const id = /audit\([^)]*\)/.exec(line)?.[0] ?? '';
      if (id !== event && piece.length > 1500) {
        pieces.push(piece);
        piece = '';
      }
      event = id;
      piece += line;
    }
    if (piece !== '') pieces.push(piece);
  }
  return pieces;
}

export const ruleFiles = (): readonly string[] => filesIn(path.join(fixtures, 'rules'));
