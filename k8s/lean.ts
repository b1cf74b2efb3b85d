import { createRequire, isBuiltin } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Plugin } from 'esbuild';

const packages = join(import.meta.dirname, '../node_modules');
const require = createRequire(import.meta.url);

/**
 * Loaded on first use instead of at start, to save milliseconds of every run. Builtin modules only where
 * packages use them.
 */
const lateBuiltins = ['node:child_process', 'node:https', 'node:readline', 'node:worker_threads'];
const latePackages = ['openid-client', 'jsonpath-plus', 'socks-proxy-agent', 'socks', 'hpagent', 'js-yaml'];

/** A run uses a small part of these packages; the rest is left out. */
const corners: Readonly<Record<string, string>> = {
  '@kubernetes/client-node': `export { KubeConfig } from '${packages}/@kubernetes/client-node/dist/config.js';`,
  undici: `
    const Dispatcher = require('${packages}/undici/lib/dispatcher/dispatcher.js');
    Object.assign(Dispatcher.prototype, require('${packages}/undici/lib/api/index.js'));
    exports.buildConnector = require('${packages}/undici/lib/core/connect.js');
    exports.Agent = require('${packages}/undici/lib/dispatcher/agent.js');
    exports.Client = require('${packages}/undici/lib/dispatcher/client.js');
    exports.ProxyAgent = require('${packages}/undici/lib/dispatcher/proxy-agent.js');`,
  // pino asks for its thread at start; there is only one.
  'pino/worker_threads': 'exports.isMainThread = true;',
};

const noMilo = "throw new Error('UNDICI_USE_MILO is set, and the bundle has no such parser: take it out.');";

/**
 * Files that a run never uses: the Kubernetes client's models and APIs; HTTP/2; undici's experimental parser
 * (UNDICI_USE_MILO); pino's workers and its caller lookup.
 */
const unreached: Readonly<Record<string, string>> = {
  '@kubernetes/client-node/dist/gen/index.js':
    'export const createConfiguration = undefined, ServerConfiguration = undefined;',
  'undici/lib/dispatcher/client-h2.js':
    "module.exports = () => { throw new Error('HTTP/2 is not spoken.'); };",
  'pino/lib/caller.js': 'module.exports = () => undefined;',
  'pino/lib/transport.js': "module.exports = () => { throw new Error('Logs go through no worker.'); };",
  'undici/lib/milo/simd.js': noMilo,
  'undici/lib/milo/no-simd.js': noMilo,
};

/** An esbuild plugin that bundles, and loads at start, only what a run needs. */
export const lean: Plugin = {
  name: 'lean',
  setup: (build) => {
    const late = new Set([...lateBuiltins, ...latePackages]);
    build.onResolve({ filter: /.*/ }, ({ path, importer, namespace }) => {
      if (namespace === 'late') return undefined;
      const isFromPackage = importer.includes('node_modules') || namespace === 'corner';
      const builtin = isBuiltin(path) && !path.startsWith('node:') ? `node:${path}` : path;
      if (Object.hasOwn(corners, path)) return { path, namespace: 'corner' };
      if (path === 'worker_threads' && importer.includes('/pino/'))
        return { path: 'pino/worker_threads', namespace: 'corner' };
      return isFromPackage && late.has(builtin) ? { path: builtin, namespace: 'late' } : undefined;
    });
    build.onLoad({ filter: /.*/, namespace: 'corner' }, ({ path }) => ({
      contents: corners[path] ?? '',
      resolveDir: packages,
    }));
    build.onLoad({ filter: /.*/, namespace: 'late' }, async ({ path }) => ({
      contents: await lateModule(path),
      resolveDir: packages,
    }));
    for (const [file, contents] of Object.entries(unreached))
      build.onLoad({ filter: new RegExp(`/${file.replaceAll('.', '\\.')}$`) }, () => ({ contents }));
  },
};

/**
 * A module with the same names that loads the real one on first use. Functions are wrapped, because callers
 * may keep a reference.
 */
async function lateModule(name: string): Promise<string> {
  const url = name.startsWith('node:') ? name : pathToFileURL(require.resolve(name)).href;
  const exported = (await import(url)) as Record<string, unknown>;
  const names = Object.keys(exported).filter((one) => one !== 'default' && one !== 'module.exports');
  // A function with extra properties, as for promisify, cannot be wrapped.
  const isPlainFunction = (one: string) =>
    typeof exported[one] === 'function' &&
    /^[a-z]/.test(one) &&
    Reflect.ownKeys(exported[one]).every((key) => key === 'length' || key === 'name' || key === 'prototype');
  const functions = names.filter(isPlainFunction);
  const others = names.filter((one) => !isPlainFunction(one));
  return `const load = () => require(${JSON.stringify(name)});
    for (const name of ${JSON.stringify(functions)}) exports[name] = (...given) => load()[name](...given);
    for (const name of ${JSON.stringify(others)})
      Object.defineProperty(exports, name, { enumerable: true, get: () => load()[name] });`;
}
