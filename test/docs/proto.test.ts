import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';
import { compiledFile, compiledProto } from './proto.ts';

it('objects-proto.ts is what pbf makes of objects.proto', () =>
  assert.equal(readFileSync(compiledFile, 'utf8'), compiledProto()));
