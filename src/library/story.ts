/** What the processes of a log did. */
import { type Accounts, systemAccounts } from '../accounts/accounts.js';
import { usage } from '../errors.js';
import { SessionStory, type StoryLine, type StorySubject } from '../story/session-story.js';
import { type Story, StoryTeller } from '../story/story.js';
import type { LogInput } from './input.js';
import { readEvents } from './read-events.js';

export interface StoryOptions {
  /** As of `readEvents`. */
  readonly accounts?: Accounts;
  readonly signal?: AbortSignal;
}

export interface ToldStory {
  readonly lines: readonly StoryLine[];
  /** What this log cannot show, for people. */
  readonly cannotShow: readonly string[];
}

/** Processes as trees, calls, files, peers and changes of privileges, of all that the log tells. */
export async function processesOf(input: LogInput | readonly LogInput[], options: StoryOptions = {}): Promise<Story> {
  const teller = new StoryTeller(options.accounts ?? systemAccounts());
  for await (const event of readEvents(input, options)) teller.add(event);
  return teller.story();
}

/** What happened in a session, of a process or of a user, in order. */
export async function storyOf(
  subject: StorySubject,
  input: LogInput | readonly LogInput[],
  options: StoryOptions = {},
): Promise<ToldStory> {
  // What the types cannot promise to programs in JavaScript.
  if (!('session' in subject || 'pid' in subject || 'user' in subject))
    throw usage('A story is that of a session, a pid or a user');
  const lines: StoryLine[] = [];
  const story = new SessionStory(subject, options.accounts ?? systemAccounts(), (line) => lines.push(line));
  for await (const event of readEvents(input, options)) story.add(event);
  return { cannotShow: story.end(), lines };
}
