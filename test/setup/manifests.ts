import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
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
  ['influxdb2', 'no-volume'],
  ['insecure-kubelet-tls'],
  ['proxy-access'],
  ['readonly-port'],
  ['container-source'],
  ['resource-source'],
  ['networkpolicy'],
  ['grafana'],
  ['resize'],
  ['indexed'],
  ['metrics-api'],
  ['influxdb', 'heapster-api', 'networkpolicy', 'insecure-kubelet-tls'],
  ['influxdb', 'heapster-api', 'metrics-api', 'own-image'],
  ['influxdb', 'metrics-api', 'heapster-api', 'insecure-kubelet-tls', 'k8s-1.20'],
  ['influxdb', 'metrics-api', 'networkpolicy', 'insecure-kubelet-tls'],
  ['influxdb', 'metrics-api', 'insecure-kubelet-tls', 'k8s-1.20'],
  ['influxdb', 'metrics-api', 'own-image'],
  ['influxdb', 'indexed', 'insecure-kubelet-tls'],
  ['influxdb', 'resize', 'own-image'],
  ['k8s-1.20'],
  ['k8s-1.26'],
  ['influxdb', 'networkpolicy', 'insecure-kubelet-tls'],
  ['influxdb2', 'grafana', 'networkpolicy', 'k8s-1.26'],
  ['influxdb', 'grafana', 'insecure-kubelet-tls', 'k8s-1.20'],
  ['container-source', 'resize', 'insecure-kubelet-tls', 'k8s-1.20'],
  ['container-source', 'proxy-access', 'k8s-1.20'],
  ['container-source', 'readonly-port', 'k8s-1.20'],
  ['resource-source', 'insecure-kubelet-tls'],
  ['resource-source', 'proxy-access'],
  ['resource-source', 'readonly-port', 'networkpolicy'],
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

/** Whether it is for Kubernetes 1.20, and for no other. */
export function isFor120(combination: Combination): boolean {
  return combination.includes('k8s-1.20');
}

/** A copy of k8s/ with the bundle built into it, and V8's record where it is asked for. */
export function copyOfManifests({ isRecorded = false } = {}): {
  readonly folder: string;
  readonly render: (combination: Combination) => Promise<string>;
  /** Renders a kustomization of its own, put beside the overlays. */
  readonly renderOwn: (name: string, kustomization: object) => Promise<string>;
  readonly remove: () => void;
} {
  const folder = mkdtempSync(join(tmpdir(), 'heapline-k8s-'));
  cpSync(root, folder, { recursive: true });
  const args = [join(root, 'build.ts'), '--to', folder, ...(isRecorded ? ['--record'] : [])];
  execFileSync(process.execPath, args, { stdio: 'pipe' });
  return {
    folder,
    render: (combination) =>
      kustomize(
        typeof combination === 'string'
          ? join(folder, 'overlays', combination)
          : ownOverlay(folder, `of-${['base', ...combination].join('-')}`, {
              resources: ['../../base'],
              components: combination.map((name) => `../../components/${name}`),
            }),
      ),
    renderOwn: (name, kustomization) => kustomize(ownOverlay(folder, name, kustomization)),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/**
 * Puts the bundle of `copy` into the new folder `to`, as a pod finds it: beside its loader, with V8's record or
 * without. Gives the loader's path.
 */
export function placeBundle(
  copy: { readonly folder: string },
  to: string,
  { isRecorded }: { readonly isRecorded: boolean },
): string {
  mkdirSync(to, { recursive: true });
  const recordFiles = isRecorded ? ['record/record.zst', 'record/record-of'] : [];
  for (const file of ['bundle/loader.cjs', 'bundle/heapline.cjs.zst', ...recordFiles])
    copyFileSync(join(copy.folder, 'base', file), join(to, basename(file)));
  return join(to, 'loader.cjs');
}

export function manifestsOf(text: string): Manifest[] {
  return parseAllDocuments(text).map((document) => manifestSchema.parse(document.toJS()));
}

function ownOverlay(copy: string, name: string, kustomization: object): string {
  const folder = join(copy, 'overlays', name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'kustomization.yaml'), JSON.stringify(kustomization));
  return folder;
}
