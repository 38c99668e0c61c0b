/* Frames, versions, snapshots: what shows, what never comes back, what is not lost. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KEPT_MAX } from '../src/kept.ts';
import { BUFFER_MAX, createStore, type Change } from '../src/store.ts';
import type { Frame, FrameOf, Snapshot } from '../src/types.ts';

const ME = '5';
const AT = '2026-11-20T09:00:00.000Z';
const channel = { id: '1', name: 'Orders', medium: 'chat', kind: 'sms', number: '+14155550132' };

function offer(id: string, version: number, state = 'made', agent = ME): FrameOf<'offer'> {
  return {
    kind: 'offer', id, version: String(version),
    state: {
      offer: id, interaction: `i${id}`, agent, state: state as 'made', cause: null, made_at: AT, deadline: AT,
      queue: { id: '3', name: 'Billing' }, channel, conversation: `c${id}`, number: '+46705550142', customer: null,
      waiting_since: AT, why: null, may_reject: true, last_text: null, kind: 'queue', from: null, to: null, note: null,
    },
  };
}

function interaction(id: string, version: number, state = 'assigned', agent: string | null = ME): FrameOf<'interaction'> {
  return {
    kind: 'interaction', id, version: String(version),
    state: {
      interaction: id, state: state as 'assigned', medium: 'chat', channel, queue: null, conversation: `c${id}`,
      number: '+46705550142', customer: null, agent, priority: 5, started_at: AT, assigned_at: AT, ended_at: null,
      outcome: null, returned_reason: null, wrap_until: null, wrap_extend: false, case: null, transcript: null,
    },
  };
}

function conversation(id: string, version: number, last_seq: number): FrameOf<'conversation'> {
  return {
    kind: 'conversation', id, version: String(version),
    state: {
      conversation: id, state: 'open', channel, number: '+46705550142', last_seq, last_customer_seq: last_seq,
      last_customer_at: AT, unanswered_since: null, opted_out: false, country: 'US', price_class: 1, formatted: false, notice: false,
    },
  };
}

function message(id: string, seq: number, version = 1, delivery: string | null = null, inside = 'c1'): FrameOf<'message'> {
  return {
    kind: 'message', id, version: String(version),
    state: {
      message: id, conversation: inside, seq, direction: 'in', text: `text ${seq}`, at: AT, author: null, client_id: null,
      delivery: delivery ? { state: delivery, reason: null } : null, encoding: 'gsm7', segments: 1,
    },
  };
}

const gone = (kind: Frame['kind'], id: string, version: number) =>
  ({ kind, id, version: String(version), state: null }) as Frame;

function snapshot(part: Partial<Snapshot> = {}): Snapshot {
  return {
    at: AT, live: true, user: { id: ME, name: 'Maya Okafor', username: 'maya' },
    agent: {
      kind: 'agent', id: ME, version: '1',
      state: {
        agent: ME, name: 'Maya Okafor', status: 'available', stop_new: false, code: null, code_name: null, since: AT, set_by: 'agent',
        set_by_name: null, reason: null, until: null, occupancy: 'idle', shown: 'available', shown_since: null, shown_until: null, lease: 'live', load: 0, limit: 600, chats: 0, chats_limit: 6,
      },
    },
    offers: [], interactions: [], queues: [], team: [], ...part,
  };
}

const item = (it: FrameOf<'interaction'>, last = 1, texts = [message('m1', 1)]) =>
  ({ ...it, conversation: conversation(`c${it.id}`, 1, last), messages: texts });

function fresh(part: Partial<Snapshot> = {}) {
  const store = createStore();
  store.startSnapshot();
  store.applySnapshot(snapshot(part));
  return store;
}

const offersOf = (store: ReturnType<typeof createStore>) => store.openOffers.value.map((it) => it.offer);

test('a newer frame replaces, an equal or older one changes nothing', () => {
  const store = fresh();
  store.fromStream(interaction('1', 2));
  store.fromStream(interaction('1', 2, 'wrap_up'));
  store.fromStream(interaction('1', 1, 'wrap_up'));
  assert.equal(store.work.value[0]?.state, 'assigned');
  store.fromStream(interaction('1', 3, 'wrap_up'));
  assert.equal(store.work.value[0]?.state, 'wrap_up');
});

test('versions are compared as 64-bit numbers', () => {
  const store = fresh();
  const big = { ...interaction('1', 0, 'wrap_up'), version: '9007199254740993' };
  store.fromStream({ ...interaction('1', 0), version: '9007199254740992' });
  store.fromStream(big);
  assert.equal(store.work.value[0]?.state, 'wrap_up');
  store.fromStream({ ...interaction('1', 0), version: '999' });
  assert.equal(store.work.value[0]?.state, 'wrap_up');
});

test('a late frame of something that is gone brings no ghost back', () => {
  const store = fresh();
  store.fromStream(offer('1', 1));
  store.fromStream(gone('offer', '1', 3));
  store.fromStream(offer('1', 2));
  assert.deepEqual(offersOf(store), []);
});

test('gone before it was ever seen stays gone', () => {
  const store = fresh();
  store.fromStream(gone('offer', '1', 3));
  store.fromStream(offer('1', 1));
  assert.deepEqual(offersOf(store), []);
});

test('an offer that has ended leaves the page, and its first state does not return', () => {
  const store = fresh();
  store.fromStream(offer('1', 1));
  store.fromStream(offer('1', 2, 'expired'));
  store.fromStream(offer('1', 1));
  assert.deepEqual(offersOf(store), []);
});

test('what the snapshot lacks is gone, and its known version brings no ghost back', () => {
  const store = fresh({ offers: [offer('1', 4)] });
  assert.deepEqual(offersOf(store), ['1']);
  store.startSnapshot();
  store.applySnapshot(snapshot());
  assert.deepEqual(offersOf(store), []);
  store.fromStream(offer('1', 4));
  assert.deepEqual(offersOf(store), []);
});

test('frames that came while the snapshot was read are applied after it, if newer', () => {
  const store = createStore();
  store.startSnapshot();
  store.fromStream(offer('1', 1));
  store.fromStream(offer('2', 2, 'withdrawn'));
  store.fromStream(offer('3', 7));
  assert.deepEqual(offersOf(store), [], 'they wait');
  store.applySnapshot(snapshot({ offers: [offer('2', 1), offer('3', 9)] }));
  assert.deepEqual(offersOf(store).sort(), ['1', '3']);
  store.fromStream(offer('3', 8, 'expired'));
  assert.deepEqual(offersOf(store).sort(), ['1', '3'], 'the snapshot was newer');
});

test('a buffered frame already known before the reading does not outlive the snapshot', () => {
  const store = fresh({ offers: [offer('1', 4)] });
  store.startSnapshot();
  store.fromStream(offer('1', 4));
  store.applySnapshot(snapshot());
  assert.deepEqual(offersOf(store), []);
});

test('what a snapshot lacks is left to its frame while the stream is unbroken, until the next snapshot lacks it, too', () => {
  const store = fresh({ interactions: [item(interaction('1', 4)), item(interaction('2', 4), 1, [message('m2', 1, 1, null, 'c2')])] });
  const ended: string[] = [];
  store.onChange(({ kind, id, origin }) => kind === 'interaction' && ended.push(`${id} ${origin}`));
  store.startSnapshot();
  assert.equal(store.applySnapshot(snapshot(), true), true, 'another one is to be read');
  assert.deepEqual([store.work.value.length, store.messages.value.size], [2, 2], 'with their texts');
  store.fromStream(interaction('1', 5, 'ended'));
  store.startSnapshot();
  assert.equal(store.applySnapshot(snapshot(), true), false);
  assert.deepEqual(ended, ['1 stream', '2 snapshot']);
  assert.deepEqual([store.work.value.length, store.conversations.value.size], [0, 0]);
});

test('what has changed since a snapshot lacked it is left to its frame again', () => {
  const store = fresh({ interactions: [item(interaction('1', 4))] });
  store.startSnapshot();
  store.applySnapshot(snapshot(), true);
  store.fromStream(interaction('1', 5, 'wrap_up'));
  store.startSnapshot();
  assert.equal(store.applySnapshot(snapshot(), true), true);
  assert.equal(store.work.value.length, 1);
});

test('what a snapshot lacks and a frame that waits has ended needs no other snapshot', () => {
  const store = fresh({ interactions: [item(interaction('1', 4))] });
  store.startSnapshot();
  store.fromStream(interaction('1', 5, 'ended'));
  assert.equal(store.applySnapshot(snapshot(), true), false);
  assert.deepEqual([store.work.value.length, store.conversations.value.size, store.messages.value.size], [0, 0, 0]);
});

test('after a lost connection what the snapshot lacks is gone at once', () => {
  const store = fresh({ interactions: [item(interaction('1', 4))] });
  store.startSnapshot();
  assert.equal(store.applySnapshot(snapshot(), false), false);
  assert.deepEqual([store.work.value.length, store.conversations.value.size], [0, 0]);
});

test('the answer to a command during the reading is not undone by an older snapshot', () => {
  const store = fresh({ offers: [offer('1', 1)] });
  store.startSnapshot();
  store.fromAnswer(interaction('1', 4));
  store.applySnapshot(snapshot({ offers: [offer('1', 1)] }));
  assert.equal(store.work.value.length, 1);
});

test('a thing that the snapshot confirms unchanged stays', () => {
  const store = fresh({ interactions: [item(interaction('1', 4))] });
  store.startSnapshot();
  store.applySnapshot(snapshot({ interactions: [item(interaction('1', 4))] }));
  assert.equal(store.work.value.length, 1);
  assert.equal(store.messages.value.get('c1')?.length, 1);
});

test('an older snapshot does not take a newer state back', () => {
  const store = fresh({ interactions: [item(interaction('1', 4, 'wrap_up'))] });
  store.startSnapshot();
  store.applySnapshot(snapshot({ interactions: [item(interaction('1', 3))] }));
  assert.equal(store.work.value[0]?.state, 'wrap_up');
});

test('when no snapshot can be read, what waited is applied', () => {
  const store = fresh();
  store.startSnapshot();
  store.fromStream(offer('1', 1));
  store.cancelSnapshot();
  assert.deepEqual(offersOf(store), ['1']);
});

test('the buffer has an end', () => {
  const store = createStore();
  store.startSnapshot();
  for (let i = 0; i <= BUFFER_MAX; i++) store.fromStream(offer(String(i), 1));
  store.applySnapshot(snapshot());
  assert.equal(store.offers.value.size, BUFFER_MAX);
});

test('messages stand in order of their sequence, whatever order they come in', () => {
  const store = fresh({ interactions: [item(interaction('1', 1))] });
  for (const seq of [3, 2, 4]) store.fromStream(message(`m${seq}`, seq));
  assert.deepEqual(store.messages.value.get('c1')?.map((it) => it.seq), [1, 2, 3, 4]);
});

test('the same message twice shows once; a newer delivery state replaces', () => {
  const store = fresh({ interactions: [item(interaction('1', 1))] });
  store.fromAnswer(message('m2', 2, 1, 'queued'));
  store.fromStream(message('m2', 2, 1, 'queued'));
  store.fromStream(message('m2', 2, 3, 'delivered'));
  store.fromStream(message('m2', 2, 2, 'sent'));
  const list = store.messages.value.get('c1')!;
  assert.equal(list.length, 2);
  assert.equal(list[1]?.delivery?.state, 'delivered');
});

test('a hole is found where it begins, at the end too', () => {
  const store = fresh({ interactions: [item(interaction('1', 1))] });
  assert.equal(store.hole('c1'), null);
  store.fromStream(message('m4', 4));
  assert.equal(store.hole('c1'), 1);
  store.fromStream(message('m2', 2));
  assert.equal(store.hole('c1'), 2);
  store.fromStream(message('m3', 3));
  assert.equal(store.hole('c1'), null);
  store.fromStream(conversation('c1', 2, 6));
  assert.equal(store.hole('c1'), 4);
});

test('what comes drops the oldest; what was asked for stays, up to a limit, also what had been dropped', () => {
  const store = fresh({ interactions: [item(interaction('1', 1))] });
  const window = () => { const list = store.messages.value.get('c1')!; return [list[0]!.seq, list.at(-1)!.seq, list.length]; };
  for (let seq = 2; seq <= 20_001; seq++) store.fromStream(message(`m${seq}`, seq));
  assert.deepEqual(window(), [19_002, 20_001, 1_000]);
  for (let seq = 19_001; seq > 18_900; seq--) store.fromAnswer(message(`m${seq}`, seq));
  assert.deepEqual(window(), [18_901, 20_001, 1_101]);
  store.fromStream(message('m20002', 20_002));
  assert.deepEqual(window(), [18_902, 20_002, 1_101]);
  store.fromStream({ ...message('m20002', 20_002), version: '30000' }); // a new state of one that is here
  assert.deepEqual(window(), [18_902, 20_002, 1_101]);
  for (let seq = 18_901; seq > 9_000; seq--) store.fromAnswer(message(`m${seq}`, seq));
  assert.deepEqual(window(), [20_003 - KEPT_MAX, 20_002, KEPT_MAX]);
});

test('an ended interaction takes its conversation along; a late frame does not revive it', () => {
  const store = fresh({ interactions: [item(interaction('1', 1))] });
  store.fromStream(interaction('1', 5, 'ended'));
  store.fromStream(interaction('1', 4, 'wrap_up'));
  assert.equal(store.work.value.length, 0);
  assert.equal(store.conversations.value.size, 0);
  assert.equal(store.messages.value.size, 0);
});

test('a conversation that comes back to the agent shows its messages again', () => {
  const store = fresh({ interactions: [item(interaction('1', 1))] });
  store.fromStream(gone('interaction', '1', 2));
  assert.equal(store.messages.value.size, 0);
  store.fromStream(interaction('1', 3));
  store.fromAnswer(conversation('c1', 1, 1));
  store.fromAnswer(message('m1', 1));
  assert.equal(store.messages.value.get('c1')?.length, 1);
});

test('work that went to a colleague is not in my list', () => {
  const store = fresh({ interactions: [item(interaction('1', 1))] });
  store.fromStream(interaction('1', 2, 'assigned', '9'));
  assert.equal(store.work.value.length, 0);
});

test('wrap-ups stand below, the rest keeps the order of acceptance', () => {
  const store = fresh();
  const at = (it: FrameOf<'interaction'>, time: string) => ({ ...it, state: { ...it.state!, assigned_at: time } });
  store.fromStream(at(interaction('1', 1, 'wrap_up'), '2026-11-20T08:00:00.000Z'));
  store.fromStream(at(interaction('3', 1), '2026-11-20T08:30:00.000Z'));
  store.fromStream(at(interaction('2', 1), '2026-11-20T08:20:00.000Z'));
  assert.deepEqual(store.work.value.map((it) => it.interaction), ['2', '3', '1']);
});

test('an unknown kind is left alone', () => {
  const store = fresh();
  assert.equal(store.fromAnswer({ kind: 'holder', id: '1', version: '1', state: {} } as unknown as Frame), false);
});

test('each change is told once, with what was before', () => {
  const store = fresh({ offers: [offer('1', 1)] });
  const told: Change[] = [];
  store.onChange((change) => told.push(change));
  store.fromStream(offer('1', 2, 'expired'));
  store.fromStream(offer('1', 2, 'expired'));
  assert.equal(told.length, 1);
  assert.equal((told[0]?.before as { state: string }).state, 'made');
  assert.equal((told[0]?.after as { state: string }).state, 'expired');
});

test('a frame of a colleague updates the team', () => {
  const store = fresh({ team: [{ id: '9', name: 'Ida Brandt', shown: 'available', since: AT, occupancy: 'idle' }] });
  const agent = snapshot().agent;
  store.fromStream({ ...agent, id: '9', version: '2', state: { ...agent.state!, agent: '9', shown: 'on_break' } });
  assert.equal(store.team.value[0]?.shown, 'on_break');
  assert.equal(store.me.value?.shown, 'available');
});

test('after a logout nothing of the person is left', () => {
  const store = fresh({ offers: [offer('1', 1)], interactions: [item(interaction('1', 1))] });
  store.clear();
  assert.equal(store.me.value, null);
  assert.equal(store.work.value.length + store.offers.value.size + store.messages.value.size, 0);
});

test('any order of the same frames ends in the same state', () => {
  const frames: Frame[] = [
    offer('1', 1), offer('1', 2, 'accepted'), interaction('1', 2), interaction('1', 3, 'wrap_up'),
    interaction('2', 1), interaction('2', 2, 'ended'), offer('2', 1), gone('offer', '2', 2),
  ];
  let seed = 1;
  const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
  for (let round = 0; round < 200; round++) {
    const store = fresh();
    const order = [...frames, ...frames].map((frame) => ({ frame, at: random() })).sort((x, y) => x.at - y.at);
    for (const { frame } of order) store.fromStream(frame);
    assert.deepEqual(offersOf(store), []);
    assert.deepEqual(store.work.value.map((it) => [it.interaction, it.state]), [['1', 'wrap_up']]);
  }
});

test('a conversation that one is asked into is among one\'s work until one leaves', () => {
  const store = fresh();
  const asked = interaction('8', 1, 'assigned', 'other');
  const there = { agent: { id: ME, name: 'Me' }, asked_by: { id: 'other', name: 'Other' }, since: AT, until: AT };
  store.fromStream({ ...asked, state: { ...asked.state!, consults: [there] } });
  assert.deepEqual(store.work.value.map((it) => it.interaction), ['8']);
  store.fromStream({ ...asked, version: '2', state: { ...asked.state!, consults: [] } });
  assert.deepEqual(store.work.value, []);
});

const said = (seq: number) => message(`w${seq}`, seq, 1, null, 'c9');
const shown = (store: ReturnType<typeof createStore>) => (store.messages.value.get('c9') ?? []).map((one) => one.seq);

test('a conversation that the page looks at stays over a snapshot of one\'s own work, with what was read before', () => {
  const store = fresh();
  store.fromAnswer(conversation('c9', 1, 3));
  for (const seq of [1, 2, 3]) store.fromStream(said(seq));
  store.startSnapshot();
  store.applySnapshot(snapshot({ watched: [{ conversation: conversation('c9', 1, 4), messages: [said(4)] }] }));
  assert.deepEqual(shown(store), [1, 2, 3, 4]);
  store.startSnapshot();
  store.applySnapshot(snapshot());
  assert.deepEqual([store.conversations.value.size, shown(store)], [0, []]);
});

test('what was looked away from is gone, and shows again when it is opened again; one\'s own work stays', () => {
  const store = fresh();
  store.fromAnswer(conversation('c9', 1, 1));
  store.fromStream(said(1));
  store.forget('c9');
  assert.deepEqual([store.conversations.value.size, shown(store)], [0, []]);
  store.fromAnswer(conversation('c9', 1, 1));
  store.fromStream(said(1));
  assert.deepEqual(shown(store), [1]);
  store.fromStream(interaction('9', 1));
  store.forget('c9');
  assert.deepEqual(shown(store), [1]);
});

test('a customer waits since the first text that nobody has answered; only a person answers', () => {
  const told = (answered: string | null, last_seq: number, version = 1) => {
    const frame = conversation('c1', version, last_seq);
    return { ...frame, state: { ...frame.state!, unanswered_since: answered } };
  };
  const at = (seq: number) => `2026-11-12T10:00:0${seq}.000000Z`;
  const one = (seq: number, direction: 'in' | 'out' | 'system', author: string | null = null) => {
    const frame = message(`m${seq}`, seq);
    return { ...frame, state: { ...frame.state!, direction, at: at(seq), author: author ? { id: author, name: 'Maya Okafor' } : null } };
  };
  const store = fresh({ interactions: [{ ...interaction('1', 1), conversation: told(at(1), 2), messages: [one(2, 'in')] }] });
  const since = () => store.unansweredSince('c1');
  assert.equal(since(), at(1), 'what the server says of what this page does not hold');
  store.fromStream(one(3, 'in'));
  assert.equal(since(), at(1), 'not anew');
  store.fromStream(one(4, 'out'));
  store.fromStream(one(5, 'system', ME));
  assert.equal(since(), at(1), 'neither an automatic text nor a note answers');
  store.fromStream(one(6, 'out', ME));
  assert.equal(since(), null);
  store.fromStream(one(8, 'in'));
  store.fromStream(one(7, 'in'));
  assert.equal(since(), at(7), 'the first one, whichever came first');
  store.fromStream(told(null, 8, 2));
  assert.equal(since(), null, 'a newer state decides of all before it');
  assert.equal(store.unansweredSince('another'), null);
});
