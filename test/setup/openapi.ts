import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import * as z from 'zod';
import type { Manifest } from './manifests.ts';

const recordedSchema = z.object({
  objects: z.record(z.string(), z.string()),
  definitions: z.record(z.string(), z.unknown()),
});

/**
 * What a real API server says of its objects, recorded by `npm run test:cluster -- --record`. Gives a function that tells
 * what is wrong with a manifest, field by field.
 */
export function openApiOf(version: '1.20' | 'newest'): (manifest: Manifest) => string[] {
  const file = new URL(`../fixtures/openapi_${version}.json`, import.meta.url);
  const { objects, definitions } = recordedSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  const ajv = new Ajv({ allErrors: true, strict: false, validateFormats: false });
  ajv.addSchema({ $id: 'kubernetes', definitions });
  const validators = new Map<string, ValidateFunction>();
  return (manifest) => {
    const kind = `${manifest.apiVersion} ${manifest.kind}`;
    const name = objects[kind];
    if (name === undefined) return [`${kind} is no kind that this API server has`];
    const validate = validators.get(kind) ?? ajv.compile({ $ref: `kubernetes#/definitions/${name}` });
    validators.set(kind, validate);
    validate(manifest);
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }) =>
        `${kind}${instancePath}: ${String(message)} ${JSON.stringify(params)}`,
    );
  };
}
