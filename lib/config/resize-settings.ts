import { outputSettings, selfSettings } from './output-settings.ts';
import { influxSettings } from './influx-settings.ts';
import { bytes, choice, duration, millicores, text, wholeNumber } from './setting-kinds.ts';
import { type Parsed, required, type Setting } from './setting.ts';
import { kubernetesSettings } from './kubernetes-settings.ts';

const { kubeconfig, kubeContext, clusterName, nodeSelector } = kubernetesSettings;

/**
 * Every setting of resize. The amounts are those that `npm run bench` measured for the schema wide, with a
 * margin.
 */
export const resizeSettings = {
  kubeconfig,
  kubeContext,
  clusterName,
  nodeSelector,
  podNamespace: { ...selfSettings.podNamespace, fallback: 'heapline', help: 'namespace of the CronJob' },
  ...influxSettings,
  influxUrl: { ...influxSettings.influxUrl, fallbackHelp: 'none: RESIZE_FROM=runs needs it' },
  resizeCronjob: required('RESIZE_CRONJOB', 'resources', text(), 'heapline', 'name of the CronJob'),
  resizeContainer: required('RESIZE_CONTAINER', 'resources', text(), 'heapline', 'its container'),
  resizeFrom: required(
    'RESIZE_FROM',
    'resources',
    choice('nodes', 'runs'),
    'nodes',
    'what tells how much is needed: the number of nodes, or what runs took, as heapline_run has it',
  ),
  resizeCpu: required('RESIZE_CPU', 'resources', millicores(), '100m', 'CPU for no nodes at all'),
  resizeExtraCpu: required('RESIZE_EXTRA_CPU', 'resources', millicores(), '0.1m', 'CPU for each node'),
  resizeMemory: required('RESIZE_MEMORY', 'resources', bytes(), '192Mi', 'memory for no nodes at all'),
  resizeExtraMemory: required('RESIZE_EXTRA_MEMORY', 'resources', bytes(), '96Ki', 'memory for each node'),
  resizeSpan: required(
    'RESIZE_SPAN',
    'resources',
    duration(600),
    '1d',
    'over which runs the peaks are taken',
  ),
  resizeMarginPercent: required(
    'RESIZE_MARGIN_PERCENT',
    'resources',
    wholeNumber(0, 1000),
    '25',
    'what is added to the peaks of runs',
    '%',
  ),
  resizeThresholdPercent: required(
    'RESIZE_THRESHOLD_PERCENT',
    'resources',
    wholeNumber(0, 100),
    '0',
    'a difference up to this is left as it is',
    '%',
  ),
  logLevel: outputSettings.logLevel,
} satisfies Record<string, Setting<unknown>>;

export type ResizeConfig = Parsed<typeof resizeSettings>;
