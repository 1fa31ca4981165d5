/** Small answers: yes and no, allowed and denied, trusted or not. */
import { decimal } from '../../bytes/int64.js';
import type { Renderer } from '../context.js';
import { signed, unsigned } from './number.js';

function startsWithDigit(value: string): boolean {
  const code = value.charCodeAt(0);
  return code >= 48 && code <= 57;
}

export const promiscuous: Renderer = signed(10, ({ low }) => (low === 0 ? 'no' : 'yes'));

const successNumber = unsigned(10, ({ low }) => ['no', 'yes'][low] ?? 'unset');
export const success: Renderer = (value, context) => (startsWithDigit(value) ? successNumber(value, context) : value);

const responses: ReadonlyMap<number, string> = new Map([
  [1, 'allow'],
  [2, 'deny'],
]);
const responseNumber = unsigned(10, ({ low }) => responses.get(low) ?? 'unknown');
export const fanotifyResponse: Renderer = (value, context) =>
  startsWithDigit(value) ? responseNumber(value, context) : value;

/** Exact texts. */
const trusts: ReadonlyMap<string, string> = new Map([
  ['0', 'no'],
  ['1', 'yes'],
]);
export const trust: Renderer = (value) => trusts.get(value) ?? 'unknown';

const fanTypes: ReadonlyMap<string, string> = new Map([
  ['0', 'none'],
  ['1', 'rule_info'],
]);
/** Remembered: the field behind it depends on it. */
export const fanType: Renderer = (value, context) => {
  const type = fanTypes.get(value) ?? 'unknown';
  context.hasRuleInfo = type === 'rule_info';
  return type;
};

const ruleNumber = unsigned(16, decimal);
export const fanInfo: Renderer = (value, context) => (context.hasRuleInfo ? ruleNumber(value, context) : value);

export const multicastGroup: Renderer = unsigned(16, ({ high, low }) =>
  high === 0 && low === 1 ? 'audit-netlink-multicast' : 'audit-none',
);

const protocols: ReadonlyMap<number, string> = new Map([
  [0x800, 'IP'],
  [0x806, 'ARP'],
]);
export const macProtocol: Renderer = unsigned(16, ({ low }) => protocols.get(low) ?? 'UNKNOWN');

const exitCodes: ReadonlyMap<string, string> = new Map([
  ['0', 'EXIT_SUCCESS'],
  ['1', 'EXIT_FAILURE'],
]);
export const exitCode: Renderer = (value) => exitCodes.get(value) ?? 'UNKNOWN';
