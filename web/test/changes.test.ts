/* What a page says of what it hears. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onChange } from '../src/changes.ts';
import { store } from '../src/commands.ts';
import * as desk from '../src/desk.ts';
import type { Frame, Interaction, Snapshot } from '../src/types.ts';

Object.assign(globalThis, { document: { hidden: true } });
store.onChange(onChange);

const frame = (kind: string, version: number, state: object) => ({ kind, id: '5', version: String(version), state }) as unknown as Frame;
const asked = (version: number, state: string) => frame('offer', version, {
  offer: '5', interaction: '3', agent: '2', state, cause: null, kind: 'transfer', from: { id: '1', name: 'Maya' }, to: { id: '2', name: 'Tomás' }, number: '+15105550177', customer: { id: '9', name: 'Nils Holm' },
  channel: { id: '1', kind: 'sms', name: 'Shop' }, queue: null, conversation: '3', deadline: '2026-11-29T12:00:00Z',
});
const snapshot = (...offers: Frame[]) => ({ user: { id: '1', name: 'Maya' }, agent: { ...frame('agent', 1, { agent: '1' }), id: '1' }, offers, interactions: [], queues: [], team: [], at: '2026-11-29T12:00:00Z' }) as unknown as Snapshot;
const lines = () => desk.lines.value.map(({ text }) => text.replace(/[\u2066-\u2069]/g, ''));

test('who has asked a colleague is told that they said no, also where that comes while a snapshot is read', () => {
  store.startSnapshot();
  store.applySnapshot(snapshot(asked(1, 'made')));
  assert.deepEqual(lines(), []);
  store.startSnapshot(); // as the figures of the queues are read again
  store.fromStream(asked(2, 'rejected'));
  store.applySnapshot(snapshot());
  assert.deepEqual(lines(), ['Tomás said no: Nils Holm stays with you.']);
  store.fromStream(asked(2, 'rejected'));
  assert.equal(lines().length, 1, 'once');
});

/* Interactions that leave the agent, whose draft is kept in the line that says why. */
let version = 10;
const mine = (id: string, more: Partial<Interaction> = {}) => ({ kind: 'interaction', id, version: String(++version), state: {
  interaction: id, state: 'assigned', medium: 'chat', agent: '1', agent_name: 'Maya', number: '+15105550177', customer: { id: '9', name: 'Nils Holm' }, conversation: `c${id}`,
  channel: { id: '1', kind: 'web', name: 'Shop' }, queue: { id: '4', name: 'Billing' }, started_at: '2026-11-29T12:00:00Z', assigned_at: '2026-11-29T12:00:00Z', wrap_until: null, ...more,
} }) as unknown as Frame;
const holding = (...interactions: Frame[]) => ({ ...snapshot(), interactions: interactions.map((it) => ({ ...it, conversation: null, messages: [] })) }) as unknown as Snapshot;
const read = (it: Snapshot, unbroken: boolean) => store.applySnapshot(it, unbroken);

/** In which order the frame of an end comes to the snapshots that know of it. */
const orders: Record<string, (end: Frame) => void> = {
  'no snapshot is read': (end) => store.fromStream(end),
  'the frame comes while one is read': (end) => { store.startSnapshot(); store.fromStream(end); read(holding(), true); },
  'the frame comes while one is read after a lost connection': (end) => { store.startSnapshot(); store.fromStream(end); read(holding(), false); },
  'the frame comes behind one': (end) => { store.startSnapshot(); read(holding(), true); store.fromStream(end); },
};
const ends: [string, Partial<Interaction>, Partial<Interaction>, string][] = [
  ['taken over', {}, { agent: '7', agent_name: 'Rosa' }, 'Rosa has the chat with Nils Holm now.'],
  ['gone back', {}, { state: 'queued' as never, agent: null }, 'The chat with Nils Holm went back to Billing.'],
  ['ended', {}, { state: 'ended' }, 'The chat with Nils Holm has ended.'],
  ['wrapped up', { state: 'wrap_up' }, { state: 'ended' }, 'The wrap-up of Nils Holm is over.'],
];
for (const [order, happens] of Object.entries(orders)) for (const [name, before, after, words] of ends) {
  test(`why an interaction has left its agent is said in whatever order they hear of it: ${name}, ${order}`, () => {
    const id = `${order} ${name}`;
    store.startSnapshot();
    read(holding(mine(id, before)), false);
    desk.setDraft(`c${id}`, 'Who are y');
    desk.lines.value = [];
    happens(mine(id, after));
    assert.deepEqual(lines(), [words]);
    assert.deepEqual(store.work.value, []);
  });
}

test('what ended unheard is said to be no longer theirs, and a wrap-up to be over', () => {
  const [chat, wrap] = [mine('unheard'), mine('unheard wrap-up', { state: 'wrap_up' })];
  store.startSnapshot();
  read(holding(chat, wrap), false);
  for (const { id } of [chat, wrap]) desk.setDraft(`c${id}`, 'Who are y');
  desk.lines.value = [];
  store.startSnapshot();
  read(holding(), false);
  assert.deepEqual(lines(), ['The chat with Nils Holm is no longer yours.', 'The wrap-up of Nils Holm is over.']);
});

test('an offer that ends while the figures are read again did not end while the agent was not connected', () => {
  const own = { ...asked(++version, 'made'), id: '6' } as Frame, state = own.state as object;
  Object.assign(state, { offer: '6', agent: '1', from: null, to: null });
  store.startSnapshot();
  read(snapshot(own), false);
  desk.lines.value = [];
  store.startSnapshot();
  assert.equal(read(snapshot(), true), true, 'its frame is to come');
  store.fromStream({ ...own, version: String(++version), state: { ...state, state: 'accepted' } } as Frame);
  assert.deepEqual(lines(), []);
  assert.deepEqual(store.openOffers.value, []);
});
