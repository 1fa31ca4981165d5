/** A finished run, read from its recording. */
import type { Accounts } from '../accounts/accounts.js';
import { scanEvents } from '../engine/event-scan.js';
import { STORY_BYTE, tierFor } from '../engine/tiering.js';
import { AuditError } from '../errors.js';
import { fileSource } from '../input/file-source.js';
import type { AuditEvent } from '../log/event.js';
import { type CallListener, type Story, StoryTeller } from '../story/story.js';

const EVENT_TIMEOUT = 2;

export type IsMeant = (event: AuditEvent) => boolean;

export interface StoryReading {
  /** The story is told by these events; by all, unless given. */
  readonly isMeant?: IsMeant | undefined;
  readonly listener?: CallListener;
  /** Takes a line for standard error, without newline. */
  readonly note?: (line: string) => void;
}

/**
 * `file` is a byte string. Throws `AuditError` ('input'), also for a file with lines of which none is a record: that its program did nothing
 * would be no answer.
 */
export async function readStory(file: string, accounts: Accounts, reading: StoryReading = {}): Promise<Story> {
  const { isMeant = () => true, listener, note } = reading;
  const teller = new StoryTeller(accounts, listener);
  const source = fileSource(file);
  tierFor(source.size() * STORY_BYTE);
  await scanEvents({
    sources: [source],
    timeout: EVENT_TIMEOUT,
    understood: (name, lines, rejected) => {
      if (lines > 0 && lines === rejected)
        throw new AuditError('input', `No line of ${lines} in ${name} is an audit record`);
      if (rejected * 2 > lines) note?.(`NOTE - ${rejected} lines of ${lines} in ${name} are no audit records`);
    },
    each: (event) => {
      if (isMeant(event)) teller.add(event);
    },
  });
  return teller.story();
}
