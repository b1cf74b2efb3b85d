import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { authorization, writePath } from '../../../lib/influx/destination.ts';
import { AppError } from '../../../lib/errors/app-error.ts';
import { bare } from './bare-settings.ts';

describe('writePath', () => {
  for (const [title, settings, path] of [
    ['database k8s where nothing is said', {}, '/write?db=k8s&precision=ms'],
    [
      'a retention policy',
      { influxDatabase: 'a b', influxRetentionPolicy: 'r' },
      '/write?db=a+b&rp=r&precision=ms',
    ],
    ['a bucket', { influxBucket: 'b', influxOrg: 'o&p' }, '/api/v2/write?org=o%26p&bucket=b&precision=ms'],
  ] as const)
    it(`writes to ${title}`, () => assert.equal(writePath({ ...bare, ...settings }), path));
});

describe('authorization', () => {
  it('shows a token, a user, or nothing; a file is read at every call', () => {
    const folder = mkdtempSync(join(tmpdir(), 'heapline-secret-'));
    const influxTokenFile = join(folder, 'token');
    writeFileSync(influxTokenFile, 'one\n');
    assert.equal(authorization({ ...bare, influxTokenFile }), 'Token one');
    writeFileSync(influxTokenFile, 'two');
    assert.equal(authorization({ ...bare, influxTokenFile }), 'Token two');
    rmSync(folder, { recursive: true });
    assert.throws(() => authorization({ ...bare, influxTokenFile }), AppError);
    assert.equal(authorization({ ...bare, influxUsername: 'u', influxPassword: 'p' }), 'Basic dTpw');
    assert.equal(authorization(bare), undefined);
    assert.throws(() => authorization({ ...bare, influxToken: 'a\nb' }), AppError);
  });
});
