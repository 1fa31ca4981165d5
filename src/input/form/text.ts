/** The log as auditd writes it. */
import type { Form } from './form.js';

export const text: Form = { name: 'text', sniff: () => true, toLog: (bytes) => bytes, isPlain: true };
