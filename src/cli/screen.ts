/** How tables are drawn for whoever looks at them. */
import type { LayoutOptions } from '../output/grid/grid.js';
import { usesColour } from './colour.js';
import type { Io, ScreenChoice } from './io.js';

const USUAL: ScreenChoice = { colour: 'auto', wide: false };

export function layoutOptions(io: Io, { colour, wide }: ScreenChoice = io.screen ?? USUAL): LayoutOptions {
  const { out, columns } = io.terminal;
  return { width: out && !wide ? columns : undefined, colour: usesColour(colour, io), terminal: out };
}
