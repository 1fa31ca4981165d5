/** What a report needs from the machine: its clock, calendar and accounts. */
import { type Accounts, accountsFor } from '../accounts/accounts.js';
import { type TimeLocale, timeLocale } from '../locale/locale.js';
import type { ReportJob } from './job.js';

export interface Surroundings {
  readonly locale: TimeLocale;
  readonly accounts: Accounts;
}

export function surroundings(job: ReportJob): Surroundings {
  return { locale: timeLocale(job.env, { utc: job.utc }), accounts: accountsFor(job.env) };
}
