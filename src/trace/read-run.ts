/** A finished run, read from its recording. */
import type { Accounts } from '../accounts/accounts.js';
import { scan } from '../engine/scan.js';
import { fileSource } from '../input/file-source.js';
import { eventsOf } from '../log/batch.js';
import type { AuditEvent } from '../log/event.js';
import { type CallListener, type Story, StoryTeller } from '../story/story.js';

const EVENT_TIMEOUT = 2;

export type IsMeant = (event: AuditEvent) => boolean;

/** `file` is a byte string. The story is told by the events that are meant. Throws `AuditError` ('input'). */
export async function readStory(
  file: string,
  accounts: Accounts,
  isMeant: IsMeant = () => true,
  listener?: CallListener,
): Promise<Story> {
  const teller = new StoryTeller(accounts, listener);
  await scan([fileSource(file)], {
    timeout: EVENT_TIMEOUT,
    start: undefined,
    end: undefined,
    badStamp: () => {},
    needles: [],
    eachEvent: false,
    completeOnly: false,
    spans: false,
    batch: (batch) => {
      for (const event of eventsOf(batch)) if (isMeant(event)) teller.add(event);
    },
    between: () => false,
  });
  return teller.story();
}
