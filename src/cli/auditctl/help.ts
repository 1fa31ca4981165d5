/** The usage text of ts-auditctl. */
const options: readonly (readonly [option: string, text: string])[] = [
  ['-a ACTION,LIST', 'append a rule; -A puts it in front. always|never, exit|exclude|user|task|filesystem|io_uring'],
  ['-d ACTION,LIST', 'delete the rule that is described exactly like this'],
  ['-D [-k KEY]', 'delete all rules, or those whose key contains KEY'],
  ['-S CALL[,CALL…]', 'system calls of the rule: names, numbers, all'],
  ['-F NAME=VALUE', 'a condition; operators = != > >= < <= & &='],
  ['-C NAME=NAME', 'compare two fields; operators = !='],
  ['-k KEY', 'a word to find the events by'],
  ['-w PATH, -W PATH', 'add or remove a watch on a file or directory'],
  ['-p rwxa', 'what a watch looks for: read, write, execute, attribute'],
  ['-l [-i] [-k KEY]', 'list the rules; -i interprets numbers'],
  ['-s [-i]', 'show the status'],
  ['-e 0|1|2', 'auditing off, on, on and locked until reboot'],
  ['-f 0|1|2', 'when events cannot be kept: silent, printk, panic'],
  ['-b N, -r N', 'backlog limit in records, rate limit per second (0: none)'],
  ['--backlog_wait_time N', 'how long the kernel waits when the backlog is full'],
  ['--reset-lost', 'set the counter of lost records to 0'],
  ['--reset_backlog_wait_time_actual', 'set the counter of waiting to 0'],
  ['--loginuid-immutable', 'login uids cannot be changed once set'],
  ['-R FILE', 'run the lines of a file; -i ignores errors, -c goes on and fails at the end'],
  ['-m TEXT', 'write a record'],
  ['-q MOUNT,SUBTREE', 'watches below MOUNT hold below SUBTREE, too'],
  ['-t', 'drop watches of directories that are unmounted'],
  ['--signal NAME', 'tell auditd to stop, reload, rotate, resume or report its state'],
  ['-v, -h', 'version, this help'],
];

const additions: readonly (readonly [option: string, text: string])[] = [
  ['--check FILE|DIR… [--arch NAMES]', 'find every error in rule files; needs neither root nor the kernel'],
  ['-R FILE --atomic', 'all rules or none: on any error the former rules come back'],
  ['--load-dir [DIR]', 'merge the *.rules files of DIR (/etc/audit/rules.d) and load them'],
  ['--print-merged [DIR]', 'show what --load-dir would load'],
  ['-l --as-written FILE…', 'list each rule with the file and line it came from'],
  ['-l --json, -s --json', 'the same as JSON'],
  ['doctor [--json]', "this machine's audit health, with advice"],
];

/** Ends with a newline. */
export function usage(): string {
  const lines = (of: readonly (readonly [string, string])[]): string =>
    of.map(([option, text]) => `  ${option.padEnd(34)} ${text}\n`).join('');
  const text = `usage: auditctl [options]\n${lines(options)}\nNot in the original:\n${lines(additions)}`;
  return Buffer.from(text, 'utf8').toString('latin1');
}
