/** When output is coloured: one decision for all programs. */
export const COLOUR_CHOICES = ['auto', 'always', 'never'] as const;
export type ColourChoice = (typeof COLOUR_CHOICES)[number];

export function isColourChoice(word: string | undefined): word is ColourChoice {
  return COLOUR_CHOICES.some((choice) => choice === word);
}

interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly terminal: { readonly out: boolean };
}

/**
 * What was asked for, then FORCE_COLOR and CLICOLOR_FORCE, then NO_COLOR (https://no-color.org: any value but the empty
 * one), then whether a terminal that has colours shows it.
 */
export function usesColour(choice: ColourChoice, { env, terminal }: Surroundings): boolean {
  if (choice !== 'auto') return choice === 'always';
  if (isOn(env.FORCE_COLOR) || isOn(env.CLICOLOR_FORCE)) return true;
  return terminal.out && !env.NO_COLOR && env.FORCE_COLOR !== '0' && env.TERM !== 'dumb';
}

function isOn(value: string | undefined): boolean {
  return value !== undefined && !['', '0', 'false'].includes(value);
}
