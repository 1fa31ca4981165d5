/** Event classes and activities of the Open Cybersecurity Schema Framework by what was done: `tables/ocsf-mapping.tsv`. */
import * as tables from '../tables/generated/tables.js';
import { rows } from '../tables/lookup.js';

export interface OcsfClass {
  readonly name: string;
  readonly uid: number;
  readonly caption: string;
  readonly categoryUid: number;
  readonly category: string;
}

export interface OcsfActivity {
  readonly class: OcsfClass;
  readonly id: number;
  /** Undefined for 99: then the source's own word is the name. */
  readonly caption: string | undefined;
  /** Whether the process of the records is the event's own, or acts on another thing. */
  readonly process: tables.OcsfProcess;
}

const OTHER = 99;

interface Known {
  readonly base: OcsfActivity;
  /** By `action opened-file` or `kind user-login`. */
  readonly mapped: ReadonlyMap<string, OcsfActivity>;
}

let known: Known | undefined;

/** By the action, if it is known, else by the kind of the event, else of the base class. */
export function ocsfActivity(action: string, kind: string): OcsfActivity {
  known ??= readTables();
  return known.mapped.get(`action ${action}`) ?? known.mapped.get(`kind ${kind}`) ?? known.base;
}

/** What is of no other class, or lacks what its class requires. */
export function baseActivity(): OcsfActivity {
  known ??= readTables();
  return known.base;
}

/** The same class with another activity. */
export function withActivity(activity: OcsfActivity, caption: string): OcsfActivity {
  return { ...activity, id: activityId(activity.class.name, caption), caption };
}

function readTables(): Known {
  const classes = new Map<string, OcsfClass>();
  for (const { class: name, uid, caption, category_uid: categoryUid, category } of rows(tables.ocsfClasses)) {
    classes.set(name, { name, uid, caption, categoryUid, category });
  }
  const mapped = new Map<string, OcsfActivity>();
  for (const { key, value, class: name, activity, process } of rows(tables.ocsfMapping)) {
    const id = activityId(name, activity);
    const caption = id === OTHER ? undefined : activity;
    mapped.set(`${key} ${value}`, { class: named(classes, name), id, caption, process });
  }
  const base = { class: named(classes, 'base_event'), id: OTHER, caption: undefined, process: 'actor' } as const;
  return { base, mapped };
}

function named(classes: ReadonlyMap<string, OcsfClass>, name: string): OcsfClass {
  const found = classes.get(name);
  if (found === undefined) throw new Error(`class ${name}`);
  return found;
}

function activityId(name: string, caption: string): number {
  for (const row of rows(tables.ocsfActivities)) if (row.class === name && row.caption === caption) return row.activity;
  return OTHER;
}
