/* The page's phone, what of it is pure: numbers, how a call sounds. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countsOf, qualityOf } from '../src/phone/quality.ts';
import { dialled, linkWords, qualityWord } from '../src/phone/shown.ts';
import { canCall } from '../src/phone/state.ts';

test('a number is dialled as people write it, and what is none is not', () => {
  for (const [text, number] of [['+46 70-123 45 67', '+46701234567'], ['(070) 123.45/67', '0701234567'], ['100', '100'], ['911', '911'], ['*21', '*21'], ['#31', '#31'], ['0046 70 123', '004670123']])
    assert.equal(dialled(text!), number, text);
  for (const text of ['', '+', 'anna', '12a', 'sip:a@b', '1234567890123456', '++1', '1;2', '100@x', '<100>']) assert.equal(dialled(text), null, text);
});

const heard = (packetsReceived: number, packetsLost: number, jitter = 0.01) => ({ type: 'inbound-rtp', kind: 'audio', packetsReceived, packetsLost, jitter });

test('how a call sounds is told of what came since the last look', () => {
  const first = countsOf([heard(100, 0), { type: 'inbound-rtp', kind: 'video', packetsReceived: 9 }]);
  assert.deepEqual(qualityOf(null, first), { loss: 0, jitter_ms: 10, round_trip_ms: null });
  const second = countsOf([heard(190, 10, 0.02), { type: 'candidate-pair', state: 'succeeded', nominated: true, currentRoundTripTime: 0.5 }, { type: 'remote-inbound-rtp', roundTripTime: 0.04 }]);
  assert.deepEqual(qualityOf(first, second), { loss: 0.1, jitter_ms: 20, round_trip_ms: 40 }, 'the other end knows the round trip best');
  assert.equal(qualityOf(second, second), null, 'when nothing comes nothing is told');
  assert.equal(countsOf([{ type: 'candidate-pair', state: 'succeeded', nominated: true, currentRoundTripTime: 0.5 }]).round_trip_s, 0.5);
  assert.equal(countsOf([{ type: 'candidate-pair', state: 'failed', nominated: false, currentRoundTripTime: 0.5 }]).round_trip_s, null);
});

test('it is said in a word', () => {
  const word = (loss: number, jitter_ms: number, round_trip_ms: number | null) => qualityWord({ loss, jitter_ms, round_trip_ms });
  assert.deepEqual([qualityWord(null), word(0, 5, null), word(0.02, 5, 20), word(0, 40, 20), word(0, 5, 400), word(0.06, 5, 20), word(0, 70, 20), word(0, 5, 700)],
    [null, 'good', 'fair', 'fair', 'fair', 'poor', 'poor', 'poor']);
});

test('a phone that does not work says why', () => {
  assert.equal(linkWords({ state: 'refused', why: 'Your login has ended.' }), 'Your login has ended.');
  assert.equal(linkWords({ state: 'ready' }), 'Phone is ready');
  assert.match(linkWords({ state: 'lost' }), /cut off/);
  canCall.value = true;
  assert.match(linkWords({ state: 'lost' }), /You can call, but no call rings here/);
  canCall.value = false;
});
