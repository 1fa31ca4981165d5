/** What ts-aureport prints for the logs of fixtures/ is what the original printed, byte for byte. */
import { main } from '../../../src/cli/aureport/main.js';
import { testGoldenRuns } from '../../support/golden-test.js';

testGoldenRuns('aureport', main);
