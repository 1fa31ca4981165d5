import { run } from '../run.js';

void run(() => import('./main.js'));
