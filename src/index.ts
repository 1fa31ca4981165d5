/**
 * The public interface of ts-audit. Texts of logs are byte strings (`ByteString`; `toBytes`, `fromBytes`): JavaScript strings whose
 * units are bytes, because logs need not be UTF-8. What you give to `readEvents` and its like, paths and queries, is
 * Unicode. What is not exported here is private to the package.
 */
export { type Accounts, systemAccounts } from './accounts/accounts.js';
export { type Attributes, createExtractor, type Extractor, type Group } from './attributes/extractor.js';
export { Out } from './bytes/out.js';
export { type ByteString, fromBytes, toBytes } from './bytes/text.js';
export { AuditError, type AuditErrorCode } from './errors.js';
export { linesOfDocument } from './input/form/json.js';
export { Interpreter, type InterpreterOptions } from './interpret/interpreter.js';
export { type FollowEventsOptions, followEvents, liveEvents } from './library/follow.js';
export type { LogInput } from './library/input.js';
export { type EventParser, openParser, type ParserOptions, parseLine } from './library/parser.js';
export { compileQuery, type FieldMatch, type FieldQuery, type QueryInput, queryOf } from './library/query.js';
export { type ReadOptions, readEvents } from './library/read-events.js';
export { type LogEvent, LogRecord, type RecordField } from './library/record.js';
export { groupEvents, type ReportOptions, type ReportRow, report } from './library/report.js';
export { type RuleTextOptions, ruleBytes, ruleText } from './library/rule-text.js';
export { processesOf, type StoryOptions, storyOf, type ToldStory } from './library/story.js';
export { cLocale, type TimeLocale, timeLocale } from './locale/locale.js';
export type { AuditEvent, EventId } from './log/event.js';
export { AuditRecord } from './log/record.js';
export { openTransport } from './netlink/addon.js';
export { AuditClient } from './netlink/client.js';
export { KernelError } from './netlink/kernel-error.js';
export type { Transport } from './netlink/transport.js';
export { Normalizer } from './normalize/normalizer.js';
export type { Statement } from './normalize/statement.js';
export { type CsvOptions, csvFormatter } from './output/csv.js';
export { DefaultFormatter } from './output/default.js';
export { ecsFormatter } from './output/ecs.js';
export type { Formatter } from './output/formatter.js';
export { InterpretFormatter } from './output/interpret.js';
export { jsonFormatter } from './output/json.js';
export { ocsfFormatter } from './output/ocsf.js';
export { otlpFormatter } from './output/otlp.js';
export { RawFormatter } from './output/raw.js';
export { textFormatter } from './output/text.js';
export type { Criterion } from './query/criterion.js';
export { type ParseQueryOptions, parseQuery } from './query/expression/parse-query.js';
export type { MatchEnvironment, Matcher } from './query/match.js';
export type { Query } from './query/query.js';
export { decodeRule } from './rules/decode.js';
export { encodeRule } from './rules/encode.js';
export { type DecideOptions, type Decision, decide } from './rules/model/decide.js';
export type { FilterEvent } from './rules/model/event.js';
export { type RuleSet, ruleSetOfLines } from './rules/model/rule-set.js';
export type { FileChange } from './rules/model/standing.js';
export { parseRule } from './rules/parse.js';
export { printRule } from './rules/print.js';
export type { Rule } from './rules/rule.js';
export type { StoryLine, StorySubject } from './story/session-story.js';
export type { Story } from './story/story.js';
export { recordTypeName, recordTypeNumber } from './tables/record-types.js';
export { type Machine, machineByName } from './tables/syscalls.js';
