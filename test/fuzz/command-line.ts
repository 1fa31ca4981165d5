/** Random command lines that both our tools and the reference understand. */
import type { Random } from './random.js';

export interface CommandLine {
  readonly tool: 'ausearch' | 'aureport';
  readonly options: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

const FORMATS = [
  [],
  ['-i'],
  ['-r'],
  ['--format', 'csv'],
  ['--format', 'text'],
  ['--format', 'interpret'],
  ['--format', 'raw'],
];
const ESCAPES = ['tty', 'shell', 'shell_quote', 'raw'];

/** Words that criteria are asked for: names and numbers of the fixtures' logs, and some that no log has. */
const CRITERIA: readonly (readonly [option: string, words: readonly string[]])[] = [
  ['-m', ['SYSCALL', 'PATH', 'USER_LOGIN', 'AVC', 'LOGIN,CWD', 'ALL', '1300']],
  ['-k', ['k', 'key', 'identity']],
  ['-p', ['1', '2', '30761', '4294967295']],
  ['-pp', ['1', '2']],
  ['-ua', ['0', '1000', 'root', '-1']],
  ['-ui', ['0', 'root', '1000']],
  ['-ul', ['0', '1000', '-1']],
  ['-ue', ['0', '1000']],
  ['-ga', ['0', '1000']],
  ['-gi', ['0', 'root']],
  ['-sc', ['openat', 'execve', '59']],
  ['-sv', ['yes', 'no']],
  ['-x', ['/usr/bin/cat', 'cat', 'sudo']],
  ['-c', ['cat', 'sudo', 'sshd']],
  ['-f', ['/etc/shadow', 'shadow', '/']],
  ['-hn', ['h', 'localhost']],
  ['-tm', ['pts/0', 'ssh']],
  ['-se', ['unconfined_u', 'system_u:system_r']],
  ['-su', ['init_t']],
  ['-o', ['shadow_t']],
  ['-e', ['-13', 'EACCES', '0']],
  ['-a', ['1', '346964', '555362']],
  ['-n', ['a', 'b']],
  ['--session', ['1', '4']],
  ['-ts', ['01/01/1971', 'boot', 'recent', '11/22/2026 11:34:33']],
  ['-te', ['01/01/2037', 'now', '11/22/2026 11:34:33']],
];
const EXTRAS = ['--extra-keys', '--extra-labels', '--extra-obj2', '--extra-time'];
const REPORTS = [
  ...['-au', '-a', '--comm', '-c', '-cr', '-e', '-f', '-h', '--integrity', '-k', '-l', '-m', '-ma', '-n', '-p', '-r'],
  ...['-s', '-t', '--tty', '-tm', '-u', '--virt', '-x'],
];
const ZONES = ['UTC', 'Europe/Berlin', 'America/St_Johns', 'XYZ-5:30'];

export function commandLine(random: Random): CommandLine {
  const env = { LC_ALL: random.pick(['C', 'C.UTF-8', 'POSIX']), TZ: random.pick(ZONES) };
  const isReport = random.oneIn(2);
  return isReport
    ? { tool: 'aureport', options: reportOptions(random), env }
    : { tool: 'ausearch', options: searchOptions(random), env };
}

function searchOptions(random: Random): readonly string[] {
  const options = [...random.pick(FORMATS)];
  if (random.oneIn(3)) options.push('--escape', random.pick(ESCAPES));
  if (options.includes('csv')) options.push(...EXTRAS.filter(() => random.oneIn(3)));
  for (let n = random.int(3); n > 0; n--) {
    const [option, words] = random.pick(CRITERIA);
    options.push(option, random.pick(words));
  }
  if (random.oneIn(8)) options.push('--just-one');
  if (random.oneIn(8)) options.push('-w');
  return options;
}

function reportOptions(random: Random): readonly string[] {
  return [
    ...(random.oneIn(6) ? [] : [random.pick(REPORTS)]),
    ...(random.oneIn(2) ? ['-i'] : []),
    ...(random.oneIn(3) ? ['--summary'] : []),
    ...(random.oneIn(4) ? [random.pick(['--failed', '--success'])] : []),
    ...(random.oneIn(6) ? ['--escape', random.pick(ESCAPES)] : []),
    ...(random.oneIn(8) ? ['-nc'] : []),
  ];
}
