/** Recorded runs of auditctl: what it printed, what it asked the kernel for, and what that answered. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { AUDIT_GET, AUDIT_GET_FEATURE, AUDIT_LIST_RULES } from '../../src/tables/generated/netlink-message.js';
import { fixtures, type GoldenRun, recordings } from './golden.js';

/** A request and its answer. Payloads are hexadecimal. */
export interface Exchange {
  readonly type: number;
  readonly payload: string;
  /** Of the acknowledgement. */
  readonly code: number;
  readonly data: readonly string[];
}

export interface ControlRun extends GoldenRun {
  readonly exchanges: readonly Exchange[];
}

/** One line of `cases/auditctl.txt`: the runs follow each other on one kernel. */
export interface ControlCase {
  readonly line: string;
  readonly runs: readonly ControlRun[];
}

export function readControlCases(): readonly ControlCase[] {
  const lines = gunzipSync(readFileSync(recordings('auditctl')))
    .toString('utf8')
    .split('\n');
  return lines.filter((line) => line !== '').map((line): ControlCase => JSON.parse(line));
}

export const controlSteps = (line: string): readonly string[] => line.split(' ; ');

/** The words of a command, `{name}` replaced by the path of the rules file. */
export function controlWords(command: string): readonly string[] {
  return command.split(' ').map((word) => word.replace(/^\{([\w-]+)\}$/, (_, name) => rulesPath(name)));
}

/** Hides where the repository lies. */
export function withoutRulesPlace(text: string): string {
  return text.replaceAll(path.join(fixtures, 'rules'), '{rules}');
}

/** Requests that only look are not compared: how often to look is each program's own affair. */
export function changesOf(
  sent: readonly (readonly [type: number, payload: string])[],
): readonly (readonly [number, string])[] {
  return sent.filter(([type]) => ![AUDIT_GET, AUDIT_GET_FEATURE, AUDIT_LIST_RULES].includes(type));
}

function rulesPath(name: string): string {
  return path.join(fixtures, 'rules', `${name}.rules`);
}
