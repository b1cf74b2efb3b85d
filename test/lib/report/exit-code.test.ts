import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { exitCodeOf } from '../../../lib/report/exit-code.ts';
import { emptyWriteResult } from '../../../lib/model/sink.ts';
import { failedNode, runOf, upNode } from './reports.ts';

describe('exitCodeOf', () => {
  const [up, down] = [upNode('a'), failedNode('b')];
  for (const [title, run, code] of [
    ['0 when all nodes answered', runOf([up, up]), 0],
    ['0 when half of the Ready nodes answered', runOf([up, down]), 0],
    ['4 when fewer did', runOf([up, down, down]), 4],
    [
      '0 when only nodes that are not Ready failed',
      runOf([up, failedNode('c', false), failedNode('d', false)]),
      0,
    ],
    ['5 when points were lost', runOf([up], { write: { ...emptyWriteResult, lost: 1 } }), 5],
    ['5 before 4', runOf([down], { write: { ...emptyWriteResult, lost: 1 } }), 5],
    [
      '0 when points were refused: counted and told',
      runOf([up], { write: { ...emptyWriteResult, written: 1, rejected: 1 } }),
      0,
    ],
    [
      '5 when the database refused more points than it took',
      runOf([up], { write: { ...emptyWriteResult, written: 8, rejected: 9 } }),
      5,
    ],
    ['0 when whoever read has gone', runOf([down], { isReaderGone: true }), 0],
  ] as const)
    it(title, () => assert.equal(exitCodeOf(run, 0.5), code));
});
