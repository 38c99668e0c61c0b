// Emergency calls as a supervisor's page keeps and shows them.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { forgetUrgent, hearUrgent, urgent, urgentState, type EmergencyCall } from '../src/urgent.ts';

const call = (n: number, over: Partial<EmergencyCall> = {}): EmergencyCall => ({
  call: String(n), agent: { id: '7', name: 'Maya Okafor' }, site: null, call_back: false, number: '112', sent: null, place: null, state: 'begun',
  begun_at: '2026-11-26T12:00:00Z', answered_at: null, ended_at: null, ...over,
});
const hear = (id: number, state: EmergencyCall | null, version = 1): void => hearUrgent({ kind: 'emergency', id: String(id), version: String(version), state }, '1');
const shown = () => urgent.value.map((it) => it.call);
const ago = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString();
beforeEach(forgetUrgent);

test('a call that has ended says whether anybody had answered it', () => {
  const answered_at = '2026-11-26T12:00:05Z', ended_at = '2026-11-26T12:01:00Z';
  assert.equal(urgentState(call(1)), 'It rings.');
  assert.equal(urgentState(call(1, { state: 'answered', answered_at })), 'It is answered.');
  assert.match(urgentState(call(1, { state: 'ended', answered_at, ended_at })), /^Ended at [^.]*\.$/);
  assert.match(urgentState(call(1, { state: 'ended', ended_at })), /^Ended at [^.]*\. It was not answered\.$/);
  assert.match(urgentState(call(1, { state: 'ended', ended_at, call_back: true })), /^Ended at [^.]*\. The agent did not answer it\.$/);
  assert.match(urgentState(call(1, { state: 'ended', ended_at, call_back: true, elsewhere: true })), /^Ended at [^.]*\. Somebody else answered it\.$/);
});

test('a call that ended stays for a day', () => {
  for (const n of [1, 2, 3]) hear(n, call(n, { begun_at: ago(30) }));
  hear(1, call(1, { begun_at: ago(30), state: 'ended', ended_at: ago(25) }), 2);
  hear(2, call(2, { begun_at: ago(30), state: 'ended', ended_at: ago(23) }), 2);
  assert.deepEqual(shown().sort(), ['2', '3'], 'one that goes on stays, however long it has');
});

test('two hundred at most are kept: of those that ended, the newest', () => {
  for (let n = 1; n <= 210; n++) hear(n, call(n, { begun_at: new Date(Date.now() - 1_000_000 + n).toISOString() }));
  assert.equal(shown().length, 200);
  forgetUrgent();
  for (let n = 1; n <= 250; n++) {
    const begun_at = new Date(Date.now() - 1_000_000 + 1000 * n).toISOString();
    hear(n, call(n, { begun_at }));
    if (n > 1) hear(n, call(n, { begun_at, state: 'ended', ended_at: new Date().toISOString() }), 2);
  }
  assert.deepEqual([shown().length, shown()[0], shown().at(-2), shown().at(-1)], [200, '250', '52', '1'], 'and first of all one that goes on');
});

test('one that is not for this page any more goes', () => {
  hear(1, call(1));
  hear(1, null, 2);
  assert.deepEqual(shown(), []);
});
