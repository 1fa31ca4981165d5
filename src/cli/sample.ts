/** `npm start`: what the tools do, on the sample log of the package. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { programFile } from '../engine/location.js';

const root = path.dirname(path.dirname(programFile('start.js')));
const log = path.join('fixtures', 'sample.log');

function show(tool: string, ...args: string[]): void {
  process.stdout.write(`\n$ bin/${tool} ${args.join(' ')}\n`);
  const { status } = spawnSync(process.execPath, [path.join(root, 'bin', tool), ...args], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(status ?? 1);
}

show('ts-ausearch', '-if', log, '-i', '-sv', 'no');
show('ts-aureport', '-if', log);
process.stdout.write(`
Your own log: bin/ts-ausearch -if /path/to/audit.log -i    (a file, a directory of rotated logs, several -if, .gz too)
              bin/ts-aureport -if /path/to/audit.log -l --summary
On the machine that writes the log, as root, no -if is needed. 'npm install -g .' puts the tools into your PATH.
`);
