import { constants, PerformanceObserver } from 'node:perf_hooks';
import { getHeapStatistics } from 'node:v8';

const maxHeapShare = 0.8;
const maxGcTimeShare = 0.5;
const collections = 8;

/**
 * A signal that aborts when the heap is nearly full: most of it is still in use after a full garbage
 * collection, or the last collections took half of the time. Before a collection most of a heap may be
 * garbage, and V8's limit includes space for young objects.
 *
 * @see https://nodejs.org/api/perf_hooks.html#garbage-collection-gc-details
 */
export function watchHeap(): AbortSignal {
  const end = new AbortController();
  const recent: { readonly startMs: number; readonly durationMs: number }[] = [];
  const observer = new PerformanceObserver((list) => {
    const full = list.getEntries().filter(isFull);
    if (full.length === 0) return;
    recent.push(...full.map(({ startTime, duration }) => ({ startMs: startTime, durationMs: duration })));
    recent.splice(0, recent.length - collections);
    const { used_heap_size: usedBytes, heap_size_limit: limitBytes } = getHeapStatistics();
    if (usedBytes < maxHeapShare * limitBytes && shareOfTime(recent) < maxGcTimeShare) return;
    const mebibytes = (bytes: number) => Math.round(bytes / 2 ** 20);
    end.abort(`the heap was full: ${mebibytes(usedBytes)} of ${mebibytes(limitBytes)} MiB were in use`);
    observer.disconnect();
  });
  observer.observe({ entryTypes: ['gc'] });
  return end.signal;
}

function shareOfTime(recent: readonly { readonly startMs: number; readonly durationMs: number }[]): number {
  const [first, last] = [recent[0], recent.at(-1)];
  if (!first || !last || recent.length < collections) return 0;
  const spentMs = recent.reduce((sum, { durationMs }) => sum + durationMs, 0);
  return spentMs / (last.startMs + last.durationMs - first.startMs);
}

function isFull(entry: object): boolean {
  const detail: unknown = Reflect.get(entry, 'detail');
  return (
    typeof detail === 'object' &&
    detail !== null &&
    Reflect.get(detail, 'kind') === constants.NODE_PERFORMANCE_GC_MAJOR
  );
}
