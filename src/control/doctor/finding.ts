/** What `doctor` says: one line per fact, with advice where something is wrong. */
export interface DoctorFinding {
  readonly level: 'ok' | 'advice' | 'problem';
  /** A short word for scripts. */
  readonly topic: string;
  /** Byte strings. */
  readonly text: string;
  readonly advice?: string | undefined;
}

export function ok(topic: string, text: string): DoctorFinding {
  return { level: 'ok', topic, text };
}

export function advice(topic: string, text: string, what: string): DoctorFinding {
  return { level: 'advice', topic, text, advice: what };
}

export function problem(topic: string, text: string, what: string): DoctorFinding {
  return { level: 'problem', topic, text, advice: what };
}
