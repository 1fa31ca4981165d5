/** A finished run, read from its recording. */
import type { Accounts } from '../accounts/accounts.js';
import { scanEvents } from '../engine/event-scan.js';
import { STORY_BYTE, tierFor } from '../engine/tiering.js';
import { fileSource } from '../input/file-source.js';
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
  const source = fileSource(file);
  tierFor(source.size() * STORY_BYTE);
  await scanEvents({
    sources: [source],
    timeout: EVENT_TIMEOUT,
    each: (event) => {
      if (isMeant(event)) teller.add(event);
    },
  });
  return teller.story();
}
