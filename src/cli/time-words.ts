/** Words that -ts and -te take, for shell completion. */
export const START_WORDS: readonly string[] = [
  'now',
  'recent',
  'this-hour',
  'boot',
  'today',
  'yesterday',
  'this-week',
  'week-ago',
  'this-month',
  'this-year',
];

export const END_WORDS: readonly string[] = ['now', 'recent', 'today', 'yesterday'];
