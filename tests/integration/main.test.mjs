// The main job, driven as its users drive it: the carrier's own library signs and checks, an
// agent works over REST and the stream.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import twilio from 'twilio';
import { Client } from '../lib/client.mjs';
import { startDemoCarrier } from '../lib/carrier.mjs';
import { accept, finish, send, taken } from '../lib/desk.mjs';
import { Stack, until } from '../lib/stack.mjs';
import { hookAt, inboundParams, newNumber, postSigned, text } from '../lib/texts.mjs';

let stack, channel, carrier, maya;
before(async () => {
  stack = await Stack.start({ name: 'main', instances: 'presenced routerd routerd-2 smsgw smsgw-2 chatd' });
  channel = stack.channel('twilio');
  carrier = await startDemoCarrier(stack);
  maya = await Client.ready(stack, stack.user('agent', 0));
});
after(async () => { maya?.close(); await carrier?.close(); await stack?.stop(); });

test('a customer\'s text reaches an agent, the answer goes back, the end leaves a transcript and a case (SMS-2, SMS-3, SMS-7)', async () => {
  const number = newNumber();
  const said = 'Hej! Where is my order 88213? 😕 — “thanks”';
  const answer = await text(channel, number, said);
  assert.equal(answer.status, 200);
  assert.match(answer.type, /^text\/xml/);
  assert.match(answer.text, /<Response\/>$/);

  const offer = await maya.offerOf(number);
  assert.ok(offer.state.queue.name);
  assert.ok(offer.state.why.length > 0, 'the offer says why');
  const seconds = (new Date(offer.state.deadline) - new Date(offer.state.made_at)) / 1000;
  assert.ok(seconds >= 15 && seconds <= 60, `deadline of ${seconds} s (RT-4)`);

  const accepted = await accept(maya, offer);
  assert.equal(accepted.state.state, 'assigned');
  const { conversation } = accepted.state;

  const list = await maya.call('GET', `/api/v1/conversations/${conversation}/messages`);
  assert.deepEqual(list.body.data.map((m) => m.state.text), [said]);

  const reply = await maya.call('POST', `/api/v1/conversations/${conversation}/messages`, { text: 'It is at your front desk.', client_id: 'c-1' });
  assert.equal(reply.status, 201);
  assert.equal(reply.body.state.delivery.state, 'queued');
  await maya.see('message', (s) => s.message === reply.body.id && s.delivery.state === 'delivered');
  assert.deepEqual(carrier.sent.filter((m) => m.to === number).map((m) => [m.from, m.body]), [[channel.number, 'It is at your front desk.']]);

  const ended = await maya.call('POST', `/api/v1/interactions/${accepted.id}/end`, { last_seen_seq: 1, case_title: 'Parcel' });
  assert.equal(ended.status, 200, JSON.stringify(ended.body));
  assert.ok(ended.body.state.case.number);
  const transcript = await maya.call('GET', `/api/v1/transcripts/${ended.body.state.transcript}`);
  assert.deepEqual(transcript.body.messages.map((m) => m.text), [said, 'It is at your front desk.']);
  const wrapped = await maya.call('POST', `/api/v1/interactions/${accepted.id}/wrap-up/end`, { note: 'done' });
  assert.equal(wrapped.status, 200, JSON.stringify(wrapped.body));
  await maya.see('agent', (s) => s.agent === maya.id && s.occupancy === 'idle');

  // A later text is a new interaction of the same customer's number (SMS-7).
  await text(channel, number, 'One more thing');
  const again = await maya.offerOf(number);
  assert.notEqual(again.state.interaction, accepted.id);
  await finish(maya, await accept(maya, again));
});

test('fifty texts of one new customer over two gateways make one conversation, in order (SMS-5)', async () => {
  const number = newNumber();
  const gateways = ['smsgw', 'smsgw-2'];
  const params = Array.from({ length: 50 }, (_, i) => inboundParams(channel, number, `text ${i}`));
  const answers = await Promise.all(params.map((p, i) => postSigned(channel, p,
    { to: hookAt(stack, gateways[i % 2], channel) })));
  assert.ok(answers.every((a) => a.status === 200), JSON.stringify(answers.find((a) => a.status !== 200)));
  const conversations = await stack.query('SELECT id, last_seq FROM messaging.conversation WHERE number = $1', [number]);
  assert.equal(conversations.length, 1);
  const messages = await stack.query('SELECT seq, text FROM messaging.message WHERE conversation = $1 ORDER BY seq', [conversations[0].id]);
  assert.deepEqual(messages.map((m) => Number(m.seq)), Array.from({ length: 50 }, (_, i) => i + 1));
  assert.deepEqual(new Set(messages.map((m) => m.text)).size, 50);
  // The one after the other keeps its order.
  for (let i = 50; i < 60; i++) await text(channel, number, `text ${i}`, { to: hookAt(stack, gateways[i % 2], channel) });
  const last = await stack.query('SELECT text FROM messaging.message WHERE conversation = $1 AND seq > 50 ORDER BY seq', [conversations[0].id]);
  assert.deepEqual(last.map((m) => m.text), Array.from({ length: 10 }, (_, i) => `text ${50 + i}`));
  const interactions = await stack.query('SELECT id FROM routing.interaction WHERE conversation = $1', [conversations[0].id]);
  assert.equal(interactions.length, 1);
  await finish(maya, await taken(maya, number));
});

test('what we send is what the carrier\'s own library sends, field by field', async () => {
  const number = newNumber();
  await text(channel, number, 'hello');
  const interaction = await taken(maya, number);
  const body = 'Åäö & 100 % = “fine” 😀\nsecond line';
  await send(maya, interaction, body, { client_id: 'same' });
  const ours = await until('our request', () => carrier.requests.find((r) => r.form.To === number));

  // The library speaks to the stand-in instead of the carrier; all else is its own.
  const httpClient = {
    request: async (options) => {
      const url = options.uri.replace('https://api.twilio.com', `http://127.0.0.1:${carrier.port}`);
      const answer = await fetch(url, {
        method: options.method.toUpperCase(),
        headers: { ...options.headers, authorization: 'Basic ' + Buffer.from(`${options.username}:${options.password}`).toString('base64') },
        body: new URLSearchParams(options.data),
      });
      return { statusCode: answer.status, body: await answer.json(), headers: {} };
    },
  };
  const library = twilio(channel.account_sid, channel.auth_token, { httpClient });
  await library.messages.create({ to: number, from: channel.number, body, statusCallback: ours.form.StatusCallback, validityPeriod: ours.form.ValidityPeriod });
  const theirs = carrier.requests.at(-1);
  assert.equal(ours.path, theirs.path);
  assert.equal(ours.method, theirs.method);
  assert.equal(ours.headers.authorization, theirs.headers.authorization);
  assert.equal(ours.headers['content-type'].split(';')[0], theirs.headers['content-type'].split(';')[0]);
  assert.deepEqual(ours.form, theirs.form);
  await finish(maya, interaction);
});
