import { writeFileSync } from 'node:fs';
import type { World } from '../scenario.ts';

/** Kinds that manifests are made of, now or soon. */
const kinds = [
  'Namespace ServiceAccount ConfigMap Secret Service',
  'ClusterRole ClusterRoleBinding Role RoleBinding',
  'CronJob Job Deployment StatefulSet',
  'NetworkPolicy PodDisruptionBudget APIService',
].flatMap((line) => line.split(' '));

interface Definition {
  readonly properties?: object;
  readonly additionalProperties?: unknown;
  readonly 'x-kubernetes-group-version-kind'?: readonly {
    readonly group: string;
    readonly version: string;
    readonly kind: string;
  }[];
}

/** Keeps what this API server says of those kinds, for `npm test`: test/fixtures/openapi_MINOR.json. */
export async function recordSchemas({ ask, scenario, say }: World): Promise<void> {
  if (scenario.recordTo === undefined) return;
  const { definitions } = (await ask('/openapi/v2')) as { definitions: Record<string, Definition> };
  const roots = Object.entries(definitions).filter(([, definition]) =>
    definition['x-kubernetes-group-version-kind']?.some(({ kind }) => kinds.includes(kind)),
  );
  const kept: Record<string, unknown> = {};
  const keep = (name: string) => {
    if (name in kept) return;
    kept[name] = strict(definitions[name]);
    for (const [, next = ''] of JSON.stringify(kept[name]).matchAll(/"#\/definitions\/([^"]+)"/g)) keep(next);
  };
  for (const [name] of roots) keep(name);
  const objects = Object.fromEntries(
    roots.flatMap(([name, definition]) =>
      (definition['x-kubernetes-group-version-kind'] ?? []).map(({ group, version, kind }) => [
        `${group === '' ? '' : `${group}/`}${version} ${kind}`,
        name,
      ]),
    ),
  );
  writeFileSync(scenario.recordTo, `${JSON.stringify({ objects, definitions: kept }, undefined, 1)}\n`);
  say(`the schemas of ${Object.keys(objects).length} kinds are recorded in ${scenario.recordTo}`);
}

/** JSON Schema of what OpenAPI says, without words, and with no field but those that are told. */
function strict(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(strict);
  if (typeof value !== 'object' || value === null) return value;
  const { format, ...rest } = value as Record<string, unknown>;
  if (format === 'int-or-string') return { type: ['string', 'integer'] };
  const copied = Object.fromEntries(
    Object.entries(rest)
      .filter(
        ([name, of]) =>
          !(name.startsWith('x-kubernetes-') || (name === 'description' && typeof of === 'string')),
      )
      .map(([name, of]) => [name, strict(of)]),
  );
  return 'properties' in copied && !('additionalProperties' in copied) && 'type' in copied
    ? { ...copied, additionalProperties: false }
    : copied;
}
