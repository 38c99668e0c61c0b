// deck.mjs - which fault comes next: by a seeded generator, so that a run can be repeated.
//
// A deck holds each fault once in random order; when it is used up, the next one is shuffled.
// Twenty rounds with seven instances are one deck.

const POSTGRES_A_DECK = 3, PAIRS_A_DECK = 3;

function shuffle(random, list) {
  for (let i = list.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [list[i], list[j]] = [list[j], list[i]];
  }
  return list;
}

function pair(random, names) {
  const [a, b] = shuffle(random, [...names]);
  return [a, b];
}

function deckOf(random, names) {
  return shuffle(random, [
    ...names.map((name) => ({ kind: 'kill', names: [name], awayMs: random.below(3) ? random.between(1, 3000) : 0 })),
    ...names.map((name) => ({ kind: 'stop', names: [name], awayMs: random.between(500, 4000) })),
    ...Array.from({ length: POSTGRES_A_DECK }, () => ({ kind: 'postgres', names: ['postgres'], awayMs: random.between(0, 2000) })),
    ...Array.from({ length: PAIRS_A_DECK }, () => ({ kind: 'pair', names: pair(random, names), awayMs: random.between(0, 2000) })),
  ]);
}

// FAULT_ONLY narrows it, for who looks for a cause: FAULT_ONLY='SIGSTOP smsgw'.
const ONLY = new RegExp(process.env.FAULT_ONLY ?? '');

export function* faults(random, names) {
  for (;;) {
    const deck = deckOf(random, names).filter((fault) => ONLY.test(wordsOf(fault)));
    if (deck.length === 0) throw new Error(`no fault is called ${ONLY}`);
    yield* deck;
  }
}

export const wordsOf = (fault) => `${fault.kind === 'stop' ? 'SIGSTOP' : 'SIGKILL'} ${fault.names.join(' and ')}, back after ${fault.awayMs} ms`;

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

// Does it and undoes it; what was killed runs again when it returns, but need not be ready.
export async function inflict(stack, fault) {
  if (fault.kind === 'stop') {
    stack.signal(fault.names[0], 'SIGSTOP');
    await pause(fault.awayMs);
    stack.signal(fault.names[0], 'SIGCONT');
  } else if (fault.kind === 'postgres') {
    await stack.killPostgres();
    await pause(fault.awayMs);
    await stack.startPostgres();
  } else {
    await Promise.all(fault.names.map((name) => stack.kill(name)));
    await pause(fault.awayMs);
    for (const name of fault.names) stack.spawn(name);
  }
}
