/** Queries as tests write them: texts as strings, `--where` as on the command line. */
import { systemAccounts } from '../../src/accounts/accounts.js';
import type { Asked } from '../../src/query/asked.js';
import { criteria } from '../../src/query/criteria/list.js';
import type { Query } from '../../src/query/query.js';
import { criterionOf } from '../../src/query/tree.js';

const TEXTS = ['file', 'hostname', 'terminal', 'exe', 'comm', 'key', 'uuid', 'vm', 'subject', 'object'] as const;
type TextName = (typeof TEXTS)[number];

export type TestQuery = Omit<Asked, TextName> &
  Omit<Query, 'criterion'> & { [N in TextName]?: string | undefined } & {
    where?: readonly string[];
  };

export function queryOf(query: TestQuery): Query {
  const { file, hostname, terminal, exe, comm, key, uuid, vm, subject, object, ...given } = query;
  const { start, end, malformed = 'keep', where = [], ...asked } = given;
  const texts = { file, hostname, terminal, exe, comm, key, uuid, vm, subject, object };
  const all: Asked = { ...asked };
  for (const name of TEXTS) {
    const text = texts[name];
    if (text !== undefined) all[name] = { text, whole: false };
  }
  const [option] = criteria.field.options;
  for (const argument of where) {
    option?.take(all, argument, { accounts: systemAccounts(), machine: 'x86_64', forPeople: false });
  }
  return { start, end, criterion: criterionOf(all), malformed };
}
