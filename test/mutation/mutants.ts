/** Small faults that a slip of the hand could make, found in the syntax tree of a source. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type Node, SyntaxKind } from 'typescript/unstable/ast';
import { API } from 'typescript/unstable/sync';

export interface Mutant {
  /** Relative to the repository. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** The line without its indentation. */
  readonly code: string;
  readonly operator: Operator;
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** The first line of what `text` replaces. */
  readonly was: string;
}

export type Operator = 'comparison' | 'bound' | 'and/or' | 'arithmetic' | 'condition' | 'constant' | 'statement';

/** Comparisons turned round; `<` and `<=` and the like are another operator, a bound off by one. */
const TURNED: ReadonlyMap<string, string> = new Map([
  ['===', '!=='],
  ['!==', '==='],
  ['<', '>='],
  ['>', '<='],
  ['<=', '>'],
  ['>=', '<'],
]);
const BOUNDS: ReadonlyMap<string, string> = new Map([
  ['<', '<='],
  ['<=', '<'],
  ['>', '>='],
  ['>=', '>'],
]);
const JOINED: ReadonlyMap<string, string> = new Map([
  ['&&', '||'],
  ['||', '&&'],
]);
const ARITHMETIC: ReadonlyMap<string, string> = new Map([
  ['+', '-'],
  ['-', '+'],
  ['*', '+'],
  ['&', '|'],
  ['|', '&'],
  ['<<', '>>'],
  ['>>', '<<'],
]);
const TABLES = [
  ['comparison', TURNED],
  ['bound', BOUNDS],
  ['and/or', JOINED],
  ['arithmetic', ARITHMETIC],
] as const;

/** All of these files, in their order. `root`: a checkout with its packages. */
export function mutantsOf(files: readonly string[], root: string): readonly Mutant[] {
  const api = new API({ cwd: root });
  try {
    const [project] = api.updateSnapshot({ openProject: path.join(root, 'tsconfig.json') }).getProjects();
    return files.flatMap((file) => {
      const tree = project?.program.getSourceFile(path.join(root, file));
      if (!tree) throw new Error(`${file} is not in the project`);
      return mutantsIn(tree, readFileSync(path.join(root, file), 'utf8'), file);
    });
  } finally {
    api.close();
  }
}

function mutantsIn(tree: Node, source: string, file: string): readonly Mutant[] {
  const found: Mutant[] = [];
  const add = (operator: Operator, [start, end]: readonly [number, number], text: string): void => {
    const line = source.slice(0, start).split('\n').length;
    const code = (source.split('\n')[line - 1] ?? '').trim();
    const was = source.slice(start, end).split('\n')[0] ?? '';
    found.push({ file, operator, start, end, text, line, code, was });
  };
  const visit = (node: Node): undefined => {
    if (isType(node)) return;
    visitNode(node, source, add);
    node.forEachChild(visit);
  };
  visit(tree);
  return found;
}

type Add = (operator: Operator, at: readonly [start: number, end: number], text: string) => void;

/** Without the blanks and comments in front of it. */
function placeOf({ pos, end }: { readonly pos: number; readonly end: number }, source: string): [number, number] {
  const blank = /^(\s|\/\/.*\n|\/\*[\s\S]*?\*\/)*/.exec(source.slice(pos, end))?.[0].length ?? 0;
  return [pos + blank, end];
}

function visitNode(node: Node, source: string, add: Add): void {
  const place = placeOf(node, source);
  const text = source.slice(...place);
  if (node.kind === SyntaxKind.BinaryExpression) {
    const token = placeOf(childAt(node, 1), source);
    for (const [operator, table] of TABLES) {
      const other = table.get(source.slice(...token));
      if (other !== undefined) add(operator, token, other);
    }
  } else if (node.kind === SyntaxKind.NumericLiteral) {
    add('constant', place, text === '0' ? '1' : `(${text} + 1)`);
  } else if (node.kind === SyntaxKind.TrueKeyword || node.kind === SyntaxKind.FalseKeyword) {
    add('constant', place, text === 'true' ? 'false' : 'true');
  } else if (node.kind === SyntaxKind.StringLiteral && !isName(node)) {
    add('constant', place, text === "''" ? "'mutant'" : "''");
  } else if (node.kind === SyntaxKind.IfStatement || node.kind === SyntaxKind.ConditionalExpression) {
    const condition = placeOf(childAt(node, 0), source);
    add('condition', condition, `!(${source.slice(...condition)})`);
  } else if (node.kind === SyntaxKind.ExpressionStatement) {
    add('statement', place, ';');
  }
}

function childAt(node: Node, index: number): Node {
  const children: Node[] = [];
  node.forEachChild((child) => {
    children.push(child);
    return undefined;
  });
  const child = children[index];
  if (!child) throw new Error(`no child ${index}`);
  return child;
}

/** Of a module or a property: another one is no slip that runs. */
const isName = ({ parent }: Node): boolean =>
  parent.kind === SyntaxKind.ImportDeclaration ||
  parent.kind === SyntaxKind.ExportDeclaration ||
  parent.kind === SyntaxKind.PropertyAssignment;

const TYPES: ReadonlySet<SyntaxKind> = new Set([
  SyntaxKind.InterfaceDeclaration,
  SyntaxKind.TypeAliasDeclaration,
  SyntaxKind.LiteralType,
  SyntaxKind.UnionType,
  SyntaxKind.TypeReference,
]);
const isType = ({ kind }: Node): boolean => TYPES.has(kind);
