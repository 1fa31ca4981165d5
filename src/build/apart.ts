/**
 * Sets modules of a bundle apart that few runs need: those that only `import()` leads to, or functions that load what they
 * call (`seldomCalled` in bundle.ts), stand in functions that are called with the first import, so that V8 does not make,
 * keep and take in anew each of their functions at every start.
 *
 *     as esbuild bundles it                 here
 *
 *     // src/cli/run.ts                     var init_ocsf, ocsf_exports, utcTime …     what others name of the parts
 *     // src/output/ocsf.ts                 // src/cli/run.ts
 *     // src/output/utc-time.ts               … .then(() => (__part1(), __part2(), init_ocsf(), ocsf_exports))
 *     …                                     function __part1() { // src/output/ocsf.ts … }
 *                                           function __part2() { // src/output/utc-time.ts, of ECS and OCSF … }
 *
 * Modules that the same imports lead to are one part. Lines are only moved, so the source map can follow.
 */
import { decode, encode, type SourceMapMappings } from '@jridgewell/sourcemap-codec';
import { ImportGraph, type Imports } from './import-graph.js';

export interface Bundled {
  /** Not minified: the comment above its lines tells a module. */
  readonly code: string;
  /** JSON. */
  readonly map: string;
  readonly inputs: Imports;
  readonly entry: string;
}

interface Line {
  readonly text: string;
  readonly mappings: SourceMapMappings[number];
}

/** The lines of a module. */
interface Section {
  readonly module: string;
  readonly lines: readonly Line[];
}

interface Part {
  readonly name: string;
  readonly sections: readonly Section[];
}

export function setApart({ code, map, inputs, entry }: Bundled): { readonly code: string; readonly map: string } {
  const graph = new ImportGraph(inputs, entry);
  const { head, sections } = sectionsOf(code, map, inputs);
  const usual = graph.behind([entry, ...graph.loadedBy(entry)]);
  const isUsual = ({ module }: Section): boolean => usual.has(module);
  const parts = partsOf(
    sections.filter((section) => !isUsual(section)),
    graph.loadersOutside(usual),
  );
  const shared = sharedNames([sections.filter(isUsual), ...parts.map((part) => part.sections)]);
  const moduleOf = new Map(sections.flatMap((section) => namesOf(section).map((name) => [name, section.module])));
  const calls = (exports: string): string => {
    const module = moduleOf.get(exports);
    if (module === undefined) throw new Error(`no module of the bundle exports ${exports}`);
    const behind = graph.behind([module]);
    const needed = parts.filter((part) => part.sections.some((section) => behind.has(section.module)));
    return needed.map(({ name }) => `${name}(), `).join('');
  };
  const lines = [
    ...head,
    own(shared.size === 0 ? '' : `var ${[...shared].join(', ')};`),
    ...sections.filter(isUsual).flatMap((section) => section.lines.map((line) => calling(line, calls))),
    ...parts.flatMap((part) => [
      own(`function ${part.name}() { ${part.name} = () => {};`),
      ...part.sections.flatMap((section) => section.lines.map((line) => calling(assigning(line, shared), calls))),
      own('}'),
    ]),
  ];
  const mappings = encode(lines.map((line) => line.mappings));
  return { code: lines.map(({ text }) => text).join('\n'), map: JSON.stringify({ ...JSON.parse(map), mappings }) };
}

/** A line that no source has. */
function own(text: string): Line {
  return { text, mappings: [] };
}

interface Divided {
  /** What esbuild puts before the modules. */
  readonly head: readonly Line[];
  readonly sections: readonly Section[];
}

function sectionsOf(code: string, map: string, inputs: Imports): Divided {
  const mappings = decode(JSON.parse(map).mappings);
  const head: Line[] = [];
  const sections: { module: string; lines: Line[] }[] = [];
  for (const [at, text] of code.split('\n').entries()) {
    const module = text.startsWith('// ') ? text.slice(3) : '';
    if (module in inputs) sections.push({ module, lines: [] });
    (sections.at(-1)?.lines ?? head).push({ text, mappings: mappings[at] ?? [] });
  }
  return {
    head: head.map((line) => ({ ...line, text: line.text.replace('fn[__getOwnPropNames(fn)[0]]', 'fn') })),
    sections: sections.map(({ module, lines }) => ({ module, lines: withoutName(module, lines) })),
  };
}

/** `__esm({ "src/a.ts"() { … } })` → `__esm(() => { … })`: where names are kept, esbuild keeps those of modules, too. */
function withoutName(module: string, lines: readonly Line[]): readonly Line[] {
  const named = lines.findIndex(({ text }) => text === `  ${JSON.stringify(module)}() {`);
  const end = lines.findLastIndex(({ text }) => text === '});');
  return lines.map((line, at) => {
    if (named < 0) return line;
    if (at === named - 1) return { ...line, text: line.text.replace(/\(\{$/, '(') };
    if (at === named) return { ...line, text: '  () => {' };
    return at === end ? { ...line, text: ');' } : line;
  });
}

/** Modules that the same imports lead to, together. */
function partsOf(sections: readonly Section[], loaders: ReadonlyMap<string, readonly string[]>): readonly Part[] {
  const parts = new Map<string, Section[]>();
  for (const section of sections) {
    const key = (loaders.get(section.module) ?? []).join();
    const together = parts.get(key);
    if (together) together.push(section);
    else parts.set(key, [section]);
  }
  return [...parts.values()].map((inside, i) => ({ name: `__part${i + 1}`, sections: inside }));
}

/** Declarations of a module as they stand at the beginning of a line: functions, and variables of which the last has a value. */
const FUNCTION = /^(async )?function(\*?) ([\w$]+)\(/;
const VARIABLES = /^var ([\w$]+(?:, [\w$]+)*)( = |;)/;

function declaredBy({ text }: Line): readonly string[] {
  const name = FUNCTION.exec(text)?.[3];
  return name === undefined ? (VARIABLES.exec(text)?.[1]?.split(', ') ?? []) : [name];
}

function namesOf({ lines }: Section): readonly string[] {
  return lines.flatMap(declaredBy);
}

/** What one group of modules declares and another may name. */
function sharedNames([usual = [], ...parts]: readonly (readonly Section[])[]): ReadonlySet<string> {
  const groups = [usual, ...parts].map((sections) => ({
    declared: sections.flatMap(namesOf),
    words: new Set(sections.flatMap(({ lines }) => lines.flatMap(({ text }) => text.match(/[\w$]+/g) ?? []))),
  }));
  const shared = groups
    .slice(1)
    .flatMap((group) =>
      group.declared.filter((name) => groups.some((other) => other !== group && other.words.has(name))),
    );
  return new Set(shared);
}

/** The same line where some of the names it declares are declared elsewhere. */
function assigning(line: Line, shared: ReadonlySet<string>): Line {
  const [declared, isAsync = '', star = '', name] = FUNCTION.exec(line.text) ?? [];
  if (declared !== undefined && name !== undefined)
    return shared.has(name) ? replaced(line, 0, declared, `${name} = ${isAsync}function${star}(`) : line;
  const [variables, list = '', end = ''] = VARIABLES.exec(line.text) ?? [];
  if (variables === undefined) return line;
  const names = list.split(', ');
  const last = names.at(-1) ?? '';
  const isAssigned = end !== ';' && shared.has(last);
  const kept = names.filter((each) => !shared.has(each) && (each !== last || end === ';'));
  const declaration = kept.length > 0 ? `var ${kept.join(', ')}; ` : '';
  if (end === ';') return replaced(line, 0, variables, declaration);
  return replaced(line, 0, variables, `${declaration}${isAssigned ? '' : 'var '}${last} = `);
}

/** `import()` of a module of the bundle, and of a package beside it. */
const IMPORTS = /Promise\.resolve\(\)\.then\(\(\) => (?!__toESM\()(?:\([\w$]+\(\), ([\w$]+)\)|([\w$]+))?/g;
const ARROW = '=> ';

/** `require()` of a module of the bundle. */
const REQUIRES = /\(([\w$]+\(\), )__toCommonJS\(([\w$]+)\)\)/g;

/** The same line, which calls the functions of the parts that its imports need. */
function calling(line: Line, calls: (exports: string) => string): Line {
  let done = line;
  for (const [whole, initialise = '', exports = ''] of [...line.text.matchAll(REQUIRES)].reverse())
    done = replaced(done, done.text.lastIndexOf(whole), whole, `(${calls(exports)}${initialise}${exports})`);
  for (const found of [...line.text.matchAll(IMPORTS)].reverse()) {
    const exports = found[1] ?? found[2];
    if (exports === undefined) throw new Error(`an import of unknown form: ${line.text}`);
    const at = found.index + found[0].indexOf(ARROW) + ARROW.length;
    const needed = calls(exports);
    if (found[1] === undefined) done = replaced(done, at, exports, `(${needed}${exports})`);
    else done = replaced(done, at, '(', `(${needed}`);
  }
  return done;
}

function replaced({ text, mappings }: Line, at: number, old: string, by: string): Line {
  const end = at + old.length;
  const shift = by.length - old.length;
  return {
    text: text.slice(0, at) + by + text.slice(end),
    mappings: mappings.map(([column, ...rest]) => [
      column < end ? Math.min(column, at) : column + shift,
      ...rest,
    ]) as SourceMapMappings[number],
  };
}
