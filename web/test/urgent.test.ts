// Emergency calls as a supervisor's page keeps and shows them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { urgentState, type EmergencyCall } from '../src/urgent.ts';

const call = (n: number, over: Partial<EmergencyCall> = {}): EmergencyCall => ({
  call: String(n), agent: { id: '7', name: 'Maya Okafor' }, site: null, call_back: false, number: '112', sent: null, place: null, state: 'begun',
  begun_at: '2026-11-26T12:00:00Z', answered_at: null, ended_at: null, ...over,
});

test('a call that has ended says whether anybody had answered it', () => {
  const answered_at = '2026-11-26T12:00:05Z', ended_at = '2026-11-26T12:01:00Z';
  assert.equal(urgentState(call(1)), 'It rings.');
  assert.equal(urgentState(call(1, { state: 'answered', answered_at })), 'It is answered.');
  assert.match(urgentState(call(1, { state: 'ended', answered_at, ended_at })), /^Ended at [^.]*\.$/);
  assert.match(urgentState(call(1, { state: 'ended', ended_at })), /^Ended at [^.]*\. It was not answered\.$/);
});
