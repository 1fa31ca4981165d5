/** When output is coloured. */
export const COLOUR_CHOICES = ['auto', 'always', 'never'] as const;
export type ColourChoice = (typeof COLOUR_CHOICES)[number];

export function isColourChoice(word: string | undefined): word is ColourChoice {
  return COLOUR_CHOICES.some((choice) => choice === word);
}
