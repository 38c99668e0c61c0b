/* Sounds that callers hear, what of them is pure: the file, what is cut, the list of a queue. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PURPOSES, withSound, type QueueSound, type Use } from '../src/admin/queue_sounds.ts';
import { kept, lengthWords, wavOf } from '../src/sound.ts';

test('a sound is cut at its longest, and says so if any of it is lost', () => {
  for (const [ms, longest, samples, cut] of [[1500, 60_000, 12_000, false], [60_000, 60_000, 480_000, false], [60_080, 60_000, 480_000, false], [60_200, 60_000, 480_000, true],
    [60_200, 300_000, 481_600, false], [3_600_000, 300_000, 2_400_000, true], [0.1, 60_000, 1, false], [0, 60_000, 1, false]] as const)
    assert.deepEqual(kept(ms, longest), { samples, cut }, `${ms} of ${longest}`);
});

test('the file is WAV of 8 kHz, one channel, 16 bits; what is too loud is clipped', async () => {
  const file = Buffer.from(await wavOf(Float32Array.of(0, 0.5, 1, 1.5, -1, -2)).arrayBuffer());
  assert.deepEqual([file.toString('latin1', 0, 4), file.readUInt32LE(4), file.toString('latin1', 8, 16)], ['RIFF', 48, 'WAVEfmt ']);
  assert.deepEqual([file.readUInt16LE(20), file.readUInt16LE(22), file.readUInt32LE(24), file.readUInt32LE(28), file.readUInt16LE(32), file.readUInt16LE(34)], [1, 1, 8000, 16000, 2, 16]);
  assert.deepEqual([file.toString('latin1', 36, 40), file.readUInt32LE(40), file.length], ['data', 12, 56]);
  assert.deepEqual([0, 1, 2, 3, 4, 5].map((i) => file.readInt16LE(44 + 2 * i)), [0, 16383, 32767, 32767, -32767, -32767]);
});

test('each sound of a queue has a name of its own, says when it is heard and how long it may be', () => {
  const uses: Use[] = ['welcome', 'music', 'waiting', 'closed', 'overflow', 'callback', 'voicemail'];
  assert.deepEqual(Object.keys(PURPOSES), uses);
  assert.equal(new Set(Object.values(PURPOSES).map((one) => one.name)).size, uses.length);
  for (const { name, when } of Object.values(PURPOSES)) assert.match(when, /^Played .*\.$/, name);
  assert.deepEqual(uses.map((use) => lengthWords(PURPOSES[use].longest_ms)), uses.map((use) => (use === 'music' ? '5 minutes' : '60 seconds')));
});

test('an answer about one sound of a queue leaves the others, in their order', () => {
  const standard = (use: Use): QueueSound => ({ use, own: false, duration_ms: null, at: null }), own: QueueSound = { use: 'music', own: true, duration_ms: 3000, at: '2026-11-28T10:00:00Z' };
  assert.deepEqual(withSound([standard('welcome'), standard('music'), standard('waiting')], own), [standard('welcome'), own, standard('waiting')]);
});
