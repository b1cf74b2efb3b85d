import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { combinations, copyOfManifests, isFor120, nameOf } from '../setup/manifests.ts';
import { localImages } from './images.ts';
import type { Scenario } from './scenario.ts';

/** Renders all that this Kubernetes is to take, into files of `folder`. */
export async function renderAll(isOld: boolean, folder: string): Promise<Scenario> {
  mkdirSync(folder);
  const copy = copyOfManifests();
  const put = (name: string, text: string) => {
    const file = join(folder, `${name.replaceAll(/[^\w.]+/g, '-')}.yaml`);
    writeFileSync(file, text);
    return file;
  };
  try {
    const manifests: Record<string, string> = {};
    for (const combination of combinations.filter((one) => isFor120(one) === isOld))
      manifests[nameOf(combination)] = put(nameOf(combination), await copy.render(combination));
    const { components } = parse(
      readFileSync(join(copy.folder, 'overlays/quickstart/kustomization.yaml'), 'utf8'),
    ) as { components: string[] };
    const quickstart = (more: readonly string[]) => ({
      resources: ['../../base'],
      components: [
        // There is no Grafana to be had without a registry; and on one of the two InfluxDB has a volume.
        ...components.filter(
          (component) => !component.endsWith('/grafana') && !(isOld && component.endsWith('/no-volume')),
        ),
        ...['resize', ...more, ...(isOld ? ['k8s-1.20'] : [])].map((name) => `../../components/${name}`),
      ],
      images: localImages,
    });
    return {
      manifests,
      quickstart: put('quickstart-here', await copy.renderOwn('here', quickstart([]))),
      metricsApi: put(
        'metrics-api-here',
        await copy.renderOwn('metrics-api-here', quickstart(['metrics-api', 'heapster-api'])),
      ),
      containerSource: isOld
        ? put('container-here', await copy.renderOwn('container-here', quickstart(['container-source'])))
        : undefined,
      indexed: isOld
        ? undefined
        : put('indexed-here', await copy.renderOwn('indexed-here', quickstart(['indexed']))),
    };
  } finally {
    copy.remove();
  }
}
