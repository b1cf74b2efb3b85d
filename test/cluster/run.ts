import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { messageOf } from '../../lib/errors/app-error.ts';
import { debianProgram } from '../setup/debian.ts';
import { kubectlProgram, kubectlVersions } from '../setup/kubectl.ts';
import type { Plan } from './cluster.ts';
import { makeImages } from './images.ts';
import type { Kubernetes } from './kubernetes.ts';
import { kubernetes120 } from './kubernetes-1.20.ts';
import { kubernetesNewest } from './kubernetes-newest.ts';
import { removeControlGroups } from './machine.ts';
import { renderAll } from './render.ts';

// `npm run test:cluster`: real control planes and kubelets on this machine, each in namespaces of its own.
const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    // Leaves the logs of all servers where they are.
    keep: { type: 'boolean', default: false },
    // Renews the schemas in test/fixtures that `npm test` holds manifests against.
    record: { type: 'boolean', default: false },
  },
});
const inside = fileURLToPath(new URL('inside.ts', import.meta.url));

if (process.getuid?.() !== 0) {
  console.error(
    'npm run test:cluster makes namespaces and control groups, and kubelets want to be root: run it as root.',
  );
  process.exit(2);
}
const outcomes: string[] = [];
if (values.only !== 'newest') await test('1.20', kubernetes120);
if (values.only !== '1.20') await test('the newest Kubernetes', kubernetesNewest);
console.log(`\n${outcomes.join('\n')}`);

async function test(name: string, get: () => Kubernetes): Promise<void> {
  let kubernetes: Kubernetes;
  try {
    kubernetes = get();
  } catch (error) {
    // Only the newest may be missing: it needs a Go toolchain and a module proxy, which a machine may not have.
    const isExcused = get === kubernetesNewest;
    outcomes.push(`${isExcused ? 'SKIPPED' : 'FAILED'}  ${name}: ${messageOf(error)}`);
    if (!isExcused) process.exitCode = 1;
    return;
  }
  const code = await runOn(kubernetes);
  outcomes.push(`${code === 0 ? 'passed ' : 'FAILED '}  Kubernetes ${kubernetes.version}`);
  if (code !== 0) process.exitCode = 1;
}

/** Runs the scenario in namespaces that end with it, and removes what is left outside of them. */
async function runOn(kubernetes: Kubernetes): Promise<number | null> {
  const folder = mkdtempSync(join(tmpdir(), 'heapline-cluster-'));
  const controlGroupPrefix = `heapline-${process.pid}`;
  try {
    console.log(`\n# Kubernetes ${kubernetes.version}`);
    mkdirSync(join(folder, 'images'));
    const bridge = {
      package: 'containernetworking-plugins',
      suite: 'bookworm',
      path: 'usr/lib/cni/bridge',
    } as const;
    const plan: Plan = {
      kubernetes,
      images: makeImages(join(folder, 'images')),
      networkPlugins: dirname(debianProgram(bridge)),
      runc: debianProgram({ package: 'runc', suite: 'bookworm', path: 'usr/sbin/runc' }),
      folder,
      controlGroupPrefix,
      kubectls: Object.fromEntries(
        kubectlVersions.map((version) => [version, kubectlProgram(version)]),
      ) as Plan['kubectls'],
    };
    const scenario = await renderAll(kubernetes.isOld, join(folder, 'manifests'));
    const planFile = join(folder, 'plan.json');
    const recordTo = values.record ? fixtureOf(kubernetes) : undefined;
    writeFileSync(planFile, JSON.stringify({ plan, scenario: { ...scenario, recordTo } }));
    const namespaces = ['--net', '--mount', '--pid', '--uts', '--ipc', '--mount-proc'];
    const child = spawn(
      'unshare',
      [
        ...namespaces,
        '--propagation',
        'private',
        '--fork',
        '--kill-child',
        process.execPath,
        inside,
        planFile,
      ],
      { stdio: ['pipe', 'inherit', 'inherit'] },
    );
    // It ends when its standard input does, and all that it started with it; then what is left can be removed.
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => child.stdin.end());
    return await new Promise((resolve) => child.once('close', resolve));
  } finally {
    removeControlGroups(controlGroupPrefix);
    if (values.keep) console.log(`logs: ${folder}`);
    else rmSync(folder, { recursive: true, force: true });
  }
}

function fixtureOf({ isOld }: Kubernetes): string {
  const name = `openapi_${isOld ? '1.20' : 'newest'}.json`;
  return fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url));
}
