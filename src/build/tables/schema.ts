/** The tables of `src/tables/data/`: which columns each has, in order, and what may stand in them. */
import type { Column } from './columns.js';
import {
  checked,
  either,
  hexadecimal,
  hexadecimalOf,
  hexDigits,
  integer,
  listOf,
  note,
  oneOf,
  optional,
  order,
  shaped,
  startingWith,
  text,
  word,
  wordOf,
} from './columns.js';
import * as words from './words.js';

export interface TableSchema {
  readonly columns: Readonly<Record<string, Column>>;
  /** Columns in which no word stands twice. */
  readonly unique?: readonly string[];
  /** The name of the row's type, where several tables have the same. */
  readonly row?: string;
}

/** Numbers ↔ names: `valueTable()` in `src/tables/lookup.ts`. */
const values: TableSchema = {
  // An alias is another spelling that is understood; it is never printed.
  columns: { value: integer, hex: hexadecimalOf('value'), name: word, note: startingWith('alias') },
  row: 'ValueRow',
};

/** Bits ↔ names, in the order in which they are printed: `flags()` in `src/tables/flags.ts`. */
const flags: TableSchema = {
  columns: { order, value: integer, hex: hexadecimalOf('value'), name: word, note: startingWith('never printed') },
  unique: ['value', 'name'],
  row: 'FlagRow',
};

const yesNo = either('yes', 'no');
const bit = either('1', '0');
/** For people; some numbers have no name in `record-types.tsv`. */
const recordTypeName: Column = {
  ...note,
  problem: (cell, { cells, column }) => {
    const isKnown = column('record-types', 'number').has(cells.get('type_number') ?? '');
    return !isKnown || column('record-types', 'name').has(cell) ? undefined : 'is no record type';
  },
};
const objectKind = optional(oneOf('ObjectKind', words.OBJECT_KINDS));
const operators = listOf(wordOf('audit-operators', 'symbol'), ' ');
const filterLists = listOf(wordOf('filter-lists', 'name'));
const perMachine = Object.fromEntries(words.PERMISSION_MACHINES.map((machine) => [machine, note]));
/** `82-88 133` */
const spans = listOf(shaped(/^\d+(-\d+)?$/, 'number or span of numbers'), ' ');
/** `rc12` is 12; nothing to return is -1. A step that knows more errors than one counts them itself. */
const returnCode: Column = {
  ...shaped(/^(-|none|rc\d+(,rc\d+)*)$/, 'error number (rc1)'),
  type: 'number',
  code: '#',
  carried: (cell) => (cell.startsWith('rc') ? String(Number.parseInt(cell.slice(2), 10)) : '-1'),
};

export const schema: Readonly<Record<string, TableSchema>> = {
  // The log.
  'record-types': {
    columns: {
      number: integer,
      name: word,
      availability: oneOf('Availability', ['always', 'apparmor-build', 'newer']),
      single_record: checked(yesNo),
      search_class: oneOf('RecordClass', words.RECORD_CLASSES),
    },
    unique: ['number', 'name'],
  },
  // Numbers of linux/netlink.h and linux/audit.h: constants only, so no program carries the rows.
  'netlink-messages': { columns: { number: integer, name: word }, unique: ['number', 'name'] },
  machines: {
    columns: {
      machine: word,
      elf_hex: optional(hexadecimalOf('elf_decimal')),
      elf_decimal: optional(integer),
      syscall_table: oneOf('SyscallTable', words.SYSCALL_TABLES),
      bits: optional(shaped(/^(32|64)$/, 'number of bits')),
      endian: note,
      accepted_names: listOf(word),
      availability: note,
      twin: optional(wordOf('machines', 'machine')),
      twin_warns: yesNo,
    },
    unique: ['machine', 'elf_decimal'],
  },
  ...Object.fromEntries(words.SYSCALL_TABLES.map((machine) => [`syscalls-${machine}`, values])),
  errno: values,
  'errno-messages': { columns: { number: integer, name: note, message: word }, unique: ['number'] },
  signals: values,

  // Search and reports.
  'search-extraction': {
    columns: {
      class: oneOf('RecordClass', words.RECORD_CLASSES),
      step: integer,
      when: listOf(oneOf('StepCondition', words.STEP_CONDITIONS), ' or '),
      only: shaped(/^(-|not \d{4}|\d{4}(,\d{4})*)$/, 'list of record types'),
      token: word,
      from: oneOf('SearchStart', words.SEARCH_STARTS),
      if_missing: shaped(/^(-|skip|stop|rc\d+|set:.+)$/, 'answer to a missing token'),
      value: oneOf('StepValue', words.STEP_VALUES),
      ends_at: oneOf('ValueEnd', words.VALUE_ENDS),
      if_unterminated: returnCode,
      if_bad_value: returnCode,
      stores: oneOf('AttributeName', words.ATTRIBUTE_NAMES),
      if_set: oneOf('StoreRule', ['keep', 'replace', '-']),
      cursor_after: oneOf('CursorMove', words.CURSOR_MOVES),
    },
  },
  'aureport-titles': {
    columns: {
      option: word,
      detail_title: word,
      detail_rule1_len: integer,
      detail_header: optional(word, '-'),
      detail_rule2_len: optional(integer, '-'),
      summary_title: optional(word, '-'),
      summary_rule_len: optional(integer, '-'),
      summary_header: optional(word, '-'),
    },
    unique: ['option', 'detail_title'],
  },
  'aureport-active-groups': {
    columns: {
      report: word,
      ...{ auid: bit, uid: bit, exe: bit, comm: bit, host: bit, term: bit, file: bit, key: bit, ses: bit },
      ...{ subj: bit, obj: bit },
    },
    unique: ['report'],
  },

  // Interpretation.
  'log-fields': { columns: { field: word }, unique: ['field'] },
  'field-kinds': { columns: { field: word, kind: oneOf('Kind', words.KINDS) }, unique: ['field'] },
  'syscall-args': {
    columns: {
      arg: oneOf('ArgumentName', ['a0', 'a1', 'a2', 'a3']),
      syscall_pattern: word,
      match: shaped(
        /^(exact|prefix|contains|any first letter \+ suffix|starts with \w and contains|contains, first letter not one of [\w ]+)$/,
        'way of matching a name',
      ),
      kind: oneOf('ArgumentKind', words.ARGUMENT_KINDS),
      condition: shaped(/^(|a[01] (=|has bit) .+)$/, 'condition on a0 or a1'),
      matching_syscalls: listOf(word),
    },
  },
  'tty-named-keys': { columns: { order, sequence_hex: hexDigits, name: word } },
  'ip-protocols': { columns: { number: integer, name: word } },
  ...Object.fromEntries(words.VALUE_TABLES.map((name) => [name, values])),
  ...Object.fromEntries(words.FLAG_TABLES.map((name) => [name, flags])),

  // Normalization.
  'event-kinds': { columns: { first_type: integer, last_type: integer, event_kind: word } },
  'normalize-single-record': {
    columns: {
      type_number: integer,
      type_name: recordTypeName,
      family: oneOf('Family', words.FAMILIES),
      action: text,
      subject_kind: oneOf('SubjectKind', words.SUBJECT_KINDS),
      object: text,
      object_secondary: text,
      object2: text,
      object_kind: objectKind,
      how: text,
    },
    unique: ['type_number'],
  },
  'normalize-lookups': {
    columns: {
      family: oneOf('Family', words.FAMILIES),
      value: oneOf('LookupValue', words.LOOKUP_VALUES),
      field: shaped(
        /^(|@(config|object|object-secondary|object2|how)|[\w-]+(\|[\w-]+)*)$/,
        'field, @column or @config',
      ),
      from: oneOf('LookupStart', words.LOOKUP_STARTS),
      on_miss: shaped(/^(|start)$/, 'start'),
      only: shaped(/^(|labels)$/, 'labels'),
    },
  },
  'normalize-action-rules': {
    columns: {
      records: oneOf('RecordCount', ['one', 'more']),
      type_number: integer,
      type_name: recordTypeName,
      field: word,
      from: oneOf('RuleStart', ['start', 'prev']),
      reading: oneOf('RuleReading', ['text', 'raw', 'number']),
      test: oneOf('RuleTest', ['any', 'prefix', 'equal', 'missing']),
      value: text,
      action: word,
    },
  },
  'normalize-special-records': {
    columns: {
      type_number: integer,
      type_name: recordTypeName,
      syscall_decides: either('yes', ''),
      action: optional(word),
      object: optional(oneOf('ObjectRule', words.OBJECT_RULES)),
      field: text,
      from: shaped(/^(|start|record)$/, 'start of a search'),
      object_kind: objectKind,
    },
    unique: ['type_number'],
  },
  'normalize-syscall-actions': {
    columns: {
      syscall: word,
      action: word,
      object: oneOf('ObjectRule', words.OBJECT_RULES),
      start: shaped(/^(|\d|\d\/\d\/\d)$/, 'place (by success, failure, neither)'),
      object_kind: objectKind,
      object2: shaped(/^(|a\d|a\d of owner|first of a0( a\d)*|name@\d( on success)?)$/, 'second object'),
      how: shaped(/^(|@syscall)$/, '@syscall'),
    },
    unique: ['syscall'],
  },

  // Documents for Elasticsearch.
  'ecs-categories': {
    columns: {
      key: oneOf('EcsKey', ['action', 'kind']),
      value: word,
      category: listOf(word),
      type: listOf(word),
      direction: optional(oneOf('Direction', ['egress', 'ingress'])),
    },
  },
  'ecs-fields': { columns: { field: word, target: word, reading: oneOf('EcsReading', words.ECS_READINGS) } },

  // Events of the Open Cybersecurity Schema Framework.
  'ocsf-classes': {
    columns: { class: word, uid: integer, caption: word, category_uid: integer, category: word },
    unique: ['class', 'uid'],
  },
  'ocsf-activities': { columns: { class: wordOf('ocsf-classes', 'class'), activity: integer, caption: word } },
  'ocsf-fields': { columns: { field: word, target: word, reading: oneOf('EcsReading', words.ECS_READINGS) } },
  'ocsf-mapping': {
    columns: {
      key: oneOf('EcsKey', ['action', 'kind']),
      value: word,
      class: wordOf('ocsf-classes', 'class'),
      activity: word,
      // Whether the process of the records is the event's own, or acts on another thing.
      process: oneOf('OcsfProcess', ['own', 'actor']),
    },
  },

  // Rules.
  'audit-fields': {
    columns: {
      number: integer,
      name: word,
      listed_as: word,
      value_kind: oneOf('RuleValueKind', words.RULE_VALUE_KINDS),
      stored_in_buf: yesNo,
      ops_auditctl: operators,
      ops_kernel_6_18: operators,
      lists_auditctl: filterLists,
      lists_kernel_6_18: filterLists,
    },
    unique: ['name'],
  },
  'audit-operators': {
    columns: { order_searched: order, symbol: word, fieldflags_hex: hexadecimal, meaning: note },
    unique: ['symbol', 'fieldflags_hex'],
  },
  'audit-field-compare': {
    columns: { number: integer, listed_left: word, listed_right: word, accepted_spellings: listOf(word) },
    unique: ['number'],
  },
  'audit-feature-bits': {
    columns: { bit_hex: hexadecimal, name: oneOf('Ability', words.ABILITIES), needed_for: note },
    unique: ['bit_hex', 'name'],
  },
  'audit-perm-syscalls': {
    columns: {
      perm: oneOf('Permission', ['r', 'w', 'x', 'a']),
      bit: note,
      order: note,
      syscall: word,
      ...perMachine,
    },
  },

  'audit-call-classes': {
    columns: { class: integer, perm: optional(oneOf('Permission', ['r', 'w', 'x', 'a'])), b64: spans, b32: spans },
    unique: ['class'],
  },
  'calls-with-names': {
    columns: { shape: oneOf('CallShape', words.CALL_SHAPES), calls: listOf(word, ' ') },
    unique: ['shape'],
  },

  // Traces.
  'autrace-syscalls': {
    columns: {
      syscall: word,
      machines: note,
      ...{ x86_64: note, i386: note, aarch64: note, arm: note, ppc: note, s390: note, s390x: note },
    },
    unique: ['syscall'],
  },
  'trace-classes': { columns: { class: oneOf('CallClass', words.CALL_CLASSES), call: word }, unique: ['call'] },
  'trace-file-calls': {
    columns: {
      call: word,
      effect: optional(oneOf('FileEffect', ['open', 'read', 'write', 'change', 'execute'])),
      flags: optional(shaped(/^a[0-3]$/, 'argument')),
      folders: listOf(shaped(/^a[0-3]$/, 'argument')),
    },
    unique: ['call'],
  },
};
