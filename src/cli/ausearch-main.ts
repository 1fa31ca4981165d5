import { run } from './run.js';

void run(() => import('./ausearch.js'));
