/** Shell patterns in paths that reached us unexpanded: `*`, `?`, `[a-z]`, `[!a]`, and `**` for any folders. */
import { existsSync, readdirSync } from 'node:fs';
import { toPath } from '../bytes/text.js';

/**
 * The existing paths that fit `pattern`, in byte order; the pattern itself if it names a file or fits none. All are byte
 * strings.
 */
export function expandGlob(pattern: string): readonly string[] {
  if (!/[*?[]/.test(pattern) || existsSync(toPath(pattern))) return [pattern];
  const isAbsolute = pattern.startsWith('/');
  let found = [isAbsolute ? '/' : ''];
  for (const segment of pattern.split('/').filter((name) => name !== '')) {
    found = found.flatMap((folder) => matches(folder, segment));
  }
  return found.length > 0 ? found.sort() : [pattern];
}

function matches(folder: string, segment: string): string[] {
  const under = (name: string): string => (folder === '' || folder.endsWith('/') ? folder + name : `${folder}/${name}`);
  if (!/[*?[]/.test(segment)) return existsSync(toPath(under(segment))) ? [under(segment)] : [];
  if (segment === '**') return [folder, ...foldersIn(folder).flatMap((name) => matches(under(name), segment))];
  const expression = segmentExpression(segment);
  return namesIn(folder)
    .filter((name) => (segment.startsWith('.') || !name.startsWith('.')) && expression.test(name))
    .map(under);
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(toPath(folder === '' ? '.' : folder), { encoding: 'latin1' });
  } catch {
    return []; // not a folder, or not ours to list
  }
}

/** Not through links, which may lead round in circles. */
function foldersIn(folder: string): string[] {
  try {
    const entries = readdirSync(toPath(folder === '' ? '.' : folder), { encoding: 'latin1', withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.')).map(({ name }) => name);
  } catch {
    return [];
  }
}

function segmentExpression(segment: string): RegExp {
  const source = segment.replace(/\*+|\?|\[(!?)(\]?[^\]]*)\]|[\s\S]/g, (unit, not: string, set?: string) => {
    if (unit.startsWith('*')) return '[^]*?';
    if (unit === '?') return '[^]';
    if (set !== undefined) return `[${not ? '^' : ''}${set.replace(/[\\\]^[]/g, '\\$&')}]`;
    return unit.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  });
  try {
    return new RegExp(`^${source}$`);
  } catch {
    return /^(?!)/; // a range that runs backwards fits nothing
  }
}
