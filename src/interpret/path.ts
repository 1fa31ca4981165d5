/** A file name joined with the directory that the event happened in. */
const LONGEST = 4095;

/**
 * Both decoded. BUG? Only names with `..` in them are cleaned up; of several `..` in a row the first alone works, and
 * one at the end does nothing.
 */
export function joinPath(cwd: string, name: string): string {
  const path = name.startsWith('/') ? name : `${cwd}/${name}`;
  if (!path.includes('..') || path.startsWith('.')) return path;
  return cleaned(path);
}

function cleaned(path: string): string {
  let joined = '';
  // Where the next component goes: `..` only moves this back, and does not pass the slash it stands at.
  let end = 0;
  for (const component of path.split('/')) {
    if (component === '' || component === '.') continue;
    if (component === '..') {
      end = Math.max(0, joined.lastIndexOf('/', end));
      continue;
    }
    if (end + 1 + component.length > LONGEST) break;
    joined = `${joined.slice(0, end)}/${component}`;
    end = joined.length;
  }
  return joined;
}
