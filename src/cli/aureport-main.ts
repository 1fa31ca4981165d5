import { run } from './run.js';

await run('aureport', () => import('./aureport.js'));
