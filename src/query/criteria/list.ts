/** THE list of criteria, in the order of the help. */
import type { LeafName, LeafValues } from '../criterion.js';
import { arch } from './arch.js';
import { comm } from './comm.js';
import type { CriterionKind, CriterionOption } from './descriptor.js';
import { exe } from './exe.js';
import { exit } from './exit.js';
import { field } from './field.js';
import { file } from './file.js';
import { egid, gid } from './group.js';
import { hostname } from './hostname.js';
import { key } from './key.js';
import { object, subject } from './label.js';
import { lifetime } from './lifetime.js';
import { node } from './node.js';
import { pid } from './pid.js';
import { ppid } from './ppid.js';
import { serial } from './serial.js';
import { session } from './session.js';
import { success } from './success.js';
import { syscall } from './syscall.js';
import { terminal } from './terminal.js';
import { type } from './type.js';
import { auid, euid, uid } from './user.js';
import { uuid } from './uuid.js';
import { vm } from './vm.js';

export const criteria: { readonly [N in LeafName]: CriterionKind<LeafValues[N]> } = {
  serial,
  type,
  node,
  pid,
  ppid,
  comm,
  exe,
  terminal,
  session,
  uid,
  euid,
  auid,
  gid,
  egid,
  syscall,
  arch,
  exit,
  success,
  file,
  hostname,
  key,
  subject,
  object,
  uuid,
  vm,
  field,
  lifetime,
};

export const criterionNames: readonly LeafName[] = Object.keys(criteria).filter((name) => isCriterion(name));

function isCriterion(name: string): name is LeafName {
  return Object.hasOwn(criteria, name);
}

/** In the order of the help. */
export const criterionOptions: readonly CriterionOption[] = criterionNames.flatMap((name) => criteria[name].options);
