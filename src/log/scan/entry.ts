/** Entries of the scan kernel as TypeScript sees them: places in a view of 32-bit units (in one of doubles, half of it). */
import * as layout from './layout.js';

export { CUT, HIT, LEFT, SLOW } from './layout.js';

/** Units of an entry. */
export const ENTRY: number = layout.ENTRY / 4;
export const START: number = layout.ENTRY_START / 4;
export const END: number = layout.ENTRY_END / 4;
export const TYPE: number = layout.ENTRY_TYPE / 4;
export const MILLI: number = layout.ENTRY_MILLI / 4;
export const NODE: number = layout.ENTRY_NODE / 4;
export const FLAGS: number = layout.ENTRY_FLAGS / 4;
export const LINES: number = layout.ENTRY_LINES / 4;
export const SLOT: number = layout.ENTRY_SLOT / 4;
/** Behind half the place of an entry. */
export const SEC: number = layout.ENTRY_SEC / 8;
export const SERIAL: number = layout.ENTRY_SERIAL / 8;
