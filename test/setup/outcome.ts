import type { Source } from '../../lib/model/sample.ts';
import type { Outcome } from '../../lib/model/run.ts';
import { nodeFacts } from './facts.ts';

/** A body, as a scrape of node-a gives it. */
export function outcomeOf(body: string, source: Source = 'summary'): Outcome {
  const node = {
    name: 'node-a',
    isReady: true,
    addresses: [],
    kubeletPort: 1,
    kubeletVersion: undefined,
    facts: nodeFacts(),
  };
  const target = { node, origin: 'https://127.0.0.1:1', pathPrefix: '', serverName: undefined };
  return { target, durationMs: 1, ok: true, source, body: Buffer.from(body), bodyBytes: body.length };
}
