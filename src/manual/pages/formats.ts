import { code, examples, type ManualPage, type Term, terms, text } from '../page.js';

/** What the page takes from where it is defined. */
export interface FormatFacts {
  /** Keys of the JSON Schema of an event. */
  readonly json: readonly Term[];
  /** Fields of records → ECS. */
  readonly ecs: readonly Term[];
  /** Classes of OCSF. */
  readonly ocsf: readonly Term[];
}

export function formatsPage({ json, ecs, ocsf }: FormatFacts): ManualPage {
  return {
    name: 'ts-audit-formats',
    section: 5,
    about: 'audit events as JSON, CSV, ECS, OCSF and Parquet',
    sections: [
      {
        title: 'DESCRIPTION',
        blocks: [
          text(
            'Forms of events for other programs, as `ts-ausearch`(8) writes them with `--format`. Text is UTF-8; bytes of a log that are none are kept beside it or replaced. ' +
              'The package has a JSON Schema for each JSON that the tools print, as `ts-audit/schema/NAME.schema.json`.',
          ),
        ],
      },
      {
        title: 'JSON',
        blocks: [
          text(
            '`--json` (`ndjson`) writes one document an event and line, without loss: with `-if FILE --raw` the log comes back from it. Keys at the top:',
          ),
          { kind: 'terms', terms: json },
          text(
            'A field of a record has `raw`, as it stands in the log, and, where they differ, `value` (a number, or decoded text) and `text` (as `-i` shows it).',
          ),
        ],
      },
      {
        title: 'CSV',
        blocks: [
          text(
            '`--format csv` is that of the original: one line a statement, a heading before the first. Values are never quoted there. Columns:',
          ),
          terms({
            'NODE, EVENT, DATE, TIME, SERIAL_NUM': 'Where and when, and the record type that says most.',
            'EVENT_KIND, SESSION': 'The sort of event, and the login session.',
            'SUBJ_PRIME, SUBJ_SEC, SUBJ_KIND':
              'Who: the user who logged in, the user whose rights were used, and what sort of user that is.',
            'ACTION, RESULT': 'What was done, and whether it succeeded.',
            'OBJ_PRIME, OBJ_SEC, OBJ_KIND': 'To what.',
            HOW: 'The program or command.',
          }),
          text(
            '`--extra-time`, `--extra-labels`, `--extra-obj2` and `--extra-keys` add columns. `ts-aureport --format csv` quotes as RFC 4180 has it.',
          ),
        ],
      },
      {
        title: 'ECS',
        blocks: [
          text(
            '`--format ecs` writes documents of the Elastic Common Schema, `ecs-bulk` with the lines that the bulk interface of Elasticsearch wants. `event.category`, `event.type`, `event.action` and ' +
              '`event.outcome` come from what the event means, `message` is the sentence of `--format text`, and what has no place of its own stands under `auditd.data`. Fields of records become:',
          ),
          { kind: 'terms', terms: ecs },
        ],
      },
      {
        title: 'OCSF',
        blocks: [
          text(
            '`--format ocsf` writes events of the Open Cybersecurity Schema Framework. The records stand in `raw_data`, what has no place of its own under `unmapped`. Classes:',
          ),
          { kind: 'terms', terms: ocsf },
        ],
      },
      {
        title: 'SERVERS THAT ARE NOT READ BACK',
        blocks: [
          text(
            '`ts-ausearch --ship` sends events to servers that cannot be asked for them, in requests of about a megabyte, packed with gzip. What they get was tested against stubs, not against the products:',
          ),
          terms({
            'elasticsearch+https://, opensearch+https://':
              '`POST /INDEX/_bulk` with the lines of `--format ecs-bulk`. The id is made of the event: one that is there already (status 409) counts as taken.',
            'otlp+https://':
              '`POST /v1/logs`, or the path of the address, with the documents of `--format otlp` as one.',
            'loki+https://':
              '`POST /loki/api/v1/push`. Labels are `job` (ts-audit), `host` and `stream`; a line is the document of `--format json`, its time that of the event.',
            'splunk-hec+https://':
              '`POST /services/collector/event`: `time`, `host`, `source` (the stream), `sourcetype` (ts-audit), `event` (the document of `--format json`).',
          }),
          text(
            'With a user in the address the secret is a password, else an API key, a bearer token or a HEC token. Where sending goes on stands in a file when a batch was taken; a run that ends before sends that batch again.',
          ),
        ],
      },
      {
        title: 'PARQUET AND SQL',
        blocks: [
          text(
            '`ts-ausearch --ship DIR` writes `DIR/date=DAY/stream=NAME/FIRST.parquet`, a row an event, with the number of its first row for a name; `--compact` puts files together into `FIRST-LAST.parquet`, which stands for all files of its folder whose rows it has, should some of them still be there. `ts-aureport -if DIR --sql` asks two views of them. Columns of `events`:',
          ),
          terms({
            'stream, log': 'The log by its name in the store, and its file when the event was read.',
            ord: 'Number of the event in its stream, in the order of release: 0, 1, 2 ... (lines that are in no event have numbers, too).',
            'at, end': 'Where its first line begins in the stream, and its last one ends, in bytes.',
            'time, sec, ms, serial, node': 'When (UTC), and who it is; `node` is null if the records name none.',
            'ksec, kms, kserial': 'The latest stamp up to this event: the order among streams.',
            types: 'The numbers of the types of its records, a list.',
            'pid, ppid, uid, euid, gid, egid, auid, session, syscall':
              'Numbers; 4294967295 is unset, 4294967294 an auid or session that no record has.',
            'arch, exit, success':
              'The ELF machine number (4294967295: io_uring), what the system call returned, 1 or 0; null if no record says it.',
            'comm, exe, cwd, hostname, terminal, acct, uuid, vm': 'Texts as decoded, or null.',
            'files, keys, subjects, objects': 'Lists of texts: names of files, keys of rules, labels.',
            'uidName, euidName, auidName, gidName, egidName': 'Names that the log itself has for the numbers.',
            odd: 'Not 0: some of these columns depend on what is looked for; the lines have all.',
            raw: 'The lines, as bytes.',
          }),
          text(
            'What a search or report asks of a store it asks by these columns, and looks at the lines of what may match: for every criterion with an option of its own, and in `--where` and `--expr` for `type`, `node`, `serial` (`=`, `in`), for `pid`, `ppid`, `uid`, `euid`, `gid`, `egid`, `auid`, `ses`, `exit`, `success`, `res` (`=` and `in` with numbers, or with yes, no, success, failed), for `comm`, `exe`, `cwd`, `hostname`, `terminal`, `acct`, `uuid`, `vm` and `key` (`=`, `in`, `contains` with letters that stand for themselves), and for any field of one type of records (`PATH.name`), which is looked for in events with such a record. Other fields (tty, path, addr, cmd ...), other comparisons, and names of accounts, are looked for in all lines of the span; `--explain-query` shows which.',
          ),
          text('Columns of `records`, besides `stream`, `ord`, `time`, `sec`, `ms`, `serial` and `node`:'),
          terms({
            item: 'Number of the record in its event, from 1.',
            'type, type_name': 'Its type.',
            text: 'Its line; of events with bytes that are no UTF-8, these as hexadecimal digits.',
          }),
        ],
      },
      {
        title: 'EXAMPLES',
        blocks: [
          ...examples(
            ['ts-ausearch -if audit.log --json --just-one', 'One event as JSON'],
            ['ts-ausearch -if audit.log --format csv --extra-keys', 'A table of events with their keys'],
            ['ts-ausearch -if audit.log --format ecs -m USER_LOGIN', 'Logins for Elasticsearch'],
            ["ts-aureport -if lake --sql 'select exe, count(*) from events group by exe'", 'Programs in Parquet files'],
          ),
          text('Time, user and sentence of each event:'),
          code("ts-ausearch --json -if /var/log/audit | jq -r '[.time, .statement.subject.primary, .sentence] | @tsv'"),
        ],
      },
      { title: 'SEE ALSO', blocks: [text('`ts-ausearch`(8), `ts-aureport`(8)')] },
    ],
  };
}
