/** Findings in the exchange format of static analysis tools (OASIS SARIF 2.1.0), as code hosting sites take them. */
import { jsonDocument } from './question.js';

export interface SarifFinding {
  readonly id: string;
  readonly level: 'error' | 'warning' | 'note';
  /** Byte strings. */
  readonly text: string;
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

/** One run, with a newline at the end; a byte string. */
export function sarif(command: string, findings: readonly SarifFinding[]): string {
  const ids = [...new Set(findings.map(({ id }) => id))];
  const document = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: `ts-auditctl ${command}`, rules: ids.map((id) => ({ id })) } },
        results: findings.map(({ id, level, text, file, line }) => ({
          ruleId: id,
          ruleIndex: ids.indexOf(id),
          level,
          message: { text },
          locations: [{ physicalLocation: { artifactLocation: { uri: uriOf(file) }, region: { startLine: line } } }],
        })),
      },
    ],
  };
  return jsonDocument(document);
}

/** A name is bytes, and may look like a scheme, a query or a fragment. */
function uriOf(file: string): string {
  return file.replace(
    /[^A-Za-z0-9._~/-]/g,
    (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
}
