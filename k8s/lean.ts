import { createRequire, isBuiltin } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Plugin } from 'esbuild';

const packages = join(import.meta.dirname, '../node_modules');
const require = createRequire(import.meta.url);

/**
 * What a run loads when it needs it, and not at its start: each costs milliseconds that a job pays every minute. Builtin
 * modules are loaded late for packages alone.
 */
const lateBuiltins = ['node:child_process', 'node:https', 'node:readline', 'node:worker_threads'];
const latePackages = ['openid-client', 'jsonpath-plus', 'socks-proxy-agent', 'socks', 'hpagent', 'js-yaml'];

/** Of these packages a run uses a corner each; the rest stays outside. */
const corners: Readonly<Record<string, string>> = {
  '@kubernetes/client-node': `export { KubeConfig } from '${packages}/@kubernetes/client-node/dist/config.js';`,
  undici: `
    const Dispatcher = require('${packages}/undici/lib/dispatcher/dispatcher.js');
    Object.assign(Dispatcher.prototype, require('${packages}/undici/lib/api/index.js'));
    exports.buildConnector = require('${packages}/undici/lib/core/connect.js');
    exports.Agent = require('${packages}/undici/lib/dispatcher/agent.js');
    exports.Client = require('${packages}/undici/lib/dispatcher/client.js');
    exports.ProxyAgent = require('${packages}/undici/lib/dispatcher/proxy-agent.js');`,
  // Which thread it is pino asks at once, and there is but one.
  'pino/worker_threads': 'exports.isMainThread = true;',
};

const noMilo = "throw new Error('UNDICI_USE_MILO is set, and the bundle has no such parser: take it out.');";

/**
 * Files that nothing of it reaches: the Kubernetes client's models and APIs; HTTP/2, which is offered to nobody; undici's parser
 * on trial, which its variable UNDICI_USE_MILO would ask for; pino's workers, and the search for who called it, which is for them.
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

/** An esbuild plugin: only what a run needs is in the bundle, and is loaded at its start. */
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

/** A module of the same names, each of which loads the module itself: a function when it is called, for it may be kept. */
async function lateModule(name: string): Promise<string> {
  const url = name.startsWith('node:') ? name : pathToFileURL(require.resolve(name)).href;
  const exported = (await import(url)) as Record<string, unknown>;
  const names = Object.keys(exported).filter((one) => one !== 'default' && one !== 'module.exports');
  // What carries more, as a way to be promisified, is no plain function.
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
