// SIGKILL of the gateway that an integrator's SMPP client is bound to, in the middle of submits and receipts: what was acknowledged is
// there once, and each receipt comes.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Client } from '../lib/client.mjs';
import { Esme } from '../lib/esme.mjs';
import { nothingLost } from '../lib/loss.mjs';
import { generator } from '../lib/random.mjs';
import { reservePorts } from '../lib/ports.mjs';
import { smppLine } from '../lib/smsc.mjs';
import { Stack, until } from '../lib/stack.mjs';
import { newNumber } from '../lib/texts.mjs';

const ROUNDS = Number(process.env.FAULT_ROUNDS ?? 10), TEXTS = 12;
const random = generator();
let stack, admin, one, port;
const env = () => ({ TRUNKLINE_SMSGW_SMPP_LISTEN: `127.0.0.1:${port}`, TRUNKLINE_SMSGW_2_SMPP_LISTEN: '' });
before(async () => {
  stack = await Stack.start({ durable: true, name: 'smpp-clients-faults', instances: 'presenced routerd smsgw smsgw-2 chatd' });
  port = await reservePorts();
  await stack.kill('smsgw', 'SIGTERM');
  stack.spawn('smsgw', env());
  await stack.untilReady('smsgw');
  admin = await Client.login(stack, stack.user('administrator'), 'admin');
  one = await smppLine(stack, admin);
});
after(async () => { await one?.smsc.close().catch(() => {}); await stack?.stop(); });

test('a gateway killed in the middle of a client\'s submits and receipts: each acknowledged text is there once, each receipt comes', async () => {
  const made = await admin.call('POST', '/api/v1/smpp-clients', { name: 'Faults', system_id: 'faults', channel_ids: [one.channel.id], rate_per_s: 1000, submit_window: 100 });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  const reports = [], acknowledged = new Map(), receipts = new Map();
  let doubled = 0;
  // The carrier reports on each, until it is told that it was taken.
  one.smsc.behave = (pdu, session) => {
    const submit = { pdu, id: one.smsc.ids(one.smsc.next++) };
    session.send(pdu.response({ message_id: submit.id }));
    reports.push(until('the report is taken', async () => (await one.smsc.receipt(submit, 'DELIVRD')).command_status === 0, 90000));
    return null;
  };
  one.smsc.server.on('session', (session) => session.setMaxListeners(0));
  for (const session of one.smsc.sessions) session.setMaxListeners(0);
  const note = (pdu) => {
    if (receipts.has(pdu.receipted_message_id)) doubled++;
    receipts.set(pdu.receipted_message_id, pdu.message_state);
  };
  // Those, too, that came in one piece with the answer to its bind.
  const take = (esme) => { esme.delivered.forEach(note); esme.session.on('deliver_sm', note); };
  for (let round = 0; round < ROUNDS; round++) {
    const esme = await until('it is bound', async () => { const it = await Esme.bind(port, made.body); return it.bound === 0 && it; }, 60000);
    take(esme);
    const before = acknowledged.size, enough = before + 1 + random.below(TEXTS - 4); // when it dies is chance
    const work = Array.from({ length: TEXTS }, async (_, i) => {
      const words = `round ${round} text ${i}`, answer = await esme.submit(one.number, newNumber(), words, { registered_delivery: 1 }).catch(() => null);
      if (answer?.command_status === 0) acknowledged.set(answer.message_id, words);
    });
    await until('some are acknowledged', () => acknowledged.size >= enough, 20000, 1);
    await stack.kill('smsgw');
    await Promise.all(work);
    esme.cut();
    stack.spawn('smsgw', env());
    await stack.untilReady('smsgw');
  }
  assert.ok(acknowledged.size >= ROUNDS, 'some were acknowledged in each round');
  const last = await until('it is bound', async () => { const it = await Esme.bind(port, made.body); return it.bound === 0 && it; }, 60000);
  take(last);
  const known = new Map((await stack.query(`SELECT c.id, m.text FROM sms.client_message AS c JOIN messaging.message AS m ON m.tenant = c.tenant AND m.id = c.message`))
    .map((row) => [BigInt(row.id).toString(16).padStart(16, '0'), row.text]));
  nothingLost([...acknowledged].filter(([id, words]) => known.get(id) !== words), 'acknowledged, and not stored so');
  const texts = await stack.query(`SELECT text FROM messaging.message WHERE text LIKE 'round % text %'`);
  nothingLost(texts.map((row) => row.text).filter((text, i, all) => all.indexOf(text) < i), 'stored twice');
  // What was unknown at the kill is told as UNKNOWN, then, when the carrier reports, as delivered.
  const missing = () => [...acknowledged.keys()].filter((id) => !receipts.has(id));
  await until('each receipt has come', () => missing().length === 0, 120000).catch((late) => { nothingLost(missing(), `of ${acknowledged.size} acknowledged, and without a receipt`); throw late; });
  await Promise.all(reports);
  await until('none is kept', async () => (await stack.query('SELECT FROM sms.client_delivery')).length === 0, 60000);
  console.log(`${acknowledged.size} acknowledged of ${ROUNDS * TEXTS}, ${texts.length} stored, ${doubled} receipts more than once`);
  last.cut();
});
