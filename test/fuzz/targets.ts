/** All there is to fuzz. */
import type { Target } from './target.js';
import { alone } from './targets/alone.js';
import { assembler } from './targets/assembler.js';
import { checkpoint } from './targets/checkpoint.js';
import { expression } from './targets/expression.js';
import { follower } from './targets/follower.js';
import { foreign } from './targets/foreign.js';
import { jsonInput } from './targets/json-input.js';
import { kernelBytes } from './targets/kernel-bytes.js';
import { multicast } from './targets/multicast.js';
import { options } from './targets/options.js';
import { packed } from './targets/packed.js';
import { report } from './targets/report.js';
import { rules } from './targets/rules.js';
import { search } from './targets/search.js';
import { state } from './targets/state.js';
import { store } from './targets/store.js';

export const targets: readonly Target[] = [
  assembler,
  search,
  alone,
  report,
  rules,
  checkpoint,
  kernelBytes,
  state,
  jsonInput,
  packed,
  options,
  expression,
  follower,
  foreign,
  multicast,
  store,
];
