/**
 * Where the bytes came from that the follower of a log has given out:
 *
 *   bytes given      0 ············ 5000 ········ 7000 ····· 9000
 *   stretch          file A, from 100 │ file B, from 0 │ A's copy, from 4100      byte 5200 lies in B at 200
 *
 * A file that was emptied leaves its stretches to its copy, or they have no place any more.
 */

/** A byte of a file: what a later run needs to go on there. */
export interface FollowPlace {
  readonly dev: bigint;
  readonly inode: bigint;
  readonly offset: number;
}

type FileId = Pick<FollowPlace, 'dev' | 'inode'>;

/** Where a stretch of the bytes given out begins, and the place it came from. */
interface Stretch {
  readonly at: number;
  /** Undefined: its file was emptied, and no copy has them. */
  readonly place: FollowPlace | undefined;
}

export class GivenBytes {
  #stretches: Stretch[] = [];
  #count = 0;

  /** Undefined before the first file was there, and where it was lost since. */
  placeOf(at: number): FollowPlace | undefined {
    const stretch = this.#stretches.findLast((candidate) => candidate.at <= at);
    return stretch?.place && { ...stretch.place, offset: stretch.place.offset + at - stretch.at };
  }

  /** Places before `at` will not be asked for any more. */
  forgetBefore(at: number): void {
    const keep = this.#stretches.findLastIndex((stretch) => stretch.at <= at);
    if (keep > 0) this.#stretches = this.#stretches.slice(keep);
  }

  /** What is given next comes from here. */
  begin({ dev, inode, offset }: FollowPlace): void {
    this.#stretches.push({ at: this.#count, place: { dev, inode, offset } });
  }

  add(from: FollowPlace, length: number): void {
    const last = this.#stretches.at(-1);
    const goesOn =
      last?.place !== undefined &&
      isSameFile(last.place, from) &&
      last.place.offset + this.#count - last.at === from.offset;
    if (!goesOn) this.begin(from);
    this.#count += length;
  }

  /** The end of a line that its file does not have. */
  addLineEnd(): void {
    this.#count++;
  }

  /** What was read of the file before it was emptied stands in the copy, at the same place, or nowhere. */
  move(file: FileId, copy: FileId | undefined): void {
    this.#stretches = this.#stretches.map(({ at, place }) =>
      place && isSameFile(place, file)
        ? { at, place: copy && { ...place, dev: copy.dev, inode: copy.inode } }
        : { at, place },
    );
  }
}

export function isSameFile(one: FileId, other: FileId): boolean {
  return one.dev === other.dev && one.inode === other.inode;
}
