/* Keys of the telephone by the contact center (SP-12): in order, each once, to those who heard their agent; a number never goes out with a hole. */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { store } from '../src/commands.ts';
import { close, goOn, open, press, pressingOf, stoppedWords } from '../src/phone/pressing.ts';
import type { FrameOf, Interaction, QueueCall } from '../src/types.ts';

const usual = globalThis.fetch;
let calls = 0, version = 0, id = '', asked: string[] = [], answers: ((status: number, body?: unknown) => Promise<void>)[] = [];

const callOf = (): QueueCall => store.interactions.peek().get(id)!.call!;
const shown = () => pressingOf(callOf()).shown.peek();
const settled = () => new Promise<void>((done) => { setImmediate(done); });
function is(call: Partial<QueueCall>): void {
  const state = { interaction: id, state: 'assigned', call: { id: `c${id}`, state: 'talking', consult: null, ...call } } as unknown as Interaction;
  store.fromStream({ kind: 'interaction', id, version: String(++version), state } as FrameOf<'interaction'>);
}

beforeEach(() => {
  id = String(++calls);
  asked = [];
  answers = [];
  is({});
  open(pressingOf(callOf()));
  globalThis.fetch = (_, { body } = {}) => {
    asked.push(JSON.parse(String(body)).digits);
    return new Promise((done) => answers.push((status, problem = {}) => {
      done(new Response(JSON.stringify(problem), { status, headers: { 'Content-Type': status < 400 ? 'application/json' : 'application/problem+json' } }));
      return settled();
    }));
  };
});
afterEach(() => { globalThis.fetch = usual; });

test('one request at a time: what is pressed meanwhile goes with the next, in order', async () => {
  for (const key of '123') press(id, key);
  assert.deepEqual(asked, ['1']);
  assert.deepEqual([shown().count, shown().last], [0, '']);
  await answers[0]!(202);
  assert.deepEqual(asked, ['1', '23']);
  assert.deepEqual([shown().count, shown().last], [1, '1']);
  await answers[1]!(202);
  assert.deepEqual(asked, ['1', '23']);
  assert.deepEqual([shown().count, shown().last], [3, '3']);
});

test('64 wait, in requests of 32; one more stops them all, and nothing is sent until the agent goes on', async () => {
  press(id, '1');
  press(id, '2'.repeat(32));
  press(id, '3'.repeat(32));
  await answers[0]!(202);
  assert.deepEqual(asked, ['1', '2'.repeat(32)]);
  press(id, '4'.repeat(32));
  press(id, '5');
  assert.equal(stoppedWords(shown()), '65 keys were not sent. Too many waited.');
  press(id, '6');
  await answers[1]!(202);
  assert.equal(asked.length, 2);
  assert.equal(shown().count, 33);
  goOn(pressingOf(callOf()));
  press(id, '7');
  assert.equal(asked.at(-1), '7');
  await answers[2]!(202);
});

test('more than 32 at once are not taken', () => {
  press(id, '1'.repeat(33));
  assert.deepEqual(asked, []);
  assert.equal(stoppedWords(shown()), '33 keys were not sent. They are more than 32 at once.');
});

test('one that is refused stops those behind it', async () => {
  press(id, '1');
  press(id, '2');
  await answers[0]!(409, { type: 'busy', title: 'Keys are waiting' });
  assert.deepEqual(asked, ['1']);
  assert.match(stoppedWords(shown())!, /^2 keys were not sent\. /);
});

test('one without an answer may have been pressed: it is not asked again', async () => {
  press(id, '1');
  press(id, '2');
  await answers[0]!(504);
  assert.deepEqual(asked, ['1']);
  assert.equal(stoppedWords(shown()), '1 key may have been pressed, 1 key was not sent. No answer from the server.');
});

test('what waits for the customer does not go to whom the agent asks', async () => {
  press(id, '1');
  press(id, '2');
  is({ consult: { number: '2611', name: 'Wim', state: 'talking' } });
  await answers[0]!(202);
  assert.deepEqual(asked, ['1']);
  assert.equal(stoppedWords(shown()), '1 key was not sent. The call has changed.');
});

test('nobody hears keys: none is taken', () => {
  for (const call of [{ state: 'held' }, { consult: { number: '2611', name: 'Wim', state: 'ringing' } }] as Partial<QueueCall>[]) {
    is(call);
    press(id, '1');
  }
  assert.deepEqual(asked, []);
});

test('a keypad that is closed forgets what was pressed, and sends nothing that waits', async () => {
  press(id, '1');
  press(id, '2');
  close(pressingOf(callOf()));
  await answers[0]!(202);
  assert.deepEqual(asked, ['1']);
  assert.deepEqual([shown().count, shown().last], [0, '']);
});
