// SIGKILL of the gateway that is bound, in the middle of sends, texts and receipts by SMPP: then a recount of what the
// carrier took against what the agent is told.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Client } from '../lib/client.mjs';
import { finish, send, taken } from '../lib/desk.mjs';
import { STATUS, smppLine } from '../lib/smsc.mjs';
import { Stack, until } from '../lib/stack.mjs';
import { newNumber } from '../lib/texts.mjs';

const ROUNDS = Number(process.env.FAULT_ROUNDS ?? 20), CUSTOMERS = 4, TEXTS = 3;
let stack, maya, admin, one;
const acknowledged = []; // inbound texts that the carrier was told are taken
before(async () => {
  stack = await Stack.start({ name: 'smpp-faults', instances: 'presenced routerd smsgw smsgw-2 chatd' });
  maya = await Client.ready(stack, stack.user('agent', 0));
  admin = await Client.login(stack, stack.user('administrator'), 'admin');
  one = await smppLine(stack, admin);
});
after(async () => { maya?.close(); await one?.smsc.close(); await stack?.stop(); });

// As a carrier does: again, by whatever link there is, until it is told that it was taken.
const insist = (what, ms = 60000) => until('it is taken', async () => (await what()).command_status === STATUS.ROK, ms);
const wordsOf = ({ pdu }) => pdu.short_message.message;
const holder = async () => (await stack.query(`SELECT i.name FROM ops.holder AS h JOIN ops.instance AS i ON i.boot = h.boot
  WHERE h.kind = 'group' AND h.thing = $1`, [one.group]))[0]?.name;

async function say(number, words) {
  await insist(() => one.smsc.text(number, one.number, words));
  acknowledged.push(words);
}

test('a gateway killed in the middle of its links: nothing is lost, nothing is sent twice, each receipt finds its text', async () => {
  const people = [];
  for (let i = 0; i < CUSTOMERS; i++) {
    const number = newNumber();
    await say(number, `hello ${i}`);
    people.push({ number, interaction: await taken(maya, number) });
  }
  // Answers a little later, and reports on each.
  const receipts = [], took = [];
  one.smsc.behave = (pdu, session) => {
    const submit = { pdu, id: one.smsc.ids(one.smsc.next++) };
    took.push(submit);
    setTimeout(() => {
      session.send(pdu.response({ message_id: submit.id }));
      receipts.push(insist(() => one.smsc.receipt(submit, 'DELIVRD')));
    }, Math.random() * 60);
    return null;
  };
  const sent = [];
  for (let round = 0; round < ROUNDS; round++) {
    const victim = await until('somebody holds it', holder);
    const work = people.flatMap(({ number, interaction }, i) => [say(number, `in ${round} ${i}`), (async () => {
      for (let n = 0; n < TEXTS; n++) {
        const words = `out ${round} ${i} ${n}`, answer = await send(maya, interaction, words);
        assert.equal(answer.status, 201);
        sent.push({ id: answer.body.id, words });
      }
    })()]);
    await new Promise((done) => setTimeout(done, Math.random() * 400)); // when it dies is chance
    await stack.kill(victim);
    await Promise.all(work);
    stack.spawn(victim);
    await stack.untilReady(victim);
  }
  await until('all has ended', async () => (await stack.query(`SELECT FROM messaging.message WHERE id = ANY ($1) AND delivery IN ('queued', 'sending')`,
    [sent.map((s) => s.id)])).length === 0, 60000);
  await Promise.all(receipts);
  await until('all receipts are matched', async () => (await stack.query(`SELECT FROM messaging.message WHERE id = ANY ($1) AND delivery = 'sent'`,
    [sent.map((s) => s.id)])).length === 0, 90000);

  const state = new Map((await stack.query('SELECT id, delivery FROM messaging.message WHERE id = ANY ($1)', [sent.map((s) => s.id)])).map((m) => [m.id, m.delivery]));
  const left = Map.groupBy(took, wordsOf), counts = { delivered: 0, unknown: 0 };
  for (const { id, words } of sent) {
    const delivery = state.get(id), times = left.get(words)?.length ?? 0;
    assert.ok(delivery === 'delivered' || delivery === 'unknown', `${words} is ${delivery}`);
    assert.ok(times <= 1, `${words} was sent ${times} times`);
    if (delivery === 'delivered') assert.equal(times, 1, `${words} left`);
    counts[delivery]++;
  }
  assert.equal(sent.length, ROUNDS * CUSTOMERS * TEXTS);
  const parked = (await stack.query('SELECT provider_id FROM sms.receipt_parked WHERE account = $1', [one.account.id])).map((r) => r.provider_id);
  const idOf = new Map(sent.map((s) => [s.words, s.id]));
  for (const submit of took.filter((s) => parked.includes(s.id)))
    assert.equal(state.get(idOf.get(wordsOf(submit))), 'unknown', 'a receipt is unmatched only where the answer was lost');
  const texts = (await stack.query(`SELECT m.text FROM messaging.message AS m WHERE m.direction = 'in'`)).map((m) => m.text);
  for (const words of acknowledged) assert.equal(texts.filter((t) => t === words).length, 1, `${words} is there once`);
  console.log(`# ${sent.length} texts: ${counts.delivered} delivered, ${counts.unknown} unknown; ${acknowledged.length} came; ${parked.length} receipts of unknown ones`);
  for (const { interaction } of people) await finish(maya, interaction);
});
