import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cannedOf } from '../src/canned.ts';

const one = (id: string, folder: string, name: string, text: string, queue_ids: string[] = []) => ({ id, folder, name, text, queue_ids });
const all = [one('1', 'Orders', 'Late', 'It is late'), one('2', '', 'Hello', 'Good morning'), one('3', 'Orders', 'Done', 'It is done', ['7']), one('4', 'Billing', 'Refund', 'Your money', ['8', '9'])];
const ids = (queue: string | null, words: string) => cannedOf(all, queue, words).map((it) => it.id);

test('canned messages: those of the queue and those of all, by folder and name', () => {
  assert.deepEqual(ids('7', ''), ['2', '3', '1']);
  assert.deepEqual(ids('9', ''), ['2', '4', '1']);
  assert.deepEqual(ids(null, ''), ['2', '1'], 'what waits in no queue gets those of all');
  assert.deepEqual(cannedOf(all, undefined, '').map((it) => it.id), ['2', '4', '3', '1'], 'where no queue is known, all');
  const { queue_ids: _, ...former } = one('5', '', 'Of a server of the release before', 'x');
  assert.deepEqual(cannedOf([former], '7', '').map((it) => it.id), ['5']);
});

test('canned messages are found by words of folder, name and text, in any order and case', () => {
  assert.deepEqual(ids('7', 'orders'), ['3', '1']);
  assert.deepEqual(ids('7', ' LATE  ord'), ['1']);
  assert.deepEqual(ids('7', 'morning'), ['2']);
  assert.deepEqual(ids('7', 'morning orders'), []);
});
