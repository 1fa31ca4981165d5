/** Recorded experiments of the audit filter: rule lines, an event and what the kernel did. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { FilterEvent, Subject } from '../../../src/rules/model/event.js';
import type { Paths } from '../../../src/rules/model/names.js';

export interface Experiment {
  readonly id: string;
  readonly rules: readonly string[];
  readonly event: string;
  readonly paths: Paths;
  readonly expect: {
    readonly recorded: boolean;
    readonly key: string | null;
    readonly types: readonly (string | number)[];
  };
  readonly decided_by: string | null;
  readonly why_not?: readonly (readonly string[])[];
}

/** Numbers beyond 2^53 as text, so that no bit is lost. */
export function readLines<Line>(folder: string, name: string): readonly Line[] {
  const text = readFileSync(path.join(folder, name), 'utf8');
  const exact = text.replace(/(?<=[[ ,:])(\d{16,})(?=[\],}])/g, '"$1"');
  return exact
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

export function readEvents(folder: string): ReadonlyMap<string, FilterEvent> {
  return new Map(
    readLines<FilterEvent & { readonly id: string }>(folder, 'events.jsonl').map((event) => [event.id, event]),
  );
}

export interface TaskExperiment {
  readonly id: string;
  readonly rules: readonly string[];
  /** The parent. */
  readonly proc: Subject;
  /** Number of a call of the child that was recorded → its key. */
  readonly recorded: Readonly<Record<number, string | null>>;
}
