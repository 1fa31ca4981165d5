/**
 * A checkpoint that is written while the run goes on: after everything that has gone out, so that a run that is killed is
 * taken up by the next one where it was. The files are those of a search with --checkpoint, each understands the other's.
 */
import { Checkpoint, type CheckpointData } from '../input/again/checkpoint.js';
import { FROM_START, loadResume, prepareResume } from '../input/again/resume.js';
import { fileIdentity, fileSource } from '../input/file-source.js';
import type { FollowedLog } from '../input/follow.js';
import type { FollowPlace } from '../input/given-bytes.js';
import { type FamilyMember, familyOf } from '../input/rotated.js';
import type { AuditEvent } from '../log/event.js';
import type { FollowScan } from './follow-scan.js';
import { shiftedResume } from './resume-point.js';

export class FollowCheckpoint {
  readonly #checkpoint: Checkpoint;
  readonly #path: string;
  readonly #logPath: string;
  /** Where to begin, whatever the file is called by now; undefined on a first run. */
  readonly from: (() => FollowPlace | undefined) | undefined;
  /** By bytes behind `from`: events that the last run has shown. */
  readonly released: ReadonlyMap<number, number> | undefined;
  #log: FollowedLog | undefined;
  #check: () => void = () => {};
  #saved = -1;

  /** `log`: its path, which the checkpoint's file may have had before a rotation. Throws AuditError 'checkpoint'. */
  static load(path: string, log: string): FollowCheckpoint {
    return new FollowCheckpoint(path, log);
  }

  private constructor(path: string, log: string) {
    this.#path = path;
    this.#logPath = log;
    this.#checkpoint = Checkpoint.load(path, false);
    const { data } = this.#checkpoint;
    if (!data) return;
    // After copytruncate what was read stands in the copy, and something else in the log.
    const found = placeOfResume(path, data, log);
    if (found) {
      this.#checkpoint.resume();
      this.from = () => (placeOfResume(path, data, log) ?? found).place;
      this.released = found.released;
      return;
    }
    // The checkpoint's event tells where new ones begin, in one of the files.
    this.from = () => startOf(familyOf(log)[0]);
  }

  /** `check` throws where bytes fed to the scan are not those of the log any more. */
  follow(log: FollowedLog, check: () => void): void {
    this.#log = log;
    this.#check = check;
  }

  /** Remembers the event, and whether it is new. */
  readonly gate = (event: AuditEvent, matched: boolean): boolean =>
    this.#checkpoint.shows(event, event.records[0]?.type ?? -1, matched) && matched;

  /**
   * To be called before what `scan` let go goes out; the result afterwards. In between is all the time in which a run that
   * is killed has shown something that the next one will show again.
   */
  prepare(scan: FollowScan): (() => void) | undefined {
    // Until the event of the last run has come by, that run's files say more.
    if (!this.#log || scan.bytes === this.#saved || !this.#checkpoint.isShowing) return undefined;
    const { resume } = scan;
    this.#log.noticeTruncation();
    const place = this.#log.placeOf(resume.offset);
    if (!place) return undefined;
    this.#check();
    this.#saved = scan.bytes;
    const data = this.#checkpoint.prepareSaving(place);
    const inFile = shiftedResume(resume, place.offset - resume.offset);
    const finishResume = prepareResume(this.#path, data, this.#nameOf(place), inFile);
    this.#log.forgetBefore(resume.offset);
    return () => {
      this.#checkpoint.finishSaving();
      finishResume();
    };
  }

  #nameOf({ dev, inode }: Pick<FollowPlace, 'dev' | 'inode'>): string {
    return familyOf(this.#logPath).find((file) => file.dev === dev && file.inode === inode)?.path ?? this.#logPath;
  }
}

/** How often a rotation may come between listing the files and reading one. */
const RENAMED_MEANWHILE = 10;

interface FoundPlace {
  readonly place: FollowPlace;
  readonly released: ReadonlyMap<number, number>;
}

function placeOfResume(path: string, data: CheckpointData, log: string): FoundPlace | undefined {
  for (let tries = 0; tries < RENAMED_MEANWHILE; tries++) {
    const files = familyOf(log);
    const file = files.findLast((one) => loadResume(path, data, fileSource(one.path)) !== FROM_START);
    if (!file) continue; // it may have been renamed between being listed and being looked at
    const resume = loadResume(path, data, fileSource(file.path));
    // A name that still belongs to the same file did so when it was read.
    if (resume === FROM_START || !isStill(file)) continue;
    const { dev, inode } = file;
    return { place: { dev, inode, offset: resume.offset }, released: shiftedResume(resume, -resume.offset).released };
  }
  return undefined;
}

function startOf(file: FamilyMember | undefined): FollowPlace | undefined {
  return file && { dev: file.dev, inode: file.inode, offset: 0 };
}

function isStill({ path, dev, inode }: FamilyMember): boolean {
  try {
    const now = fileIdentity(path);
    return now.dev === dev && now.inode === inode;
  } catch {
    return false; // gone
  }
}
