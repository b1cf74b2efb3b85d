import { allGroups, defaultGroups } from '../model/metric-groups.ts';
import { choice, choices, labelTags, list, pattern, text, wholeNumber } from './setting-kinds.ts';
import { optional, type Parsed, required, type Setting } from './setting.ts';

/** Which points are written, and under which names. */
export const pointSettings = {
  schema: required(
    'SCHEMA',
    'what is written',
    choice('wide', 'heapster', 'heapster-fields'),
    'wide',
    'names of measurements, tags and fields',
  ),
  metrics: {
    ...required(
      'METRICS',
      'what is written',
      choices(allGroups, { default: defaultGroups, all: allGroups }),
      'default',
      'groups of metrics, see METRICS.md',
    ),
    fallbackHelp: `default: ${defaultGroups.join(',')}`,
  },
  skipNamespaces: optional(
    'SKIP_NAMESPACES',
    'what is written',
    list(),
    'namespaces whose pods are left out',
  ),
  skipOwnerKinds: optional(
    'SKIP_OWNER_KINDS',
    'what is written',
    list(),
    'kinds of workloads whose pods are left out, as CronJob,Job',
  ),
  nodeInterfaces: {
    ...optional(
      'NODE_INTERFACES',
      'what is written',
      pattern("'^(ens|bond)'"),
      'names of the network interfaces that are a node’s own, as a regular expression',
    ),
    fallbackHelp: 'eth0, else the network cards',
  },
  labels: optional(
    'LABELS',
    'what is written',
    labelTags('label=tag'),
    'labels of pods and nodes that become tags, as app,topology.kubernetes.io/zone=zone (schema wide)',
  ),
  labelSeparator: {
    ...optional(
      'LABEL_SEPARATOR',
      'what is written',
      text(),
      'what stands between labels in the tag labels (Heapster schemas)',
    ),
    fallbackHelp: 'a comma',
  },
  storeLabels: optional(
    'STORE_LABELS',
    'what is written',
    labelTags('tag=label'),
    'labels that become tags of their own, as app,zone=failure-domain (Heapster schemas)',
  ),
  ignoreLabels: optional(
    'IGNORE_LABELS',
    'what is written',
    list(),
    'labels that are left out of the tag labels (Heapster schemas)',
  ),
  maxAgeS: required(
    'MAX_AGE_S',
    'what is written',
    wholeNumber(61, 86_400),
    '300',
    'how old a sample may be to make a rate from (Heapster schemas)',
    's',
  ),
} satisfies Record<string, Setting<unknown>>;

export type PointConfig = Parsed<typeof pointSettings>;
