import { outputSettings, selfSettings } from './output-settings.ts';
import { text } from './setting-kinds.ts';
import { type Parsed, required, type Setting } from './setting.ts';
import { kubernetesSettings } from './kubernetes-settings.ts';

const { kubeconfig, kubeContext } = kubernetesSettings;

/** Every setting of metrics-api install. */
export const installSettings = {
  kubeconfig,
  kubeContext,
  podNamespace: {
    ...selfSettings.podNamespace,
    fallback: 'heapline',
    help: 'namespace of the Service and the Secret',
  },
  metricsService: required(
    'METRICS_SERVICE',
    'HTTP',
    text(),
    'heapline-metrics-api',
    'name of the Service that answers',
  ),
  metricsSecret: required(
    'METRICS_SECRET',
    'HTTP',
    text(),
    'heapline-metrics-api',
    'name of the Secret with its certificate',
  ),
  logLevel: outputSettings.logLevel,
} satisfies Record<string, Setting<unknown>>;

export type InstallConfig = Parsed<typeof installSettings>;
