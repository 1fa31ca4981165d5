/** `--explain`: how a query was understood, what the scan looks for, and what is left to check. */
import type { NeedleGroup } from '../../log/scan/needle.js';
import type { Criterion } from '../criterion.js';
import { needlesOf } from '../needles.js';
import { onlySerial, type Query } from '../query.js';
import { printExpression } from './print.js';

/** A byte string that ends with a newline. Control bytes of the query are written as `\xHH`. */
export function explainQuery(query: Query): string {
  const { start, end, criterion } = query;
  const groups = needlesOf(query);
  const serial = onlySerial(query);
  const lines = [
    ...(start === undefined ? [] : [`not before @${start}`]),
    ...(end === undefined ? [] : [`not after @${end}`]),
    ...(criterion ? treeLines(criterion, '') : ['every event']),
    '',
    ...(serial === undefined ? [] : [`The scan leaves out every event but number ${serial}.`]),
    ...needleLines(groups),
  ];
  return `${lines.join('\n')}\n`;
}

function treeLines(tree: Criterion, lead: string): string[] {
  if (tree.kind === 'is' || (tree.kind === 'not' && tree.of.kind === 'is')) return [lead + printExpression(tree)];
  if (tree.kind === 'not') return [`${lead}not`, ...treeLines(tree.of, deeper(lead))];
  return [
    lead + (tree.kind === 'and' ? 'all of' : 'one of'),
    ...tree.of.flatMap((part) => treeLines(part, deeper(lead))),
  ];
}

/** Beyond some depth all stands below each other. */
function deeper(lead: string): string {
  return lead.length < 200 ? `${lead}  ` : lead;
}

function needleLines(groups: readonly NeedleGroup[]): string[] {
  if (groups.length === 0) {
    return ['The scan looks for nothing: every event is put together and compared.'];
  }
  return [
    'The scan looks for, and leaves out events that lack one of',
    ...groups.map((group) => `  ${group.map(needleText).join(' | ')}`),
    'The events that are left are put together and compared as above.',
  ];
}

type Needle = NeedleGroup[number];

function needleText(needle: Needle): string {
  switch (needle.kind) {
    case 'text':
      return quoted(needle.text);
    case 'hex':
      return `hex ${needle.text}`;
    case 'unsigned':
    case 'signed':
      return quoted(`${needle.prefix}${needle.value}`);
    case 'string':
      return `${quoted(needle.prefix)} with ${quoted(needle.value)}`;
    case 'unlike':
    case 'unlike word':
      return `${quoted(needle.prefix)} without ${quoted(needle.value)}`;
    case 'address':
      return `${quoted(needle.prefix)} that is too short`;
    case 'host':
      return `${quoted(needle.prefix)} of an internet address`;
  }
}

function quoted(text: string): string {
  const safe = text.replace(/[\x00-\x1f\x7f]/g, (byte) => `\\x${byte.charCodeAt(0).toString(16).padStart(2, '0')}`);
  return `"${safe}"`;
}
