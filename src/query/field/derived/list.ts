/** THE list of derived fields; a raw field of the same name is reached with its record type in front (`SYSCALL.tty`). */
import { cmd } from './cmd.js';
import type { DerivedField } from './derived-field.js';
import { node, serial, time } from './event-id.js';
import { key } from './key.js';
import { path } from './path.js';
import { addr, container, family, port } from './peer.js';
import { action, how, object, result, subject } from './statement.js';
import { tty } from './tty.js';
import { type } from './type.js';

export const derivedFields: ReadonlyMap<string, DerivedField> = new Map(
  Object.entries({
    ...{ type, time, node, serial, cmd, path, addr, port, family, key, tty, container },
    ...{ action, subject, object, how, result },
  }),
);
