/** The recorded runs are worth something: small slips of the hand make them fail. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { copyCheckout } from './support/checkout.js';

interface Slip {
  readonly what: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
  readonly tests: string;
}

const aureport = 'test/cli/aureport/golden.test.ts';
const ausearch = 'test/cli/ausearch/golden.test.ts';
const auditctl = 'test/cli/auditctl/golden.test.ts';

const slips: readonly Slip[] = [
  {
    what: 'two columns of -l swapped',
    file: 'src/reports/catalog/login.ts',
    from: "hostColumn('(null)'),\n      terminalColumn('(null)'),",
    to: "terminalColumn('(null)'),\n      hostColumn('(null)'),",
    tests: aureport,
  },
  {
    what: 'failed logins relabelled',
    file: 'src/reports/overview.ts',
    from: "label: 'failed logins'",
    to: "label: 'unsuccessful logins'",
    tests: aureport,
  },
  {
    what: 'a title in the plural',
    file: 'src/tables/data/aureport-titles.tsv',
    from: '\tLogin Report\t',
    to: '\tLogins Report\t',
    tests: aureport,
  },
  {
    what: 'the outcome "unset" printed as "none"',
    file: 'src/reports/columns.ts',
    from: "'no' : 'unset'",
    to: "'no' : 'none'",
    tests: aureport,
  },
  {
    what: 'a login user "unset" reported as "none"',
    file: 'src/reports/reading.ts',
    from: "id === UNSET) return 'unset'",
    to: "id === UNSET) return 'none'",
    tests: aureport,
  },
  {
    what: 'a user "unset" interpreted as "none"',
    file: 'src/interpret/kinds/account.ts',
    from: "low === UNSET) return 'unset'",
    to: "low === UNSET) return 'none'",
    tests: ausearch,
  },
  {
    what: 'an argument of a listed rule in small letters',
    file: 'src/rules/print.ts',
    from: 'value.toString(16).toUpperCase()',
    to: 'value.toString(16)',
    tests: auditctl,
  },
];

const copy = copyCheckout();
after(() => copy.remove());

for (const tests of [aureport, ausearch, auditctl]) {
  test(`without a slip ${tests} holds in a copy`, () => {
    const { status, stdout } = copy.run(['--test', tests]);
    assert.equal(status, 0, stdout);
  });
}

for (const { what, file, from, to, tests } of slips) {
  test(`${what} is found`, () => {
    const takeBack = copy.edit(file, from, to);
    if (file.endsWith('.tsv')) copy.makeTables();
    const { status, stdout } = copy.run(['--test', tests]);
    takeBack();
    if (file.endsWith('.tsv')) copy.makeTables();
    assert.equal(status, 1, stdout);
    assert.match(stdout, /^# fail [1-9]|^ℹ fail [1-9]/m);
  });
}
