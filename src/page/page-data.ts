/** Gathers what the page shows from the events of a log, each of which the reports' own collectors count. */
import { gzipSync } from 'node:zlib';
import { fromBytes } from '../bytes/text.js';
import type { AuditEvent } from '../log/event.js';
import { type Formatter, gatheredText } from '../output/formatter.js';
import { type Collector, createCollector } from '../reports/collector.js';
import type { ReportJob } from '../reports/job.js';
import { recordTypeName } from '../tables/record-types.js';
import type { PageContents, PageFacet, PageTable } from './contents.js';
import { tableOf } from './page-table.js';
import { visible } from './visible.js';

/** What the page counts events by, and the report (name and option) that counts the same. */
const COUNTED: readonly { readonly title: string; readonly report: string; readonly option: string }[] = [
  { title: 'Users', report: 'user', option: '-u' },
  { title: 'Logins', report: 'login', option: '-l' },
  { title: 'Authentications', report: 'auth', option: '-au' },
  { title: 'Executables', report: 'executable', option: '-x' },
  { title: 'Commands', report: 'comm', option: '--comm' },
  { title: 'Files', report: 'file', option: '-f' },
  { title: 'Keys', report: 'key', option: '-k' },
  { title: 'Denials', report: 'denials', option: '--denials' },
  { title: 'Connections', report: 'net', option: '--net' },
  { title: 'Hosts', report: 'host', option: '-h' },
  { title: 'Terminals', report: 'terminal', option: '-tm' },
  { title: 'System calls', report: 'syscall', option: '-s' },
  { title: 'Event types', report: 'event', option: '-e' },
];
const TABLES: readonly string[] = ['sessions', 'gaps'];

/** A browser stays quick with so many. */
const MOST_EVENTS = 200_000;
const RECORDS_PER_PIECE = 256;

export interface PageFormatters {
  /** One sentence an event. */
  readonly sentence: Formatter;
  /** Its records, interpreted. */
  readonly records: Formatter;
}

interface DigestTable {
  readonly job: ReportJob;
  readonly collector: Collector;
}

export class PageData {
  readonly #formatters: PageFormatters;
  readonly #facets: readonly FacetColumn[];
  readonly #tables: readonly DigestTable[];
  readonly #strings = new Strings();
  readonly #time: number[] = [];
  readonly #serial: number[] = [];
  readonly #node: number[] = [];
  readonly #type: number[] = [];
  readonly #outcome: number[] = [];
  readonly #sentence: string[] = [];
  readonly #pieces: Buffer[] = [];
  #piece: string[] = [];

  /** `job`: of any report; names and times are as it says. */
  static async create(job: ReportJob, formatters: PageFormatters): Promise<PageData> {
    // Which events count has been decided once for all.
    const named: ReportJob = {
      ...job,
      criterion: undefined,
      interpret: true,
      top: undefined,
      histogram: undefined,
      format: 'classic',
    };
    const facets = COUNTED.map(
      async (counted) =>
        new FacetColumn(counted, await createCollector({ ...named, report: counted.report, summary: true })),
    );
    const tables = TABLES.map(async (report) => {
      const own: ReportJob = { ...named, report, summary: false };
      return { job: own, collector: await createCollector(own) };
    });
    return new PageData(formatters, await Promise.all(facets), await Promise.all(tables));
  }

  private constructor(formatters: PageFormatters, facets: readonly FacetColumn[], tables: readonly DigestTable[]) {
    this.#formatters = formatters;
    this.#facets = facets;
    this.#tables = tables;
  }

  add(event: AuditEvent): void {
    for (const facet of this.#facets) facet.add(event);
    for (const { collector } of this.#tables) collector.event(event);
    this.#time.push(event.sec * 1000 + event.milli);
    this.#serial.push(event.serial);
    this.#node.push(event.node === undefined ? -1 : this.#strings.id(visible(fromBytes(event.node))));
    this.#type.push(this.#strings.id(recordTypeName(event.records[0]?.type ?? -1) ?? 'UNKNOWN'));
    this.#outcome.push(outcomeOf(event));
    // Formatting may change an event's text, so it comes last, sentences first.
    this.#sentence.push(this.#text(this.#formatters.sentence, event).replace(/^At \S+ \S+ /, ''));
    this.#piece.push(this.#text(this.#formatters.records, event));
    if (this.#piece.length === RECORDS_PER_PIECE) this.#pack();
  }

  /** Packed pieces of records, in order. */
  get pieces(): readonly Buffer[] {
    return this.#pieces;
  }

  finish(sources: readonly string[]): PageContents {
    this.#pack();
    const from = this.#firstKept();
    this.#pieces.splice(0, from / RECORDS_PER_PIECE);
    const kept = <T>(column: readonly T[]): readonly T[] => (from === 0 ? column : column.slice(from));
    return {
      made: new Date().toISOString(),
      sources: sources.map((source) => visible(fromBytes(source))),
      strings: this.#strings.list,
      events: {
        time: kept(this.#time),
        serial: kept(this.#serial),
        node: kept(this.#node),
        type: kept(this.#type),
        outcome: kept(this.#outcome),
        sentence: kept(this.#sentence),
      },
      leftOut: from,
      facets: this.#facets.map((facet) => facet.contents(from)),
      tables: this.#tables.map(({ job, collector }): PageTable => tableOf(job, collector.take().part)),
      recordsPerPiece: RECORDS_PER_PIECE,
    };
  }

  /** The oldest events that there is no room for; whole pieces. */
  #firstKept(): number {
    const surplus = Math.max(this.#time.length - MOST_EVENTS, 0);
    return Math.ceil(surplus / RECORDS_PER_PIECE) * RECORDS_PER_PIECE;
  }

  #pack(): void {
    if (this.#piece.length === 0) return;
    this.#pieces.push(gzipSync(JSON.stringify(this.#piece)));
    this.#piece = [];
  }

  #text(formatter: Formatter, event: AuditEvent): string {
    const text = gatheredText((out) => formatter.event(event, out));
    return visible(fromBytes(text).trimEnd());
  }
}

/** One facet's column, filled event by event. */
class FacetColumn {
  readonly #counted: (typeof COUNTED)[number];
  readonly #collector: Collector;
  readonly #items = new Strings();
  readonly #offsets: number[] = [0];
  readonly #ids: number[] = [];

  constructor(counted: (typeof COUNTED)[number], collector: Collector) {
    this.#counted = counted;
    this.#collector = collector;
  }

  add(event: AuditEvent): void {
    this.#collector.event(event);
    const { part } = this.#collector.take();
    if (part.kind === 'tally') {
      for (const [item, count] of part.counts) {
        const text = typeof item === 'number' ? (recordTypeName(item) ?? String(item)) : fromBytes(item);
        const id = this.#items.id(visible(text));
        for (let i = 0; i < count; i++) this.#ids.push(id);
      }
    }
    this.#offsets.push(this.#ids.length);
  }

  contents(from: number): PageFacet {
    const first = this.#offsets[from] ?? 0;
    return {
      key: this.#counted.report,
      title: this.#counted.title,
      report: this.#counted.option,
      items: this.#items.list,
      offsets: this.#offsets.slice(from).map((offset) => offset - first),
      ids: first === 0 ? this.#ids : this.#ids.slice(first),
    };
  }
}

/** Texts by number, in order of first appearance. */
class Strings {
  readonly list: string[] = [];
  readonly #ids = new Map<string, number>();

  id(text: string): number {
    let id = this.#ids.get(text);
    if (id === undefined) {
      id = this.list.push(text) - 1;
      this.#ids.set(text, id);
    }
    return id;
  }
}

function outcomeOf({ records }: AuditEvent): number {
  for (const { text } of records) {
    const found = /(?:^| )(?:success|res)=(yes|no|1|0|success|failed)\b/.exec(text)?.[1];
    if (found !== undefined) return found === 'yes' || found === '1' || found === 'success' ? 1 : 0;
  }
  return -1;
}
