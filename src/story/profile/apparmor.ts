/** A draft of an AppArmor profile of what was seen, for a person to go through. */
import type { PeerDeed } from '../deed.js';
import { covering } from './folders.js';
import type { Needs } from './needs.js';

/** A byte string. */
export function apparmorDraft(needs: Needs): string {
  const { program = '/PROGRAM', read, written, executed, connected, bound, privileges } = needs;
  const files = [
    ...[...executed].sort().map((path) => `${quoted(path)} ${path === program ? 'mr' : 'ix'},`),
    ...covering(read).flatMap((path) => fileRules(path, 'r', read, needs.folders)),
    ...covering(written).flatMap((path) => fileRules(path, 'rw', written, needs.folders)),
  ];
  const body = [
    '# A draft from recorded runs: go through it, and try it in complain mode (aa-complain) first.',
    ...files,
    ...networkRules([...connected, ...bound]),
    ...(privileges
      ? ['# The runs changed users, groups or capabilities: add the capability rules that they need.']
      : []),
  ];
  return `profile ${quoted(program)} {\n${body.map((line) => `  ${line}\n`).join('')}}\n`;
}

/** Libraries are mapped to be executed. A path that is not one of the files stands for all below it. */
function fileRules(
  path: string,
  mode: string,
  files: ReadonlySet<string>,
  folders: ReadonlySet<string>,
): readonly string[] {
  const isLibrary = /\.so(\.|$)/.test(path) || /\/lib(64)?(\/|$)/.test(path);
  const full = mode === 'r' && isLibrary ? 'mr' : mode;
  const isCovering = !files.has(path) || [...files].some((file) => file.startsWith(`${path}/`));
  const own = `${quoted(isCovering || folders.has(path) ? `${path}/` : path)} ${isCovering ? mode : full},`;
  return isCovering ? [own, `${quoted(`${path}/`, '**')} ${full},`] : [own];
}

function networkRules(peers: readonly PeerDeed[]): readonly string[] {
  const families = new Set(peers.flatMap(({ family }) => (family === 'local' ? [] : [family])));
  const unix = peers.some(({ family }) => family === 'local') ? ['unix,'] : [];
  return [...[...families].sort().map((family) => `network ${family},`), ...unix];
}

/** Characters with a meaning of their own, and those that would move a terminal's cursor, are escaped. */
function quoted(path: string, pattern = ''): string {
  const escaped = path.replace(/["\\*?[\]{}^]/g, '\\$&').replace(CONTROLS, octal);
  return `"${escaped}${pattern}"`;
}

const CONTROLS = /[\x00-\x1f\x7f]/g;

const octal = (character: string): string => `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`;
