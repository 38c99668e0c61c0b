/* What a page says of what it hears. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onChange } from '../src/changes.ts';
import { store } from '../src/commands.ts';
import * as desk from '../src/desk.ts';
import type { Frame, Snapshot } from '../src/types.ts';

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
