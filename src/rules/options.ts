/**
 * The words of a line as GNU getopt_long hands them out: clusters, attached values, abbreviated long options, words
 * moved behind the options. Several messages depend on how far it has read, hence `next`.
 */
export interface Option {
  /** `-a` or `--signal`, in full; `undefined` for an unknown option or a missing value. */
  readonly name: string | undefined;
  readonly value: string;
  /** Index in the given words of the word that holds the value, or the option when it has none; for columns. */
  readonly word: number;
}

const withoutValue = 'hicslDvt';
const withValue = 'CefrbaAdSFmRwWkpq';
const longOptions: ReadonlyMap<string, boolean> = new Map([
  ['help', false],
  ['loginuid-immutable', false],
  ['backlog_wait_time', true],
  ['reset-lost', false],
  ['reset_backlog_wait_time_actual', false],
  ['signal', true],
]);

export class OptionScanner {
  readonly count: number;
  readonly #words: string[];
  /** Where each of them stood among those given; missing while none has moved. */
  #places: number[] | undefined;
  readonly #inOrder: boolean;
  /** Index of the next word that getopt will look at. */
  #next = 0;
  /** Rest of a cluster of short options. */
  #cluster = '';
  readonly #nonOptions: { start: number; end: number } = { start: 0, end: 0 };

  /** `inOrder`: the first word that is no option ends the options (POSIXLY_CORRECT). */
  constructor(words: readonly string[], inOrder = false) {
    this.#words = words.slice();
    this.count = words.length;
    this.#inOrder = inOrder;
  }

  /** Number of words done with; 0 while the first word is not. */
  get done(): number {
    return this.#next;
  }

  /** Words that are left over. */
  get rest(): readonly string[] {
    return this.#words.slice(this.#next);
  }

  /** The first of them. */
  get following(): string | undefined {
    return this.#words[this.#next];
  }

  /** Index in the given words of the first left-over word. */
  get restIndex(): number {
    return this.#next < this.count ? this.#placeOf(this.#next) : this.count;
  }

  /** Takes the next word, whatever it is. */
  takeWord(): string | undefined {
    return this.#words[this.#next++];
  }

  /** What the original calls the bad option: the word before the next one, a blank at the start. */
  get badWord(): string {
    return this.#words[this.#next - 1] ?? ' ';
  }

  /** The next option; `undefined` at the end of the options. */
  take(): Option | undefined {
    if (this.#cluster !== '') return this.#takeShort();
    this.#skipNonOptions();
    const word = this.#words[this.#next];
    if (word === undefined || !isOption(word)) {
      // What was skipped is left over.
      if (word === undefined)
        this.#next = this.#nonOptions.start === this.#nonOptions.end ? this.#next : this.#nonOptions.start;
      return undefined;
    }
    if (word.startsWith('--')) return this.#takeLong(word);
    this.#cluster = word.slice(1);
    return this.#takeShort();
  }

  /** Moves the words that are no options behind the options read since, then skips further ones. */
  #skipNonOptions(): void {
    const skipped = this.#nonOptions;
    if (skipped.start !== skipped.end && skipped.end !== this.#next) this.#moveBehind();
    else if (skipped.end !== this.#next) skipped.start = this.#next;
    if (!this.#inOrder) {
      while (this.#next < this.count && !isOption(this.#words[this.#next]!)) this.#next++;
      skipped.end = this.#next;
    }
    if (this.#words[this.#next] === '--') {
      this.#next++;
      if (skipped.start !== skipped.end && skipped.end !== this.#next) this.#moveBehind();
      else if (skipped.start === skipped.end) skipped.start = this.#next;
      skipped.end = this.count;
      this.#next = this.count;
    }
  }

  #moveBehind(): void {
    const { start, end } = this.#nonOptions;
    const length = end - start;
    this.#places ??= this.#words.map((_, place) => place);
    this.#words.splice(this.#next - length, 0, ...this.#words.splice(start, length));
    this.#places.splice(this.#next - length, 0, ...this.#places.splice(start, length));
    this.#nonOptions.start = this.#next - length;
    this.#nonOptions.end = this.#next;
  }

  #placeOf(word: number): number {
    return this.#places?.[word] ?? word;
  }

  #takeShort(): Option {
    const word = this.#placeOf(this.#next);
    const letter = this.#cluster.charAt(0);
    const rest = this.#cluster.slice(1);
    if (withValue.includes(letter)) {
      this.#cluster = '';
      this.#next++;
      if (rest !== '') return { name: `-${letter}`, value: rest, word };
      return this.#withNextWord(`-${letter}`, word);
    }
    this.#cluster = rest;
    if (rest === '') this.#next++;
    return { name: withoutValue.includes(letter) ? `-${letter}` : undefined, value: '', word };
  }

  #takeLong(text: string): Option {
    const word = this.#placeOf(this.#next);
    this.#next++;
    const [given = '', ...parts] = text.slice(2).split('=');
    const value = parts.length > 0 ? parts.join('=') : undefined;
    const names = [...longOptions.keys()].filter((name) => name.startsWith(given));
    const name = longOptions.has(given) ? given : names.length === 1 ? names[0] : undefined;
    const takesValue = name !== undefined && longOptions.get(name) === true;
    if (name === undefined || (value !== undefined && !takesValue)) return { name: undefined, value: '', word };
    if (!takesValue) return { name: `--${name}`, value: '', word };
    return value === undefined ? this.#withNextWord(`--${name}`, word) : { name: `--${name}`, value, word };
  }

  #withNextWord(name: string, word: number): Option {
    const value = this.#words[this.#next];
    if (value === undefined) return { name: undefined, value: '', word };
    return { name, value, word: this.#placeOf(this.#next++) };
  }
}

function isOption(word: string): boolean {
  return word.length > 1 && word.startsWith('-');
}
