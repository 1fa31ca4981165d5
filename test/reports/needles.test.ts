import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { reports } from '../../src/reports/catalog.js';
import { reportNeedles } from '../../src/reports/needles.js';
import { SYSCALL } from '../../src/tables/generated/record-type.js';
import * as tables from '../../src/tables/generated/tables.js';
import { rows } from '../../src/tables/lookup.js';

const ofTypes = reports.flatMap(({ name, shape }) =>
  shape.kind === 'listing' && shape.types ? [{ name, types: shape.types }] : [],
);

function beginnings(report: string): readonly string[] {
  return reportNeedles({ report, criterion: undefined })
    .flat()
    .flatMap((needle) => ('text' in needle ? [needle.text] : []));
}

const holds = (needles: readonly string[], name: string): boolean =>
  needles.some((needle) => `type=${name} msg=audit(`.includes(needle));

describe('what the scanner looks for when a report is about some types', () => {
  for (const { name: report, types } of ofTypes) {
    it(`lets through every record of ${report}, and hardly any other`, () => {
      const needles = beginnings(report);
      const named = rows(tables.recordTypes);
      assert.ok(needles.length > 0);
      for (const { name, number } of named) if (types.has(number)) assert.ok(holds(needles, name), name);
      const others = named.filter(({ name, number }) => !types.has(number) && holds(needles, name));
      assert.ok(others.length <= 3, others.map(({ name }) => name).join(' '));
    });
  }

  it('looks at everything where a report is about all types', () => {
    assert.deepEqual(reportNeedles({ report: 'executable', criterion: undefined }), []);
  });

  it('lets addresses through that are complained about, whatever else is asked for', () => {
    const groups = reportNeedles({ report: 'avc', criterion: { kind: 'is', name: 'type', value: [SYSCALL] } });
    assert.equal(groups.length, 2);
    for (const group of groups) assert.ok(group.some(({ kind }) => kind === 'address'));
  });
});
