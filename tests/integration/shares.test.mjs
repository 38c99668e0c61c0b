// How many calls a user may have begun inside at a time (Security): counted while they hold ports, given back once, whatever the end; calls outside,
// for help, of others and of the queue are not counted.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { until } from '../lib/stack.mjs';
import { CALLED, Calls } from '../lib/voice.mjs';

const MOST = 3, BEN = '+12025550302', WORDS = /Too Many Calls/;
let calls, out, ann, ben, cleo, annPhone, benPhone;
before(async () => {
  calls = await Calls.start({ name: 'shares', settings: { voiced: { inside_calls_of_user: MOST } } });
  await calls.unlimited();
  out = await calls.ua({ host: '127.0.0.3' });
  const trunk = await calls.make('trunks', { name: 'Out', host: out.host, port: out.local, transport: 'udp', sources: [out.host], emergency: true });
  await calls.make('dial-rules', { prefix: '+1', action: 'allow', trunk_ids: [trunk.id] });
  ann = await calls.worker('ann', '301');
  await calls.claim(BEN);
  ben = await calls.worker('ben', '302', { forward_then: 'end', work_number: BEN });
  cleo = await calls.worker('cleo', '303', { forward_then: 'number', forward_number: BEN, forward_delay_s: 5 });
  annPhone = await calls.ua();
  benPhone = await calls.register(ben);
});
after(() => calls?.stop());
afterEach(() => calls.nothingLeftAtLast(() => { for (const ua of calls.uas) ua.drop(); }));

const dial = (to, who = ann) => annPhone.call(to, { from: who.device.username, login: who.device });
const refused = async (to) => { const call = await dial(to); await call.has(486); assert.match(call.last.first, WORDS); };
const rings = async (to = '302', who = ann) => { const call = await dial(to, who), leg = await benPhone.called(); leg.ring(); await call.has(180); return { call, leg }; };
const all = async (n = MOST) => { const made = []; while (made.length < n) made.push(await rings()); return made; };
const counted = async () => (await calls.stack.metrics('voiced')).voice_inside_calls_refused_total ?? 0;

test('as many as may be ring; one more is refused, and said so in the metrics; each end gives one back, once', async () => {
  const before = await counted(), [one, two, three] = await all();
  await refused('302');
  await refused('303');
  await refused(CALLED); // the organisation's own hotline is inside
  await refused('*43'); // the number by which pages test their sound
  assert.equal(await counted(), before + 4);
  one.call.cancel();
  await one.leg.has('CANCEL');
  const four = await rings();
  await refused('302');
  two.leg.refuse(603);
  await two.call.has(603);
  const five = await rings();
  await refused('302');
  await three.leg.answer();
  await three.call.has(200);
  await refused('302');
  await three.call.bye();
  await three.leg.has('BYE');
  const six = await rings();
  await refused('302');
  await six.leg.answer();
  await six.call.has(200);
  await six.leg.bye();
  await six.call.has('BYE');
  const seven = await rings();
  await refused('302');
  for (const { call, leg } of [four, five, seven]) { call.cancel(); await leg.has('CANCEL'); }
  await calls.nothingLeft();
  for (const { call, leg } of await all()) { call.cancel(); await leg.has('CANCEL'); }
});

test('nobody else is kept back, nor a call outside, one for help, or one of a customer to the same phone', async () => {
  await all();
  await refused('302');
  await rings('302', cleo);
  const outside = await dial('+12025550188'), far = await out.called();
  await far.answer();
  await outside.has(200);
  const help = await dial('911'), service = await out.called();
  await service.answer();
  await help.has(200);
  const queue = await calls.carrier.call(CALLED);
  await queue.has(200);
  const customer = await calls.carrier.call(BEN), ringing = await benPhone.called();
  ringing.ring();
  await customer.has(180);
});

test('one that is forwarded inside is one, and its caller\'s', async () => {
  const call = await dial('303'), leg = await until('it goes on to ben', () => benPhone.came.shift());
  leg.ring();
  const rest = await all(MOST - 1);
  await refused('302');
  await rings('302', ben);
  await leg.answer();
  await call.has(200);
  await refused('302');
  await call.bye();
  await leg.has('BYE');
  await rings();
  assert.equal(rest.length, MOST - 1);
});

test('one that is taken back while the phone that rings says nothing counts until its ports are back', async () => {
  for (const { call, leg } of await all()) {
    leg.vanish();
    call.cancel();
    await call.has(487);
  }
  assert.equal(await calls.carried(), MOST, 'the relay has the phones');
  await refused('302');
  await until('they are given up', async () => (await calls.carried()) === 0);
  await all();
});
