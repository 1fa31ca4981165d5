/** What an option of ts-aureport is. */

import type { Report } from '../../reports/report.js';
import type { Option, Switch, Word } from '../option.js';
import type { ReportCommand, ReportDraft } from './config.js';

/** `ours`: not in the original, so its argument may follow a `=`. */
export type ReportOption = Option & Reading & { readonly ours?: boolean };

/** What follows the option, and what becomes of it. */
type Reading =
  | { readonly reads: 'command'; readonly command: ReportCommand }
  | { readonly reads: 'completion' | 'start' | 'end' }
  | { readonly reads: 'report'; readonly report: Report }
  | Switch<ReportDraft>
  | Word<ReportDraft>
  /** Two words. */
  | { readonly reads: 'pair'; readonly take: (draft: ReportDraft, pair: readonly [string, string]) => void }
  /** One of a few words, or none; another word belongs to the next option. */
  | {
      readonly reads: 'choice';
      readonly choices: readonly string[];
      readonly take: (draft: ReportDraft, choice: string) => void;
    };
