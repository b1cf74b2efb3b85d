import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';
import * as z from 'zod';
import { kustomize } from './kubectl.ts';

const root = fileURLToPath(new URL('../../k8s', import.meta.url));

/** An overlay as it is, or the components that are put on the base. */
type Combination = string | readonly string[];

/** Every overlay and every combination of components that somebody would choose. */
export const combinations: readonly Combination[] = [
  'quickstart',
  'production',
  [],
  ['influxdb'],
  ['influxdb2'],
  ['insecure-kubelet-tls'],
  ['proxy-access'],
  ['readonly-port'],
  ['container-source'],
  ['resource-source'],
  ['networkpolicy'],
  ['k8s-1.20'],
  ['k8s-1.26'],
  ['influxdb', 'networkpolicy', 'insecure-kubelet-tls'],
  ['influxdb2', 'networkpolicy', 'k8s-1.26'],
  ['influxdb', 'insecure-kubelet-tls', 'k8s-1.20'],
  ['container-source', 'insecure-kubelet-tls', 'k8s-1.20'],
  ['proxy-access', 'container-source', 'k8s-1.20'],
  ['container-source', 'proxy-access', 'k8s-1.20'],
  ['container-source', 'readonly-port', 'k8s-1.20'],
  ['resource-source', 'insecure-kubelet-tls'],
];

const manifestSchema = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({
    name: z.string(),
    namespace: z.string().optional(),
    labels: z.record(z.string(), z.string()).optional(),
  }),
});

export type Manifest = z.infer<typeof manifestSchema>;

export function nameOf(combination: Combination): string {
  return typeof combination === 'string' ? combination : ['base', ...combination].join(' + ');
}

/** A copy of k8s/ with the bundle built into it. */
export function copyOfManifests(): {
  readonly folder: string;
  readonly render: (combination: Combination) => Promise<string>;
  readonly remove: () => void;
} {
  const folder = mkdtempSync(join(tmpdir(), 'heapline-k8s-'));
  cpSync(root, folder, { recursive: true });
  const bundle = join(folder, 'base/heapline.cjs.gz');
  execFileSync(process.execPath, [join(root, 'build.ts'), '--out', bundle], { stdio: 'pipe' });
  return {
    folder,
    render: (combination) => kustomize(folderOf(folder, combination)),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

export function manifestsOf(text: string): Manifest[] {
  return parseAllDocuments(text).map((document) => manifestSchema.parse(document.toJS()));
}

function folderOf(copy: string, combination: Combination): string {
  if (typeof combination === 'string') return join(copy, 'overlays', combination);
  const folder = join(copy, 'overlays', `of-${['base', ...combination].join('-')}`);
  mkdirSync(folder, { recursive: true });
  const components = combination.map((name) => `../../components/${name}`);
  writeFileSync(
    join(folder, 'kustomization.yaml'),
    JSON.stringify({ resources: ['../../base'], components }),
  );
  return folder;
}
