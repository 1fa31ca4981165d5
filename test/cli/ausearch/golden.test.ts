/** What ts-ausearch prints for the logs of fixtures/ is what the original printed, byte for byte. */
import { main } from '../../../src/cli/ausearch/main.js';
import { testGoldenRuns } from '../../support/golden-test.js';

testGoldenRuns('ausearch', main);
