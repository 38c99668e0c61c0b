// SIGKILL of the gateway that is bound, in the middle of sends, texts and receipts by SMPP: then a recount of what the
// carrier took against what the agent is told. The carrier's receipts repeat the first words of their texts, as appendix B of the
// SMPP specification has it: by these the one finds its text whose answer was lost with the gateway.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Client } from '../lib/client.mjs';
import { finish, send, taken } from '../lib/desk.mjs';
import { nothingLost } from '../lib/loss.mjs';
import { generator } from '../lib/random.mjs';
import { STATUS, smppLine } from '../lib/smsc.mjs';
import { Stack, until } from '../lib/stack.mjs';
import { newNumber } from '../lib/texts.mjs';

const ROUNDS = Number(process.env.FAULT_ROUNDS ?? 20), CUSTOMERS = 4, TEXTS = 3;
const random = generator();
let stack, maya, admin, one;
const acknowledged = []; // inbound texts that the carrier was told are taken
before(async () => {
  stack = await Stack.start({ durable: true, name: 'smpp-faults', instances: 'presenced routerd smsgw smsgw-2 chatd' });
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
      receipts.push(insist(() => one.smsc.receipt(submit, 'DELIVRD', { words: wordsOf(submit).slice(0, 20) })));
    }, random.next() * 60);
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
    await new Promise((done) => setTimeout(done, random.next() * 400)); // when it dies is chance
    await stack.kill(victim);
    await Promise.all(work);
    stack.spawn(victim);
    await stack.untilReady(victim);
  }
  await until('all has ended', async () => (await stack.query(`SELECT FROM messaging.message WHERE id = ANY ($1) AND delivery IN ('queued', 'sending')`,
    [sent.map((s) => s.id)])).length === 0, 60000);
  const byWords = () => Map.groupBy(took, wordsOf);
  nothingLost([...byWords()].filter(([, submits]) => submits.length > 1).map(([words]) => words), 'sent twice');
  await Promise.all(receipts);
  const parked = () => stack.query('SELECT provider_id, raw_state, at FROM sms.receipt_parked WHERE account = $1', [one.account.id]);
  await until('no receipt is unmatched', async () => (await parked()).length === 0, 90000).catch(async (late) => { nothingLost(await parked(), 'receipts that find no text'); throw late; });

  const state = new Map((await stack.query('SELECT id, delivery FROM messaging.message WHERE id = ANY ($1)', [sent.map((s) => s.id)])).map((m) => [m.id, m.delivery]));
  const left = byWords(), counts = { delivered: 0, unknown: 0 };
  for (const { id, words } of sent) {
    const delivery = state.get(id), times = left.get(words)?.length ?? 0;
    assert.ok(delivery === 'delivered' || delivery === 'unknown', `${words} is ${delivery}`);
    // Each that the carrier took it has reported on: so what is unknown never left.
    nothingLost(times === (delivery === 'delivered' ? 1 : 0) ? [] : [words], `${delivery}, and sent ${times} times`);
    counts[delivery]++;
  }
  assert.equal(sent.length, ROUNDS * CUSTOMERS * TEXTS);
  const texts = (await stack.query(`SELECT m.text FROM messaging.message AS m WHERE m.direction = 'in'`)).map((m) => m.text);
  nothingLost(acknowledged.filter((words) => texts.filter((t) => t === words).length !== 1), 'acknowledged, and not stored once');
  const lost = (await stack.query('SELECT FROM sms.send_lost')).length, found = (await stack.query(`SELECT FROM sms.sent AS s WHERE s.account = $1`, [one.account.id])).length;
  console.log(`# ${sent.length} texts: ${took.length} left, ${counts.delivered} delivered, ${counts.unknown} unknown (${lost} lost); ${acknowledged.length} came; ${found} ids known, 0 receipts unmatched`);
  for (const { interaction } of people) await finish(maya, interaction);
});
