/** heapline's own CronJob, as the API server has it. */
export interface SimCronJob {
  readonly path: string;
  readonly object: () => object;
  /** Takes a strategic merge patch: lists of containers are merged by name. */
  readonly patch: (text: string, contentType: string | undefined) => void;
}

interface Container {
  readonly name: string;
  readonly resources?: object;
}

/** @param version of the API group `batch`: `v1beta1` up to Kubernetes 1.20 */
export function simCronJob(version: 'v1' | 'v1beta1', completions?: number): SimCronJob {
  let containers: Container[] = [
    {
      name: 'heapline',
      resources: { requests: { cpu: '100m', memory: '320Mi' }, limits: { cpu: '1', memory: '384Mi' } },
    },
    { name: 'sidecar' },
  ];
  return {
    path: `/apis/batch/${version}/namespaces/heapline/cronjobs/heapline`,
    object: () => ({
      apiVersion: `batch/${version}`,
      kind: 'CronJob',
      metadata: { name: 'heapline', namespace: 'heapline' },
      spec: {
        schedule: '* * * * *',
        jobTemplate: {
          spec: { completions, completionMode: completions && 'Indexed', template: { spec: { containers } } },
        },
      },
    }),
    patch: (text, contentType) => {
      if (contentType !== 'application/strategic-merge-patch+json')
        throw new Error(`no patch: ${String(contentType)}`);
      const { spec } = JSON.parse(text) as {
        spec: { jobTemplate: { spec: { template: { spec: { containers: Container[] } } } } };
      };
      const patches = spec.jobTemplate.spec.template.spec.containers;
      containers = containers.map((one) => ({ ...one, ...patches.find(({ name }) => name === one.name) }));
    },
  };
}
