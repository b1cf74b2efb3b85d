import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';

/** Compares what users see with what they saw before. UPDATE_GOLDENS=1 writes the file, for a reviewer to read. */
export function assertFrozen(file: string, actual: string): void {
  const golden = new URL(`goldens/${file}`, import.meta.url);
  if (process.env['UPDATE_GOLDENS']) writeFileSync(golden, actual);
  assert.equal(actual, readFileSync(golden, 'utf8'));
}

/** Stands for a long text in a golden file. */
export function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
