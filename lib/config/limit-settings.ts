import { share, wholeNumber } from './setting-kinds.ts';
import { type Parsed, required, type Setting } from './setting.ts';

/** Concurrency, deadlines and sizes of a scrape. */
export const limitSettings = {
  concurrency: required('CONCURRENCY', 'limits', wholeNumber(1, 1000), '50', 'kubelets asked at a time'),
  kubeletTimeoutMs: required(
    'KUBELET_TIMEOUT_MS',
    'limits',
    wholeNumber(1, 600_000),
    '5000',
    'for one kubelet',
    'ms',
  ),
  sweepTimeoutMs: required(
    'SWEEP_TIMEOUT_MS',
    'limits',
    wholeNumber(1, 3_600_000),
    '35000',
    'for all kubelets, at most three quarters of the run',
    'ms',
  ),
  runTimeoutMs: required(
    'RUN_TIMEOUT_MS',
    'limits',
    wholeNumber(1, 3_600_000),
    '48000',
    'for the whole run',
    'ms',
  ),
  maxBodyBytes: required(
    'MAX_BODY_BYTES',
    'limits',
    wholeNumber(1024, 268_435_456),
    '16777216',
    'largest answer taken from a kubelet',
    'bytes',
  ),
  maxBodyElements: required(
    'MAX_BODY_ELEMENTS',
    'limits',
    wholeNumber(1000, 10_000_000),
    '50000',
    'most list items and map keys in a kubelet’s answer; a list beyond is left out',
  ),
  minNodesShare: required(
    'MIN_NODES_SHARE',
    'limits',
    share(),
    '0.5',
    'share of the Ready nodes that must answer, else exit code 4',
  ),
} satisfies Record<string, Setting<unknown>>;

export type LimitConfig = Parsed<typeof limitSettings>;
