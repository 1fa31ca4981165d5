/** Files beside a log: checkpoint, its `.offset`, auditd.conf. */

import { readAuditdConf } from '../../../src/auditd/conf.js';
import { main } from '../../../src/cli/ausearch/main.js';
import { runMain } from '../../support/run-main.js';
import { logPieces } from '../seeds.js';
import { holds, type Target } from '../target.js';
import { tempFile } from '../temp.js';

export const state: Target = {
  name: 'state',
  seeds: () => [
    'dev=0xFE01\ninode=1234\noutput=- 1700000000.123:42 0x524\n',
    'dev=0xFE01\ninode=1234\noutput=node 1700000000.123:42 0x524\n',
    '{"offset":100,"released":[[10,20]]}\n',
    'log_file = /var/log/audit/audit.log\nnum_logs = 5\nmax_log_file = 8\nend_of_event_timeout = 2\n',
  ],
  run: async (content, random) => {
    readAuditdConf(tempFile('auditd.conf', content));
    const log = tempFile('state.log', random.pick(logPieces()));
    const point = tempFile('point', content);
    tempFile('point.offset', random.oneIn(2) ? content : '');
    const { status } = await runMain(main, ['-if', log, '--raw', '--checkpoint', point]);
    holds(status <= 12, `a status of the manual, not ${status}`);
  },
};
