/** Shells that completions are made for; apart from the scripts, as the tables of options name them. */
export const SHELL_NAMES: readonly string[] = ['bash', 'zsh', 'fish'];
