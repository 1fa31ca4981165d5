/** Words that -ts and -te take, for shell completion. */
import { TIME_KEYWORDS } from '../query/wrong-time.js';

export const START_WORDS: readonly string[] = TIME_KEYWORDS;

export const END_WORDS: readonly string[] = ['now', 'recent', 'today', 'yesterday'];
