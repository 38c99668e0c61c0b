/* The live view: what makes an agent's row another. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stateOf } from '../src/live.ts';
import type { BoardAgent } from '../src/types.ts';

const row: BoardAgent = {
  agent: { id: '7', name: 'Maya' }, status: 'available', shown: 'available', shown_since: null, shown_until: null, code: null, code_name: null, since: null,
  set_by: 'agent', set_by_name: null, reason: null, until: null, lease: 'live', work: [], counters: { idle_ms: 1 }, figures: { occupancy: 1 },
};

test('an agent\'s row is another when they are, not when time goes on', () => {
  assert.equal(stateOf({ ...row, counters: { idle_ms: 2 }, figures: { occupancy: 2 } }), stateOf(row));
  assert.notEqual(stateOf({ ...row, status: 'on_break' }), stateOf(row));
  assert.notEqual(stateOf({ ...row, work: [{ interaction: '1', state: 'offered', queue: null, since: null }] }), stateOf(row));
});
