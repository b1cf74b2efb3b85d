import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const files = globSync('{lib,functions}/**/*.ts', { cwd: root }).sort();

/** The rooms of lib/ are stages; these files know the order, and those of lib/stages/ fit each with its settings. */
const conductors = ['lib/pipeline.ts', 'lib/node-walk.ts'];
const isConductor = (file: string) =>
  conductors.includes(file) || ['stages', 'doctor'].includes(roomOf(file) ?? '');

/** Packages that only one room may know. */
const packagesOfOneRoom: Record<string, string> = {
  '@kubernetes/client-node': 'lib/cluster/',
  '@influxdata/influxdb-client': 'lib/influx/',
  commander: 'functions/',
  pino: 'lib/report/',
  'cli-progress': 'lib/report/',
};

describe('the house', () => {
  it('no stage imports a stage: a room’s files import the room itself and plain helpers', () => {
    const wrong = files
      .filter((file) => file.startsWith('lib/') && !isConductor(file))
      .flatMap((file) => importsOf(file).map((imported) => ({ file, imported })))
      .filter(({ imported }) => roomOf(imported) !== undefined)
      .filter(({ file, imported }) => roomOf(file) !== roomOf(imported));
    assert.deepEqual(wrong, []);
  });

  it('imports only point forward: there is no circle', () => {
    const circles: string[] = [];
    const walk = (file: string, path: readonly string[]) => {
      if (path.includes(file)) circles.push([...path, file].join(' → '));
      else for (const next of importsOf(file)) walk(next, [...path, file]);
    };
    for (const file of files) walk(file, []);
    assert.deepEqual(circles, []);
  });

  it('lib never imports functions or tests, nor does a function import a test', () => {
    for (const file of files)
      for (const imported of importsOf(file)) {
        assert.ok(!imported.startsWith('test/'), `${file} imports ${imported}`);
        assert.ok(
          file.startsWith('functions/') || imported.startsWith('lib/'),
          `${file} imports ${imported}`,
        );
      }
  });

  for (const [name, room] of Object.entries(packagesOfOneRoom))
    it(`only ${room} knows ${name}`, () => {
      const others = files.filter((file) => !file.startsWith(room) && packagesOf(file).includes(name));
      assert.deepEqual(others, []);
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

  it('every file of lib has a test of its name, or is seen through the room’s', () => {
    const tests = globSync('test/lib/**/*.test.ts', { cwd: root });
    const rooms = new Set(tests.map((test) => dirname(test).replace('test/', '')));
    const untested = files.filter((file) => file.startsWith('lib/') && !rooms.has(dirname(file)));
    assert.deepEqual(untested, []);
  });
});

function importsOf(file: string): string[] {
  return specifiersOf(file)
    .filter((specifier) => specifier.startsWith('.') && specifier.endsWith('.ts'))
    .map((specifier) => relative(root, join(root, dirname(file), specifier)));
}

function packagesOf(file: string): string[] {
  return specifiersOf(file).filter((specifier) => !specifier.startsWith('.'));
}

function specifiersOf(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8');
  return [
    ...text.matchAll(/^(?:import|export)[^;]*? from '([^']+)'/gm),
    ...text.matchAll(/\bimport\('([^']+)'\)/g),
  ].map(([, specifier = '']) => specifier);
}

/** Folders of plain helpers, which are no stage: what several stages say of failures. */
const helpers = ['failure'];

/** `lib/decode/summary.ts` is in the room lib/decode; `lib/model.ts` is in none. */
function roomOf(file: string): string | undefined {
  const folder = /^lib\/([^/]+)\//.exec(file)?.[1];
  return folder !== undefined && helpers.includes(folder) ? undefined : folder;
}
