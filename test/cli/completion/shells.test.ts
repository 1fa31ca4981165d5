/** The completions in the real shells: what each offers for a begun command line. Shells that are not here are skipped. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { allOptions } from '../../../src/cli/auditctl/table.js';
import { reportOptionTable } from '../../../src/cli/aureport/table.js';
import { searchOptions } from '../../../src/cli/ausearch/table.js';
import { traceOptions } from '../../../src/cli/autrace/table.js';
import { complete } from '../../../src/cli/completion/complete.js';
import { SHELL_NAMES } from '../../../src/cli/completion/shell-names.js';
import { shells } from '../../../src/cli/completion/shells.js';
import type { Option } from '../../../src/cli/option.js';
import { AuditError } from '../../../src/errors.js';
import { ioInto } from '../../support/io.js';

const programs: Readonly<Record<string, readonly Option[]>> = {
  'ts-ausearch': searchOptions,
  'ts-aureport': reportOptionTable,
  'ts-auditctl': allOptions(),
  'ts-autrace': traceOptions,
};

const home = mkdtempSync(path.join(tmpdir(), 'ts-audit-home-'));
after(() => rmSync(home, { recursive: true }));
const folder = path.join(home, 'odd $(names) and ;');
mkdirSync(folder);
writeFileSync(path.join(folder, 'a log.txt'), '');

/** Lists rules in ts-auditctl's place: keys of watches and of rules, and one that would be run if a shell expanded it. */
const bin = path.join(home, 'bin');
mkdirSync(bin);
const listing = [
  '-w /etc/shadow -p wa -k shadow-file',
  '-a always,exit -F arch=b64 -S openat -F exit=-EACCES -F key=shadow-denied',
  '-a always,exit -S all -F key=shadow-$(touch RUN)',
];
writeFileSync(path.join(bin, 'ts-auditctl'), `#!/bin/sh\ncat <<'END'\n${listing.join('\n')}\nEND\n`, { mode: 0o755 });

/** What a shell offers for each of the lines, after it has read the scripts: one a line, a description may follow. */
type Offers = (scripts: readonly string[], lines: readonly string[]) => readonly string[];

const offers: Readonly<Record<string, Offers>> = {
  bash: (scripts, lines) => lines.map((line) => run('bash', ['--norc', '-c', bashDriver, 'bash', line, ...scripts])),
  fish: (scripts, lines) => lines.map((line) => run('fish', ['--no-config', '-c', fishDriver, line, ...scripts])),
  zsh: (scripts, lines) =>
    run('zsh', ['-f', '-c', zshDriver, 'zsh', ...scripts, '--', ...lines])
      .split('\x01')
      .slice(1),
};

const bashDriver = `
line=$1; shift; for script; do source "$script"; done
read -ra COMP_WORDS <<< "$line"
COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); $(complete -p "\${COMP_WORDS[0]}" | grep -o '_ts_[a-z]*')
printf '%s\\n' "\${COMPREPLY[@]}"
`;

const fishDriver = 'for script in $argv[2..]; source $script; end; complete -C $argv[1]';

/** zsh completes on a terminal only, so it gets one of its own. A list is there when the line stands below it again. */
const zshDriver = `
zmodload zsh/zpty
zpty -b shell 'zsh -f -i'
expect() { # expect PATTERN: waits until what came since the last call matches
  local piece tries=0; came=
  while [[ $came != $~1 ]] && (( tries++ < 1000 )); do
    while zpty -rt shell piece; do came+=$piece; done
    sleep 0.05
  done
}
zpty -w shell "PROMPT=; autoload -Uz compinit; compinit -D -u; setopt no_list_beep; LISTMAX=100000; stty columns 400 rows 1000"
zpty -w shell "bindkey '^I' list-choices; bindkey '^U' kill-whole-line"
while [[ $1 != -- ]]; do zpty -w shell "source \${(q)1}"; shift; done; shift
zpty -w shell "print rea''dy"
expect '*ready*'
for line; do
  zpty -w -n shell $'\\x15'"$line"$'\\t'
  expect "*\${(b)line}*\${(b)line}*"
  print -rn -- $'\\x01'"$came"
done
zpty -d shell
`;

function run(shell: string, words: readonly string[]): string {
  const { stdout, stderr } = spawnSync(shell, words, {
    cwd: folder,
    encoding: 'utf8',
    timeout: 60_000,
    env: { PATH: `${bin}:${process.env.PATH}`, HOME: home, TERM: 'dumb', LC_ALL: 'C.UTF-8' },
  });
  return stdout + stderr;
}

const lines: readonly (readonly [line: string, offered: RegExp])[] = [
  ['ts-ausearch --inp', /--input\b[\s\S]*--input-logs/],
  ['ts-ausearch --format ec', /\becs\b[\s\S]*ecs-bulk/],
  ['ts-ausearch -m USER_LOGIN,USER_LOGO', /USER_LOGOUT/],
  ['ts-ausearch -sc openat', /openat2/],
  ['ts-ausearch -e -EACC', /-EACCES/],
  ['ts-ausearch -ul roo', /root/],
  ['ts-ausearch -k shadow', /^(?![\s\S]*touch)[\s\S]*shadow-denied[\s\S]*shadow-file/],
  ['ts-aureport --den', /--denials/],
  ['ts-aureport --format mark', /markdown/],
  ['ts-auditctl doc', /doctor/],
  ['ts-auditctl --chec', /--check/],
  ['ts-autrace --summ', /--summary/],
];

test('the tables name the shells that there are scripts for', () => {
  assert.deepEqual(
    shells.map(({ name }) => name),
    SHELL_NAMES,
  );
});

for (const shell of shells) {
  const skip = spawnSync(shell.name, ['--version']).error ? `no ${shell.name} here` : false;

  test(`${shell.name}: every script is read without a word`, { skip }, () => {
    for (const [program, options] of Object.entries(programs)) {
      const file = path.join(home, `check.${shell.name}`);
      writeFileSync(file, shell.script(program, options));
      assert.equal(run(shell.name, ['-n', file]), '', program);
    }
  });

  test(`${shell.name} completes options, values, lists and subcommands`, { skip }, () => {
    const scripts = Object.entries(programs).map(([program, options]) => {
      const file = path.join(home, `${program}.${shell.name}`);
      writeFileSync(file, shell.script(program, options));
      return file;
    });
    // What begins with a dash is never a value for fish.
    const wanted = lines.filter(([line]) => shell.name !== 'fish' || !line.includes(' -e -'));
    const offered =
      offers[shell.name]?.(
        scripts,
        wanted.map(([line]) => line),
      ) ?? [];
    for (const [i, [line, expected]] of wanted.entries()) assert.match(offered[i] ?? '', expected, line);
    assert.equal(existsSync(path.join(folder, 'RUN')), false);
  });

  test(`${shell.name}: --install writes where the shell looks, and says so`, () => {
    const { io, printed } = ioInto({ HOME: home });
    assert.equal(complete('ts-ausearch', searchOptions, { shell: shell.name, rest: ['--install'] }, io), 0);
    const [file = ''] = printed().split('\n');
    assert.ok(file.startsWith(home) && existsSync(file), file);
    assert.equal(readFileSync(file, 'utf8'), shell.script('ts-ausearch', searchOptions));
  });
}

test('a shell that nobody knows, and a home that cannot be written', () => {
  const { io } = ioInto({ HOME: path.join(folder, 'a log.txt') });
  const refused = (code: string) => (error: unknown) => error instanceof AuditError && error.code === code;
  assert.throws(() => complete('ts-ausearch', searchOptions, { shell: 'csh', rest: [] }, io), refused('usage'));
  assert.throws(
    () => complete('ts-ausearch', searchOptions, { shell: 'fish', rest: ['--install'] }, io),
    refused('output'),
  );
});
