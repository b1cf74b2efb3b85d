import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const files = globSync('{lib,functions,k8s}/**/*.{ts,mjs,cjs}', { cwd: root }).sort();

/** From the ground up. A folder imports those below its own layer, and none beside it. */
const layers = [
  ['util'],
  ['errors'],
  ['http', 'model'],
  ['decode', 'transform', 'schema', 'kubelet', 'kubernetes', 'influx', 'report', 'config'],
  ['wiring'],
  ['app'],
  ['functions'],
  ['k8s'],
];

/** Packages that only one folder may import. */
const packageOwners: Record<string, string> = {
  '@kubernetes/client-node': 'lib/kubernetes/',
  '@influxdata/influxdb-client': 'lib/influx/',
  commander: 'functions/',
  pino: 'lib/report/',
  'cli-progress': 'lib/report/',
  pbf: 'lib/kubernetes/',
  selfsigned: 'lib/app/metrics-api/',
};

describe('the architecture', () => {
  it('imports point down the layers, and never to a folder of the same layer', () => {
    const wrong = files.flatMap((file) =>
      importsOf(file)
        .filter((imported) => !imported.endsWith('package.json') && !mayImport(file, imported))
        .map((imported) => `${file} imports ${imported}`),
    );
    assert.deepEqual(wrong, []);
  });

  it('imports form no cycle', () => {
    const done = new Set<string>();
    const cycles: string[] = [];
    const visit = (file: string, path: readonly string[]) => {
      if (path.includes(file)) cycles.push([...path.slice(path.indexOf(file)), file].join(' → '));
      if (done.has(file) || path.includes(file)) return;
      for (const next of importsOf(file)) visit(next, [...path, file]);
      done.add(file);
    };
    for (const file of files) visit(file, []);
    assert.deepEqual(cycles, []);
  });

  it('the product imports nothing of test/', () => {
    const wrong = files.filter((file) => importsOf(file).some((imported) => imported.startsWith('test/')));
    assert.deepEqual(wrong, []);
  });

  it('lib/ has folders only', () => assert.deepEqual(globSync('lib/*.*', { cwd: root }), []));

  it('a file name occurs once in lib/ and functions/', () => {
    const names = files.filter((file) => !file.startsWith('k8s/')).map((file) => file.split('/').at(-1));
    assert.deepEqual(
      names.filter((name, index) => names.indexOf(name) !== index),
      [],
    );
  });

  for (const [name, folder] of Object.entries(packageOwners))
    it(`only ${folder} imports ${name}`, () => {
      const others = files.filter((file) => !file.startsWith(folder) && packagesOf(file).includes(name));
      assert.deepEqual(
        others.filter((file) => !file.startsWith('k8s/')),
        [],
      );
    });

  it('`heapline top` loads no Kubernetes client', () => {
    const loaded = new Set<string>();
    const load = (file: string) => {
      if (loaded.has(file)) return;
      loaded.add(file);
      importsOf(file).forEach(load);
    };
    load('functions/top.ts');
    const clients = [...loaded].filter((file) => file.startsWith('lib/kubernetes/'));
    assert.deepEqual(clients, []);
  });

  it('nothing names a file outside of the project', () => {
    const all = globSync('{lib,functions,k8s,test}/**/*.{ts,mjs,cjs}', { cwd: root });
    assert.ok(all.length > 300);
    const outside = all.flatMap((file) =>
      [...readFileSync(join(root, file), 'utf8').matchAll(/['"`]((?:\.\.\/)+[^'"`$]*)['"`$]/g)]
        .map(([, path = '']) => join(dirname(file), path))
        .filter((path) => path.startsWith('..'))
        .map((path) => `${file}: ${path}`),
    );
    assert.deepEqual(outside, []);
  });

  it('what judges heapline imports nothing of it', () => {
    const judges = globSync('test/{oracle,chaos}/*.ts', { cwd: root });
    assert.ok(judges.length > 5);
    for (const file of judges)
      for (const imported of importsOf(file))
        assert.ok(!imported.startsWith('lib/'), `${file} imports ${imported}`);
  });

  it('every folder of lib/ has tests in test/', () => {
    const tests = new Set(globSync('test/lib/**/*.test.ts', { cwd: root }).map(dirname));
    const seenFromOutside = ['lib/app/setup-influx', 'lib/app/top', 'lib/app/scrape'];
    const untested = new Set(
      files
        .filter((file) => file.startsWith('lib/'))
        .map(dirname)
        .filter((folder) => !tests.has(`test/${folder}`) && !seenFromOutside.includes(folder)),
    );
    assert.deepEqual([...untested], []);
  });
});

function mayImport(file: string, imported: string): boolean {
  const [from, to] = [layerOf(file), layerOf(imported)];
  return folderOf(file) === folderOf(imported) || to < from;
}

function layerOf(file: string): number {
  const [top = '', folder = ''] = file.split('/');
  const layer = layers.findIndex((names) => names.includes(top === 'lib' ? folder : top));
  assert.ok(layer >= 0, `${file} is in no layer`);
  return layer;
}

/** `lib/schema/wide/x.ts` is in lib/schema; `lib/app/top/x.ts` in lib/app/top. */
function folderOf(file: string): string {
  const parts = file.split('/');
  if (parts[0] !== 'lib') return parts[0] ?? '';
  return parts.slice(0, parts[1] === 'app' ? 3 : 2).join('/');
}

function importsOf(file: string): string[] {
  return specifiersOf(file)
    .filter((specifier) => specifier.startsWith('.'))
    .map((specifier) => relative(root, join(root, dirname(file), specifier)));
}

function packagesOf(file: string): string[] {
  return specifiersOf(file).filter((specifier) => !specifier.startsWith('.'));
}

function specifiersOf(file: string): string[] {
  if (file.endsWith('package.json')) return [];
  const text = readFileSync(join(root, file), 'utf8');
  return [
    ...text.matchAll(/^(?:import|export)[^;]*? from '([^']+)'/gm),
    ...text.matchAll(/\bimport\('([^']+)'\)/g),
  ].map(([, specifier = '']) => specifier);
}
