/** Which modules of a bundle lead to which. */

/** By module, as esbuild tells them. */
export type Imports = Readonly<
  Record<string, { readonly imports: readonly { path: string; kind: string; external?: boolean }[] }>
>;

/** What esbuild calls imports that wait until they are come to. */
const LATE: ReadonlySet<string> = new Set(['dynamic-import', 'require-call']);

export class ImportGraph {
  readonly #inputs: Imports;

  readonly #loaded: ReadonlySet<string>;

  /** Of what `entry` leads to. */
  constructor(inputs: Imports, entry: string) {
    this.#inputs = inputs;
    const loaded = new Set<string>();
    const found = new Set([entry]);
    for (const module of found) {
      for (const imported of this.#importsOf(module, false)) found.add(imported);
      for (const imported of this.loadedBy(module)) {
        found.add(imported);
        loaded.add(imported);
      }
    }
    this.#loaded = loaded;
  }

  /** These modules and all that they import to begin with. */
  behind(modules: Iterable<string>): ReadonlySet<string> {
    const found = new Set(modules);
    for (const module of found) for (const imported of this.#importsOf(module, false)) found.add(imported);
    return found;
  }

  /** What the module loads when it comes to it: with `import()`, or with `require()` where the build put one. */
  loadedBy(module: string): readonly string[] {
    return this.#importsOf(module, true);
  }

  /** By module that is not of `usual`: the modules to be loaded late that it stands behind. */
  loadersOutside(usual: ReadonlySet<string>): ReadonlyMap<string, readonly string[]> {
    const loaders = new Map<string, string[]>();
    for (const loader of [...this.#loaded].filter((module) => !usual.has(module))) {
      for (const module of this.behind([loader])) {
        const known = loaders.get(module);
        if (known) known.push(loader);
        else if (!usual.has(module)) loaders.set(module, [loader]);
      }
    }
    return loaders;
  }

  #importsOf(module: string, isLate: boolean): readonly string[] {
    const imports = this.#inputs[module]?.imports ?? [];
    return imports.filter(({ kind, external }) => !external && LATE.has(kind) === isLate).map(({ path }) => path);
  }
}
