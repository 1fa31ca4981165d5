import { run } from './run.js';

await run('autrace', () => import('./autrace.js'));
