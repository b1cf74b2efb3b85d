import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { after, describe, it } from 'node:test';
import * as z from 'zod';
import { nodeFlags } from '../../k8s/node-flags.ts';
import { loaderOf } from '../../lib/config/load-config.ts';
import { resizeRules, rules, setupRules } from '../../lib/config/setting-rules.ts';
import { type Config, settings } from '../../lib/config/scrape-settings.ts';
import { heapsterApiSettings } from '../../lib/config/heapster-api-settings.ts';
import { installSettings } from '../../lib/config/install-settings.ts';
import { metricsApiSettings } from '../../lib/config/metrics-api-settings.ts';
import { resizeSettings } from '../../lib/config/resize-settings.ts';
import { setupSettings } from '../../lib/config/setup-settings.ts';
import { shippedEnvironment } from '../bench/shipped.ts';
import { neededRights } from '../../lib/app/doctor/needed-rights.ts';
import {
  combinations,
  copyOfManifests,
  isFor120,
  type Manifest,
  manifestsOf,
  nameOf,
} from '../setup/manifests.ts';
import { openApiOf } from '../setup/openapi.ts';

const loadConfig = loaderOf('scrape', settings, rules);
const loadSetupConfig = loaderOf('setup-influx', setupSettings, setupRules);
const loadResizeConfig = loaderOf('resize', resizeSettings, resizeRules);

const copy = copyOfManifests();
const wrongFor = { '1.20': openApiOf('1.20'), newest: openApiOf('newest') };
after(() => copy.remove());

for (const file of ['Dockerfile', 'package.json'])
  it(`${file} starts a run with V8 set as in the CronJob`, () => {
    const text = readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
    assert.ok(text.replaceAll('", "', ' ').includes(` ${nodeFlags.join(' ')} `));
  });

it('every container runs the Node that package-lock.json has, so that V8’s record fits', () => {
  const lock = JSON.parse(readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8')) as {
    packages: Record<string, { version: string }>;
  };
  const files = globSync('k8s/**/*.yaml', { cwd: new URL('../..', import.meta.url) });
  const images = files.flatMap((file) =>
    [...readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8').matchAll(/image: (node:\S+)/g)].map(
      ([, image]) => image,
    ),
  );
  assert.deepEqual([...new Set(images)], [`node:${lock.packages['node_modules/node']?.version ?? ''}-slim`]);
});

describe('the recorded schemas', () => {
  const cronJob = (apiVersion: string, spec: object): Manifest => ({
    apiVersion,
    kind: 'CronJob',
    metadata: { name: 'a' },
    spec: { schedule: '* * * * *', jobTemplate: {}, ...spec },
  });

  it('refuse a field that is none, and a kind of another version', () => {
    assert.deepEqual(wrongFor.newest(cronJob('batch/v1', {})), []);
    assert.equal(wrongFor.newest(cronJob('batch/v1', { shedule: 'x' })).length, 1);
    assert.equal(wrongFor.newest(cronJob('batch/v1', { concurrencyPolicy: 1 })).length, 2);
    assert.equal(wrongFor.newest(cronJob('batch/v1beta1', {})).length, 1);
    assert.equal(wrongFor['1.20'](cronJob('batch/v1', {})).length, 1);
    assert.deepEqual(wrongFor['1.20'](cronJob('batch/v1beta1', {})), []);
  });
});

for (const combination of combinations)
  describe(`k8s: ${nameOf(combination)}`, async () => {
    const manifests = manifestsOf(await copy.render(combination));
    const one = (kind: string, name = 'heapline') =>
      manifests.find((manifest) => manifest.kind === kind && manifest.metadata.name === name)!;
    const settingsMap = z.record(z.string(), z.string()).parse(one('ConfigMap')['data']);
    const config = loadConfig({}, settingsMap);
    const pods = manifests.flatMap(podsOf);

    it('an API server of its version knows every field', () => {
      const wrong = wrongFor[isFor120(combination) ? '1.20' : 'newest'];
      assert.deepEqual(manifests.flatMap(wrong), []);
    });

    it('its settings are settings that heapline has, and none repeats a default', () => {
      const known = { ...metricsApiSettings, ...resizeSettings, ...setupSettings, ...settings };
      for (const [variable, value] of Object.entries(settingsMap)) {
        const setting = Object.values(known).find((each) => each.variable === variable);
        assert.ok(setting, `${variable} is no setting`);
        assert.notEqual(value, 'fallback' in setting ? setting.fallback : undefined, variable);
      }
      loadSetupConfig({}, settingsMap);
      loadResizeConfig({}, settingsMap);
    });

    it('its role holds what these settings need, and nothing more', () => {
      const { rules } = roleSchema.parse(one('ClusterRole'));
      const granted = rules.flatMap(({ resources, verbs }) =>
        resources.flatMap((resource) => verbs.map((verb) => `${verb} ${resource}`)),
      );
      const needed = neededRights(config, { access: config.kubeletAccess ?? 'direct' });
      assert.deepEqual(granted.sort(), needed.map(({ verb, resource }) => `${verb} ${resource}`).sort());
    });

    it('the resizer may patch heapline’s own CronJob and list nodes, and no more', () => {
      if (!manifests.some(({ metadata }) => metadata.name === 'heapline-resize')) return;
      const { rules } = roleSchema.parse(one('Role', 'heapline-resize'));
      const [cronJob] = ['RESIZE_CRONJOB'].map(
        (variable) => settingsMap[variable] ?? resizeSettings.resizeCronjob.fallback,
      );
      assert.deepEqual(rules, [
        { resources: ['cronjobs'], resourceNames: [cronJob], verbs: ['get', 'patch'] },
      ]);
      assert.deepEqual(roleSchema.parse(one('ClusterRole', 'heapline-resize')).rules, [
        { resources: ['nodes'], verbs: ['list'] },
      ]);
      const names = manifests
        .filter(({ kind }) => kind === 'CronJob')
        .flatMap((manifest) => podsOf(manifest));
      assert.ok(
        names.some(({ containers }) => containers[0]?.name === resizeSettings.resizeContainer.fallback),
      );
    });

    it('variables that a container is given are variables that heapline reads', () => {
      const known = new Set(
        [settings, setupSettings, resizeSettings, metricsApiSettings, heapsterApiSettings, installSettings]
          .flatMap(Object.values<{ variable: string }>)
          .map(({ variable }) => variable),
      );
      for (const { containers } of pods)
        for (const { command, env } of containers)
          if (command?.includes('/heapline/loader.cjs'))
            for (const { name } of env) assert.ok(known.has(name) || ofOthers.includes(name), name);
    });

    it('the allocator is set in the CronJob as it is where runs are measured', () => {
      const [container] = cronJobSchema.parse(one('CronJob')).spec.jobTemplate.spec.template.spec.containers;
      const set = Object.fromEntries(container?.env.map(({ name, value }) => [name, value]) ?? []);
      for (const [name, value] of Object.entries(shippedEnvironment)) assert.equal(set[name], value);
    });

    it('V8 is set in the CronJob as it was when the record was made, or it would not take it', () => {
      const [container] = cronJobSchema.parse(one('CronJob')).spec.jobTemplate.spec.template.spec.containers;
      // An image of one's own has its entry point.
      if (container?.command)
        assert.deepEqual(container.command, ['node', ...nodeFlags, '/heapline/loader.cjs']);
    });

    it('a run has its time before its Job is ended, and its end before the next minute but one', () => {
      const { spec } = cronJobSchema.parse(one('CronJob'));
      const seconds = spec.jobTemplate.spec.activeDeadlineSeconds;
      assert.ok(seconds * 1000 > config.runTimeoutMs + 20_000 && seconds < 120, String(seconds));
    });

    it('as many shards are counted as there are, and each is one that heapline takes', () => {
      const { completions, parallelism, template } = cronJobSchema.parse(one('CronJob')).spec.jobTemplate
        .spec;
      const shard = template.spec.containers[0]?.env.find(({ name }) => name === 'SHARD')?.value;
      assert.equal(parallelism, completions);
      if (completions === undefined) assert.equal(shard, undefined);
      else
        for (let index = 0; index < completions; index++) {
          const text = String(shard).replace('$(JOB_COMPLETION_INDEX)', String(index));
          assert.deepEqual(loadConfig({}, { SHARD: text }).shard, { index, count: completions });
        }
    });

    it('no pod runs as root, with a writable root, a capability or a token that it did not ask for', () => {
      assert.ok(pods.length > 0);
      for (const pod of pods) {
        assert.equal(pod.automountServiceAccountToken, false);
        assert.equal(pod.nodeSelector['kubernetes.io/os'], 'linux');
        assert.equal(pod.securityContext.runAsNonRoot, true);
        assert.ok(pod.securityContext.runAsUser > 0);
        assert.equal(pod.securityContext.seccompProfile.type, 'RuntimeDefault');
        for (const { securityContext, resources } of pod.containers) {
          assert.deepEqual(securityContext, {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ['ALL'] },
          });
          assert.ok(resources.requests.cpu && resources.requests.memory && resources.limits.memory);
        }
      }
    });

    it('every pod that runs the bundle mounts it, and no other', () => {
      const mounting = pods.filter(({ containers }) =>
        containers.some(({ command }) => command?.includes('/heapline/loader.cjs')),
      );
      const isThere = manifests.some(({ metadata }) => metadata.name === 'heapline-bundle');
      assert.equal(mounting.length > 0, isThere);
      for (const { volumes } of mounting)
        assert.ok(
          volumes.some(({ configMap, projected }) =>
            [{ configMap }, ...(projected?.sources ?? [])].some(
              (one) => one.configMap?.name === 'heapline-bundle',
            ),
          ),
        );
    });

    it('what it opens for heapline in a network is where heapline goes', () => {
      const policy = manifests.find(
        ({ kind, metadata }) => kind === 'NetworkPolicy' && metadata.name === 'heapline',
      );
      if (!policy) return;
      const { spec } = policySchema.parse(policy);
      const open = spec.egress.flatMap(({ ports }) => ports.map(({ port }) => port));
      for (const port of portsOf(config)) assert.ok(open.includes(port), String(port));
    });

    it('every namespaced object is in its namespace, and all are labelled part of heapline', () => {
      const ofCluster = ['Namespace', 'ClusterRole', 'ClusterRoleBinding', 'APIService'];
      for (const { kind, metadata, ...manifest } of manifests) {
        // Only there it can be said who may read whom to believe.
        const isAuthentication =
          kind === 'RoleBinding' &&
          (manifest['roleRef'] as { name: string }).name === 'extension-apiserver-authentication-reader';
        // And there kubectl and the Dashboard look for Heapster.
        const isHeapsters =
          metadata.name.includes('heapster') ||
          (metadata.name === 'heapline-bundle' && metadata.namespace === 'kube-system');
        const namespace = isAuthentication || isHeapsters ? 'kube-system' : 'heapline';
        assert.equal(metadata.namespace, ofCluster.includes(kind) ? undefined : namespace, kind);
        assert.equal(metadata.labels?.['app.kubernetes.io/part-of'], 'heapline', kind);
      }
    });
  });

function portsOf({
  influxUrl = '',
  kubeletAccess,
  kubeletPort = 10250,
  kubeletReadonlyPort,
}: Config): number[] {
  const { port, protocol } = new URL(influxUrl);
  const ofKubelets = { direct: [kubeletPort], proxy: [], readonly: [kubeletReadonlyPort] };
  const ofInflux = Number(port || (protocol === 'https:' ? 443 : 80));
  return [53, 443, ...ofKubelets[kubeletAccess ?? 'direct'], ofInflux];
}

const roleSchema = z.object({
  rules: z.array(
    z.object({
      resources: z.array(z.string()),
      resourceNames: z.array(z.string()).optional(),
      verbs: z.array(z.string()),
    }),
  ),
});

const policySchema = z.object({
  spec: z.object({ egress: z.array(z.object({ ports: z.array(z.object({ port: z.number() })) })) }),
});

const configMapOf = z.object({ configMap: z.object({ name: z.string() }).optional() });

// What SHARD is made of, and what the allocator reads.
const ofOthers = ['JOB_COMPLETION_INDEX', 'MALLOC_ARENA_MAX', 'MALLOC_MMAP_THRESHOLD_'];

const podSchema = z.object({
  automountServiceAccountToken: z.boolean(),
  nodeSelector: z.record(z.string(), z.string()),
  securityContext: z.object({
    runAsNonRoot: z.boolean(),
    runAsUser: z.number(),
    seccompProfile: z.object({ type: z.string() }),
  }),
  volumes: z
    .array(configMapOf.extend({ projected: z.object({ sources: z.array(configMapOf) }).optional() }))
    .default([]),
  containers: z.array(
    z.object({
      name: z.string(),
      command: z.array(z.string()).optional(),
      env: z.array(z.object({ name: z.string(), value: z.string().optional() })).default([]),
      securityContext: z.unknown(),
      resources: z.object({
        requests: z.record(z.string(), z.string()),
        limits: z.record(z.string(), z.string()),
      }),
    }),
  ),
});

const templateSchema = z.object({ spec: z.object({ template: z.object({ spec: podSchema }) }) });
const cronJobSchema = z.object({
  spec: z.object({
    jobTemplate: z.object({
      spec: z.object({
        activeDeadlineSeconds: z.number(),
        completions: z.number().optional(),
        parallelism: z.number().optional(),
        ...templateSchema.shape.spec.shape,
      }),
    }),
  }),
});

function podsOf(manifest: Manifest): z.infer<typeof podSchema>[] {
  if (manifest.kind === 'CronJob') return [cronJobSchema.parse(manifest).spec.jobTemplate.spec.template.spec];
  if (['Job', 'Deployment', 'StatefulSet'].includes(manifest.kind))
    return [templateSchema.parse(manifest).spec.template.spec];
  return [];
}
