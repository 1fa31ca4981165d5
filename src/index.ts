/**
 * The public interface of ts-audit. All texts are byte strings (see `toBytes`, `fromBytes`): JavaScript strings whose
 * units are bytes, because logs and file names need not be UTF-8. What is not exported here is private to the package.
 */
export { type Accounts, systemAccounts } from './accounts/accounts.js';
export { type Attributes, createExtractor, type Extractor, type Group } from './attributes/extractor.js';
export { Out } from './bytes/out.js';
export { fromBytes, toBytes } from './bytes/text.js';
export { type ReadOptions, readEvents } from './engine/read-events.js';
export { AuditError, type AuditErrorCode } from './errors.js';
export { linesOfDocument } from './input/form/json.js';
export { Interpreter, type InterpreterOptions } from './interpret/interpreter.js';
export { cLocale, type TimeLocale, timeLocale } from './locale/locale.js';
export type { AuditEvent, EventId } from './log/event.js';
export { AuditRecord } from './log/record.js';
export { AuditClient } from './netlink/client.js';
export { Normalizer } from './normalize/normalizer.js';
export type { Statement } from './normalize/statement.js';
export { type CsvOptions, csvFormatter } from './output/csv.js';
export { DefaultFormatter } from './output/default.js';
export { ecsFormatter } from './output/ecs.js';
export type { Formatter } from './output/formatter.js';
export { InterpretFormatter } from './output/interpret.js';
export { jsonFormatter } from './output/json.js';
export { RawFormatter } from './output/raw.js';
export { textFormatter } from './output/text.js';
export { type ParseQueryOptions, parseQuery } from './query/expression/parse-query.js';
export { compileQuery, type Matcher } from './query/match.js';
export type { Query } from './query/query.js';
export { decodeRule } from './rules/decode.js';
export { encodeRule } from './rules/encode.js';
export { type Decision, decide } from './rules/model/decide.js';
export type { FilterEvent } from './rules/model/event.js';
export { type RuleSet, ruleSetOfLines } from './rules/model/rule-set.js';
export { parseRule } from './rules/parse.js';
export { printRule } from './rules/print.js';
export type { Rule } from './rules/rule.js';
export { recordTypeName, recordTypeNumber } from './tables/record-types.js';
