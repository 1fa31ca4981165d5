/** Loaded before a test file that is run with a fault: properties draw the same each time, and do not look for smaller examples. */
import fc from 'fast-check';

fc.configureGlobal({ seed: 20_261_127, endOnFailure: true });
