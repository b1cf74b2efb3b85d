import type { Source } from '../model/sample.ts';

/** A request to a kubelet. */
export interface KubeletRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: string;
  readonly accept: string;
}

/** Two samples of each container: rates come from the difference. */
const sampleCount = 2;

/**
 * The endpoints that heapline can read.
 * @see https://github.com/kubernetes/kubernetes/blob/v1.20.2/pkg/kubelet/server/stats/handler.go
 */
export const endpoints: Readonly<Record<Source, KubeletRequest>> = {
  summary: { method: 'GET', path: '/stats/summary', accept: 'application/json' },
  container: {
    method: 'POST',
    path: '/stats/container/',
    body: JSON.stringify({ containerName: '/', subcontainers: true, num_stats: sampleCount }),
    accept: 'application/json',
  },
  resource: { method: 'GET', path: '/metrics/resource', accept: 'text/plain; version=0.0.4' },
};

/** The kubelet's own list of its pods. */
export const podsRequest: KubeletRequest = { method: 'GET', path: '/pods', accept: 'application/json' };

/** The endpoints to try in order: the next one where a kubelet does not have the one before. */
export function sourceOrder(wanted: 'auto' | Source): readonly Source[] {
  return wanted === 'auto' ? ['summary', 'container', 'resource'] : [wanted];
}
