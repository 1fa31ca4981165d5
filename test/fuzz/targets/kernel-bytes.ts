/** What comes from the kernel: rules, status, datagrams. */
import { AuditError } from '../../../src/errors.js';
import { decodeMessage, errorCode } from '../../../src/netlink/message.js';
import { decodeFeatures, decodeStatus } from '../../../src/netlink/status.js';
import { decodeRule } from '../../../src/rules/decode.js';
import { encodeRule } from '../../../src/rules/encode.js';
import { parseRule } from '../../../src/rules/parse.js';
import { printRule } from '../../../src/rules/print.js';
import { machineByName } from '../../../src/tables/syscalls.js';
import { testContext } from '../../rules/context.js';
import type { Target } from '../target.js';

const machine = machineByName('x86_64');
const RULES = [
  '-a always,exit -F arch=b64 -S openat,execve -F exit=-EACCES -F auid>=1000 -F auid!=-1 -F key=a',
  '-w /etc/shadow -p wa -k identity',
  '-a never,exclude -F msgtype=CWD',
  '-a always,exit -F dir=/etc -F perm=wa -F obj_type=shadow_t -C uid!=euid',
];

export const kernelBytes: Target = {
  name: 'kernel-bytes',
  seeds: () => RULES.map((text) => encodeRule(parseRule(text.split(' '), testContext()).rule).toString('latin1')),
  run: (input) => {
    const bytes = Buffer.from(input, 'latin1');
    refusesOrReads(() => printRule(decodeRule(bytes), { machine }));
    refusesOrReads(() => {
      const message = decodeMessage(bytes);
      if (message) errorCode(message);
    });
    refusesOrReads(() => decodeStatus(bytes));
    refusesOrReads(() => decodeFeatures(bytes));
  },
};

function refusesOrReads(read: () => void): void {
  try {
    read();
  } catch (error) {
    if (!(error instanceof AuditError)) throw error;
  }
}
