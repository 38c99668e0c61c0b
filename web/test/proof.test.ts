/* The proof of work before a web chat: what the widget computes, and that the page goes on meanwhile. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { solve } from '../widget/proof.ts';

const zeroBits = (text: string) => Math.clz32(createHash('sha256').update(text).digest().readUInt32BE());

test('a proof is the challenge, a dot and the first number whose hash has enough zero bits', async () => {
  for (const challenge of ['c', 'A'.repeat(42), 'A'.repeat(53), 'A'.repeat(63), 'A'.repeat(64), 'A'.repeat(140)]) {
    for (const bits of [1, 7, 8, 9, 12]) {
      const proof = await solve({ challenge, bits });
      let nonce = 0;
      while (zeroBits(`${challenge}.${nonce}`) < bits) nonce++;
      assert.equal(proof, `${challenge}.${nonce}`, `${challenge.length} characters, ${bits} bits`);
    }
  }
});

test('no challenge needs no proof', async () => {
  assert.equal(await solve({ challenge: null, bits: 0 }), undefined);
});

test('a timer goes on ticking while a proof is computed', async () => {
  let ticks = 0, longest = 0, last = performance.now();
  const timer = setInterval(() => { const now = performance.now(); ticks++; longest = Math.max(longest, now - last); last = now; }, 1);
  const begun = performance.now();
  for (let n = 0; performance.now() - begun < 1000; n++) await solve({ challenge: `challenge ${n}`, bits: 14 });
  clearInterval(timer);
  assert.ok(ticks >= 20, `${ticks} ticks in a second, the longest wait ${longest} ms`);
});
