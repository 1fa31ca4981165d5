/** Loaded before a test file that is run with a fault: properties do not look for smaller examples. */
import fc from 'fast-check';
import '../support/draws.js';

fc.configureGlobal({ ...fc.readConfigureGlobal(), endOnFailure: true });
