import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fieldTypes } from '../../../lib/schema/field-types.ts';

describe('fieldTypes', () => {
  for (const [schema, measurement, field, type] of [
    ['wide', 'kube_node', 'cpu_usage_nanocores', 'integer'],
    ['wide', 'kube_pod', 'phase', 'string'],
    ['wide', 'heapline_run', 'cpu_seconds', 'float'],
    ['heapster', 'cpu/usage', 'value', 'integer'],
    ['heapster', 'cpu/usage', 'sample_ms', 'integer'],
    ['heapster', 'cpu/node_utilization', 'value', 'float'],
    ['heapster-fields', 'cpu', 'usage_rate', 'integer'],
    ['heapster-fields', 'filesystem', 'usage', 'integer'],
  ] as const)
    it(`${schema}: ${measurement}.${field} is ${type}`, () =>
      assert.equal(fieldTypes(schema).get(measurement)?.get(field), type));
});
