import { type Json, list, object, type Truth } from './json.ts';
import { serialise } from './truth.ts';

/** A body with invalid values, and what is still true of it. */
interface Spoiled {
  readonly body: string;
  readonly truth: Truth;
}

/** Stands in the body as it is, for what JSON.stringify does not write. */
const raw = (text: string) => `@raw ${text}@`;

/**
 * A summary with hostile values in it: what stands around them is still good. The containers lose a number each, one pod
 * its name, the node a counter; and there is more in it than anybody asked for.
 */
export function spoil(truth: Truth): Spoiled {
  const pods = list(truth['pods']);
  const [first, second, ...rest] = pods;
  const bad = pods.map((pod, index) => (index % 2 === 0 ? withBadContainers(pod, index) : pod));
  const served = {
    ...truth,
    node: { ...object(truth['node']), fs: { ...object(object(truth['node'])['fs']), usedBytes: raw('-1') } },
    pods: [
      ...(first ? [{ ...first, podRef: { ...object(first['podRef']), name: 'x'.repeat(10_000_000) } }] : []),
      ...bad.slice(1),
      // The same pod twice.
      ...(second ? [second] : []),
    ],
    unheard_of: raw(`${'['.repeat(10_000)}${']'.repeat(10_000)}`),
    more: raw('{"__proto__":{"isAdmin":true},"constructor":{"prototype":{"isAdmin":true}}}'),
  };
  const left = {
    ...truth,
    node: { ...object(truth['node']), fs: without(object(truth['node'])['fs'], 'usedBytes') },
    pods: [
      ...(second ? [withoutBadNumbers(second, 1)] : []),
      ...rest.map((pod, index) => withoutBadNumbers(pod, index + 2)),
    ],
  };
  return {
    body: serialise(served).replace(/"@raw (.*?)@"/g, (_, text: string) => unescaped(text)),
    truth: left,
  };
}

const badNumbers = [
  raw('1e400'),
  raw('-5'),
  '12',
  raw('1.5'),
  raw('"\\u0000"'),
  raw('99999999999999999999999'),
];

function withBadContainers(pod: Truth, index: number): Truth {
  const bad = badNumbers[(index / 2) % badNumbers.length];
  return eachContainer(pod, (container) => ({
    ...container,
    memory: { ...object(container['memory']), rssBytes: bad },
    logs: { ...object(container['logs']), usedBytes: bad },
  }));
}

function withoutBadNumbers(pod: Truth, index: number): Truth {
  if (index % 2 !== 0) return pod;
  return eachContainer(pod, (container) => ({
    ...container,
    memory: without(container['memory'], 'rssBytes'),
    logs: without(container['logs'], 'usedBytes'),
  }));
}

function eachContainer(pod: Truth, change: (container: Truth) => Truth): Truth {
  return { ...pod, containers: list(pod['containers']).map(change) };
}

function without(section: Json, key: string): Truth {
  return Object.fromEntries(Object.entries(object(section)).filter(([name]) => name !== key));
}

function unescaped(text: string): string {
  return JSON.parse(`"${text}"`) as string;
}
