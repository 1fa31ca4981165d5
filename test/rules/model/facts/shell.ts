/** The shell commands of the recorded facts on paper, made by a process that no rule sees. */
import type { Found, PaperFiles } from './files.js';

type Command = (words: readonly string[], find: Find, files: PaperFiles) => void;
type Find = (text: string | undefined) => Found;

/** Runs `a; b`; what is no command here is an error. */
export function runShell(line: string, files: PaperFiles): void {
  let from = files.root;
  const find: Find = (text) => {
    const found = files.find(text ?? '', { follow: false, from });
    if (!found) throw new Error(`${text} is nowhere: ${line}`);
    return found;
  };
  for (const text of line.split(';')) {
    const [, target] = /^\s*echo \S+\s*>\s*(\S+)\s*$/.exec(text) ?? [];
    if (target) {
      touch(find(target), files);
      continue;
    }
    const [name = '', ...words] = text.trim().split(/\s+/);
    if (name === 'cd') {
      from = find(words[0]).node ?? from;
      continue;
    }
    const command = commands[name];
    if (!command) throw new Error(`no command ${name}: ${line}`);
    command(words, find, files);
  }
}

const commands: Readonly<Record<string, Command>> = {
  mv: ([from, to], find, files) => files.move(find(from), find(to)),
  rm: (words, find, files) => {
    for (const word of words.filter((one) => !one.startsWith('-'))) remove(find(word), files);
  },
  mkdir: (words, find, files) => {
    for (const word of words) put(find(word), files.make('dir'), files);
  },
  cp: ([, to], find, files) => touch(find(to), files),
  ln: (words, find, files) => {
    const [from, to] = words.filter((one) => !one.startsWith('-'));
    const node = words[0] === '-s' ? files.make('link', { target: from ?? '' }) : find(from).node;
    if (node) put(find(to), node, files);
  },
  mount: (words, find, files) => {
    const point = find(words.at(-1)).node;
    if (point) files.mount(point, words[0] === '--bind' ? find(words[1]).node : undefined);
  },
  umount: (words, find, files) => {
    const { node } = find(words.at(-1));
    if (node) files.unmount(node);
  },
  script: ([path, interpreter], find, files) => put(find(path), files.make('file', { interpreter }), files),
  device: ([path, major, minor], find, files) =>
    put(find(path), files.make('device', { rdev: [Number(major), Number(minor)] }), files),
  auditctl: ([option, value = ''], _find, files) => {
    const [, point] = value.split(',');
    if (option === '-q' && point) files.cover(point);
  },
};

function put({ directory, name }: Found, node: Parameters<PaperFiles['put']>[2], files: PaperFiles): void {
  files.put(directory, name, node);
}

/** An existing file is written into and stays what it is. */
function touch(found: Found, files: PaperFiles): void {
  if (!found.node) put(found, files.make('file', {}, found.directory.identity.dev), files);
}

function remove({ directory, name, node }: Found, files: PaperFiles): void {
  if (!node) return;
  for (const [entry, below] of [...node.entries]) remove({ directory: node, name: entry, node: below }, files);
  files.take(directory, name);
}
