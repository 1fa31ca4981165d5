/** What stands above the rows of the classic report: texts and lengths of rules are in `aureport-titles.tsv`. */

import type { GroupKey } from '../query/field/field-name.js';
import * as tables from '../tables/generated/tables.js';
import { rows } from '../tables/lookup.js';
import type { ReportJob } from './job.js';
import type { Report } from './report.js';

const OVERVIEW_RULE = 22;

/** The title block of a report, empty first line included. */
export function titleBlock(report: Report, job: ReportJob): string {
  const prefix = job.filter.outcome === undefined ? '' : job.filter.outcome === 'failed' ? 'Failed ' : 'Success ';
  if (report.shape.kind === 'overview') return `\n${prefix}Summary Report\n${'='.repeat(OVERVIEW_RULE)}\n`;
  const row = rows(tables.aureportTitles).find(({ option }) => option === report.option);
  if (row === undefined) return ownTitle(report, job, prefix);
  if (job.summary) {
    const rule = '='.repeat(row.summary_rule_len ?? 0);
    return `\n${prefix}${row.summary_title}\n${rule}\n${row.summary_header}\n${rule}\n`;
  }
  const title = `\n${row.detail_title}\n${'='.repeat(row.detail_rule1_len)}\n`;
  return row.detail_header === undefined
    ? title
    : `${title}${row.detail_header}\n${'='.repeat(row.detail_rule2_len ?? 0)}\n`;
}

/** For the reports that the original does not have: in the same form. */
function ownTitle({ title = '', shape }: Report, job: ReportJob, prefix: string): string {
  const listed = 'columns' in shape ? shape.columns.map((column) => column.title) : job.columns?.map(labelOf);
  const columns = listed?.join(' ') ?? '';
  const item = 'summary' in shape ? (shape.summary?.key ?? '') : '';
  const grouped = job.grouping && [...job.grouping.by, job.grouping.distinct ?? []].flat().map(labelOf).join('  ');
  const counted = job.summary ? item : grouped;
  const heading = counted === undefined ? `# date time ${columns}` : `total  ${counted}`;
  return titleLines(`${job.summary ? prefix : ''}${title}${job.summary ? ' Summary' : ''} Report`, heading);
}

export function titleLines(title: string, heading: string): string {
  const rule = '='.repeat(heading.length);
  return `\n${title}\n${rule}\n${heading}\n${rule}\n`;
}

function labelOf({ label }: GroupKey): string {
  return label;
}

/** -t and --tty have no summary: the original prints what is left of a title and gives up. */
export function hasNoSummary(report: Report): boolean {
  return rows(tables.aureportTitles).some((row) => row.option === report.option && row.summary_title === undefined);
}
