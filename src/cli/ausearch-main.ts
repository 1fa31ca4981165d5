import { run } from './run.js';

await run('ausearch', () => import('./ausearch.js'));
