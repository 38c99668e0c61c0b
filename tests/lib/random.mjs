// random.mjs - random choices of the tests, from one seed, so that a run can be repeated: TEST_SEED, which tests/run sets and prints.
// Keys, tokens and ids that some tests take from node:crypto are no choices of a test: whatever they are, the same happens.

export const SEED = Number(process.env.TEST_SEED ?? Math.floor(Math.random() * 2 ** 31));
console.log(`# TEST_SEED=${SEED}`);

// A small generator with one 32-bit seed (mulberry32): numbers in [0, 1).
export function generator(seed = SEED) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (n) => Math.floor(next() * n);
  const bytes = (count) => Buffer.from(new Uint32Array(Math.ceil(count / 4)).map(() => below(2 ** 32)).buffer, 0, count);
  const hex = (count) => bytes(count).toString('hex'); // two digits a byte
  return {
    next,
    below,
    between: (low, high) => Math.round(low + next() * (high - low)),
    pick: (list) => list[below(list.length)],
    bytes,
    hex,
    uuid: () => hex(16).replace(/^(.{8})(.{4}).(.{3}).(.{3})/, '$1-$2-4$3-a$4-'),
  };
}

// Ids that no other part of this process may make, too: all modules draw them from this one sequence. Two processes with the same seed make
// the same ids, so only one of them may use a stack.
export const ids = generator(SEED ^ 0x1d5);
