// Carriers by SMPP: our ESME against an SMSC made of the npm package `smpp`. Accounts are made over the API, texts
// written and read as an agent does; what was sent is what the SMSC took.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Client } from '../lib/client.mjs';
import { finish, send, taken } from '../lib/desk.mjs';
import { latency, stopwatch } from '../lib/patience.mjs';
import { DRIVE_SMSBOX_PORT, listen, reservePorts } from '../lib/ports.mjs';
import { STATUS, Smsc, smppLine } from '../lib/smsc.mjs';
import { Stack, until } from '../lib/stack.mjs';
import { newNumber } from '../lib/texts.mjs';

const GATEWAYS = ['smsgw', 'smsgw-2'];
let stack, maya, admin;
const lines = [];
before(async () => {
  stack = await Stack.start({ name: 'smpp', instances: 'presenced routerd smsgw smsgw-2 chatd' });
  maya = await Client.ready(stack, stack.user('agent', 0));
  admin = await Client.login(stack, stack.user('administrator'), 'admin');
});
after(async () => {
  maya?.close();
  for (const { smsc } of lines) await smsc.close?.().catch(() => {});
  await stack?.stop();
});

async function changed(path, body) {
  const { body: { version } } = await admin.call('GET', `/api/v1/${path}`);
  const answer = await admin.call('PATCH', `/api/v1/${path}`, body, { headers: { 'if-match': `"${version}"` } });
  assert.equal(answer.status, 200, `${path}: ${JSON.stringify(answer.body)}`);
}

// A carrier with an account and a channel that reaches maya.
const line = async (settings, options) => {
  const one = await smppLine(stack, admin, settings, options);
  lines.push(one);
  return one;
};

// A customer of this line, in a conversation with maya.
async function customer(one, words = 'hello') {
  const number = newNumber(), answer = await one.smsc.text(number, one.number, words);
  assert.equal(answer.command_status, STATUS.ROK);
  return { number, interaction: await taken(maya, number) };
}

const messages = (number) => stack.query(`SELECT m.id, m.text, m.direction, m.delivery, m.delivery_reason FROM messaging.message AS m
  JOIN messaging.conversation AS c ON c.tenant = m.tenant AND c.id = m.conversation WHERE c.number = $1 ORDER BY m.at, m.seq`, [number]);
const deliveryOf = async (message) => (await stack.query('SELECT delivery, delivery_reason FROM messaging.message WHERE id = $1', [message.body.id]))[0];
const comesTo = (message, state, ms) => until(`it is ${state}`, async () => (await deliveryOf(message)).delivery === state, ms).catch(async (error) => {
  throw new Error(`${error.message}: ${JSON.stringify(await deliveryOf(message))}`);
});
const metric = async (name) => (await Promise.all(GATEWAYS.map((g) => stack.metrics(g).catch(() => ({}))))).reduce((sum, m) => sum + (m[name] ?? 0), 0);
const log = () => GATEWAYS.flatMap((g) => readFileSync(stack.run.logs[g], 'utf8').split('\n').filter(Boolean).map((l) => JSON.parse(l)));
const message = ({ pdu }) => (typeof pdu.short_message === 'string' ? pdu.short_message : pdu.short_message.message);

test('a text comes, is acknowledged once it is stored, and answered; the receipt shows', async () => {
  const one = await line();
  assert.deepEqual(one.smsc.bound().map((session) => session.kind), ['bind_transceiver']);
  const number = newNumber(), answer = await one.smsc.text(number, one.number, 'Grüße {€}', { data_coding: 0 });
  assert.equal(answer.command_status, STATUS.ROK);
  assert.deepEqual((await messages(number)).map((m) => m.text), ['Grüße {€}'], 'stored before the answer');
  const interaction = await taken(maya, number);
  const sent = await send(maya, interaction, 'Hello [you]');
  const [submit] = await one.smsc.untilTo(number);
  assert.equal(message(submit), 'Hello [you]');
  const { pdu } = submit;
  assert.deepEqual([pdu.source_addr_ton, pdu.source_addr_npi, pdu.source_addr], [1, 1, one.number.slice(1)]);
  assert.deepEqual([pdu.dest_addr_ton, pdu.dest_addr_npi, pdu.destination_addr], [1, 1, number.slice(1)]);
  assert.deepEqual([pdu.registered_delivery, pdu.esm_class, pdu.data_coding], [1, 0, 0]);
  const days = (pdu.validity_period - Date.now()) / 86400000;
  assert.ok(days > 0.9 && days < 1.1, `valid for ${days} days`);
  await comesTo(sent, 'sent');
  assert.equal((await one.smsc.receipt(submit, 'DELIVRD')).command_status, STATUS.ROK);
  assert.equal((await deliveryOf(sent)).delivery, 'delivered', 'stored before the answer, too');
  assert.equal((await one.smsc.receipt(submit, 'ENROUTE')).command_status, STATUS.ROK);
  assert.equal((await deliveryOf(sent)).delivery, 'delivered');
  const emoji = await send(maya, interaction, 'ça va 😀');
  await comesTo(emoji, 'sent');
  assert.equal(one.smsc.to(number)[1].pdu.data_coding, 8);
  assert.equal(message(one.smsc.to(number)[1]), 'ça va 😀');
  await finish(maya, interaction);
});

const long = `${'0123456789'.repeat(30)}€${'a'.repeat(40)}`; // 342 septets: 3 parts

for (const how of ['udh', 'sar', 'payload'])
  test(`a long text goes as ${how}; it is delivered when all of it is`, async () => {
    const one = await line({ long: how });
    const { number, interaction } = await customer(one);
    const sent = await send(maya, interaction, long);
    const parts = await one.smsc.untilTo(number, how === 'payload' ? 1 : 3);
    await comesTo(sent, 'sent');
    if (how === 'payload') {
      assert.equal(parts[0].pdu.message_payload.message ?? parts[0].pdu.message_payload, long);
    } else {
      assert.equal(parts.map(message).join(''), long, 'in order');
      const told = parts.map(({ pdu }) => (how === 'udh' ? [...pdu.short_message.udh[0].subarray(2)] : [pdu.sar_msg_ref_num, pdu.sar_total_segments, pdu.sar_segment_seqnum]));
      assert.deepEqual(told.map(([ref, total, n]) => [ref === told[0][0], total, n]), [[true, 3, 1], [true, 3, 2], [true, 3, 3]]);
      assert.deepEqual(parts.map(({ pdu }) => pdu.esm_class), Array(3).fill(how === 'udh' ? 0x40 : 0));
    }
    for (const [i, part] of parts.entries()) {
      assert.equal((await deliveryOf(sent)).delivery, 'sent', `with ${i} of the parts`);
      await one.smsc.receipt(part, 'DELIVRD');
    }
    assert.equal((await deliveryOf(sent)).delivery, 'delivered');
    assert.equal(one.smsc.to(number).length, parts.length);
    await finish(maya, interaction);
  });

test('of a text in parts the first that fails decides', async () => {
  const one = await line();
  const { number, interaction } = await customer(one);
  const sent = await send(maya, interaction, long);
  const parts = await one.smsc.untilTo(number, 3);
  await comesTo(sent, 'sent');
  await one.smsc.receipt(parts[0], 'DELIVRD');
  await one.smsc.receipt(parts[1], 'UNDELIV', { err: '00b' });
  await one.smsc.receipt(parts[2], 'DELIVRD');
  assert.equal((await deliveryOf(sent)).delivery, 'undelivered');
  let n = 0;
  one.smsc.behave = () => (n++ === 1 ? STATUS.RINVDSTADR : undefined);
  const half = await send(maya, interaction, long);
  await comesTo(half, 'rejected');
  assert.equal((await deliveryOf(half)).delivery_reason, 'the number is not valid');
  assert.equal(one.smsc.to(number).length, 4, 'what follows the part that was refused is not sent');
  await finish(maya, interaction);
});

test('ids of receipts may be hexadecimal or decimal, told or not', async () => {
  const hex = (n) => n.toString(16), dec = (n) => String(n);
  for (const [type, ofAnswer, ofReceipt] of [['1', hex, dec], ['2', dec, (n) => hex(n).toUpperCase()], ['3', hex, (n) => `00${hex(n).toUpperCase()}`], [undefined, hex, dec], [undefined, dec, hex]]) {
    const one = await line(type ? { msg_id_type: type } : {});
    one.smsc.ids = ofAnswer;
    const { number, interaction } = await customer(one);
    const sent = await send(maya, interaction, 'which base?');
    const [submit] = await one.smsc.untilTo(number);
    await comesTo(sent, 'sent');
    await one.smsc.receipt(submit, 'DELIVRD', { id: ofReceipt(submit.number) });
    assert.equal((await deliveryOf(sent)).delivery, 'delivered', `msg_id_type ${type}`);
    await finish(maya, interaction);
  }
  await until('what was found out is told', () => log().some((l) => l.event === 'smpp_id_base' && /set msg_id_type to 1/.test(l.why)));
});

test('a receipt for what nobody sent is kept', async () => {
  const one = await line();
  const stray = { pdu: { destination_addr: '14155550123', source_addr: one.number.slice(1) }, id: 'stray' };
  assert.equal((await one.smsc.receipt(stray, 'DELIVRD')).command_status, STATUS.ROK);
  const kept = await stack.query(`SELECT state FROM sms.receipt_parked WHERE account = $1 AND provider_id = 'stray'`, [one.account.id]);
  assert.deepEqual(kept, [{ state: 'delivered' }]);
});

test('a throttled link is slower, and each text is sent once', async () => {
  const one = await line();
  const { number, interaction } = await customer(one);
  let refused = 0;
  one.smsc.behave = () => (refused < 2 ? (refused++, STATUS.RTHROTTLED) : undefined);
  const from = Date.now(), texts = [];
  for (const words of ['one', 'two', 'three']) texts.push(await send(maya, interaction, words));
  for (const sent of texts) await comesTo(sent, 'sent', 30000);
  assert.ok(Date.now() - from >= 2000, 'a second a refusal');
  assert.deepEqual(one.smsc.to(number).map(message), ['one', 'two', 'three']);
  await finish(maya, interaction);
});

test('a full queue holds back its own customer only', async () => {
  const one = await line();
  const stuck = await customer(one), other = await customer(one);
  let refused = 0, full = true;
  one.smsc.behave = (pdu) => ('+' + pdu.destination_addr === stuck.number && full ? (refused++, STATUS.RMSGQFUL) : undefined);
  const waits = await send(maya, stuck.interaction, 'full'), goes = await send(maya, other.interaction, 'free');
  await comesTo(goes, 'sent');
  await until('the other is tried again', () => refused >= 2);
  assert.notEqual((await deliveryOf(waits)).delivery, 'sent');
  full = false;
  await comesTo(waits, 'sent', 20000);
  for (const { interaction } of [stuck, other]) await finish(maya, interaction);
});

test('what passes is tried again on the spot, what does not is final', async () => {
  const one = await line();
  const { number, interaction } = await customer(one);
  let n = 0;
  one.smsc.behave = () => (n++ === 0 ? STATUS.RSYSERR : undefined);
  await comesTo(await send(maya, interaction, 'once more'), 'sent');
  assert.equal(n, 2);
  one.smsc.behave = () => STATUS.RINVDSTADR;
  const wrong = await send(maya, interaction, 'to nobody');
  await comesTo(wrong, 'rejected');
  assert.equal((await deliveryOf(wrong)).delivery_reason, 'the number is not valid');
  assert.equal(one.smsc.to(number).length, 1);
  await finish(maya, interaction);
});

test('a bind with a wrong password is told and not tried again, one that is refused for now is; a new password binds', async () => {
  const smsc = await Smsc.start({ password: 'another' }), busy = await Smsc.start();
  busy.bindStatus = STATUS.RALYBND;
  const one = await line({}, { smsc, bound: 0 });
  const binds = (at = smsc) => at.pdus.filter((pdu) => pdu.command === 'bind_transceiver').length;
  await until('it is told', () => log().some((l) => l.event === 'smpp_refused' && l.account === one.account.id && l.level === 'error'));
  await line({}, { smsc: busy, bound: 0 });
  await until('it was tried again, three times', () => binds(busy) >= 4, 40000);
  assert.equal(binds(), 1);
  delete busy.bindStatus;
  await busy.untilBound();
  await changed(`carrier-accounts/${one.account.id}`, { secrets: { password: 'another' } });
  await smsc.untilBound();
  assert.equal(binds(), 2);
});

test('a link that is cut in the middle of a window: nothing is sent twice, what nobody knows is unknown', async () => {
  const one = await line();
  const people = [];
  for (let i = 0; i < 4; i++) people.push(await customer(one));
  one.smsc.behave = () => null;
  const texts = await Promise.all(people.map(({ interaction }, i) => send(maya, interaction, `text ${i}`)));
  await until('all are under way', () => one.smsc.submits.length === 4);
  one.smsc.behave = () => undefined;
  one.smsc.cut();
  for (const sent of texts) await comesTo(sent, 'unknown');
  await one.smsc.untilBound();
  await comesTo(await send(maya, people[0].interaction, 'after it'), 'sent');
  assert.deepEqual(one.smsc.submits.map((s) => message(s)).sort(), ['after it', 'text 0', 'text 1', 'text 2', 'text 3'], 'none was lost, none left twice');
  for (const { interaction } of people) await finish(maya, interaction);
});

test('a link that falls after the first part: its receipt finds the message, and does not deliver the rest', async () => {
  const one = await line();
  const { number, interaction } = await customer(one);
  let n = 0;
  one.smsc.behave = () => (n++ === 0 ? undefined : null);
  const sent = await send(maya, interaction, long);
  const [first] = await one.smsc.untilTo(number, 2);
  one.smsc.behave = () => undefined;
  one.smsc.cut();
  await comesTo(sent, 'unknown');
  await one.smsc.untilBound();
  const parked = await stack.query('SELECT FROM sms.receipt_parked');
  assert.equal((await one.smsc.receipt(first, 'DELIVRD')).command_status, STATUS.ROK);
  assert.equal((await deliveryOf(sent)).delivery, 'unknown');
  assert.equal((await one.smsc.receipt(first, 'UNDELIV', { err: '00b' })).command_status, STATUS.ROK);
  assert.equal((await deliveryOf(sent)).delivery, 'undelivered');
  assert.equal((await stack.query('SELECT FROM sms.receipt_parked')).length, parked.length);
  await finish(maya, interaction);
});

test('a receipt finds the text whose send was lost by its number and first words, and by nothing less', async () => {
  const one = await line();
  const people = [];
  for (let i = 0; i < 4; i++) people.push(await customer(one));
  one.smsc.behave = () => null;
  const texts = await Promise.all(people.map(({ interaction }, i) => send(maya, interaction, `lost with its answer ${i}`)));
  await until('all are under way', () => one.smsc.submits.length === 4);
  const took = people.map(({ number }, i) => ({ ...one.smsc.to(number)[0], id: `10${i}` })); // it took them, and nobody heard so
  const parked = async () => (await stack.query('SELECT provider_id FROM sms.receipt_parked WHERE account = $1 ORDER BY provider_id', [one.account.id])).map((r) => r.provider_id);
  assert.equal((await one.smsc.receipt(took[3], 'DELIVRD', { words: 'lost with its answer' })).command_status, STATUS.ROK);
  assert.deepEqual(await parked(), ['103'], 'a receipt that comes before it is known to be lost waits');
  one.smsc.behave = () => undefined;
  one.smsc.cut();
  for (const sent of texts) await comesTo(sent, 'unknown');
  await one.smsc.untilBound();
  await one.smsc.receipt(took[0], 'DELIVRD', { words: 'lost with its answer' });
  assert.equal((await deliveryOf(texts[0])).delivery, 'delivered');
  await one.smsc.receipt(took[1], 'UNDELIV', { words: 'something else' });
  await one.smsc.receipt(took[2], 'DELIVRD');
  assert.deepEqual(await Promise.all(texts.slice(1, 3).map(async (sent) => (await deliveryOf(sent)).delivery)), ['unknown', 'unknown']);
  const { body } = await admin.call('GET', `/api/v1/sms/parked-receipts?account_id=${one.account.id}`);
  const perhaps = Object.fromEntries(body.data.map((receipt) => [receipt.provider_id, receipt.perhaps]));
  assert.deepEqual([perhaps['101'], perhaps['102']], [texts[1].body.id, texts[2].body.id], 'of which they may be is told');
  await comesTo(texts[3], 'delivered', 90000);
  assert.deepEqual(await parked(), ['101', '102']);
  for (const { interaction } of people) await finish(maya, interaction);
});

test('an account that says requeue sends again what was not answered', async () => {
  const one = await line({ requeue: 'yes' });
  const { number, interaction } = await customer(one);
  one.smsc.behave = () => null;
  const sent = await send(maya, interaction, 'twice perhaps');
  await one.smsc.untilTo(number);
  one.smsc.behave = () => undefined;
  one.smsc.cut();
  await comesTo(sent, 'sent', 30000);
  assert.deepEqual(one.smsc.to(number).map((s) => s.taken), [false, true]);
  await finish(maya, interaction);
});

test('a silent link is asked whether it lives; one that does not answer is left', async () => {
  const one = await line({ enquire_s: '1' });
  const asked = () => one.smsc.pdus.filter((pdu) => pdu.command === 'enquire_link').length;
  await until('it asks', () => asked() >= 2);
  const [session] = one.smsc.bound();
  const answer = await new Promise((done) => session.enquire_link(done));
  assert.equal(answer.command, 'enquire_link_resp');
  one.smsc.deaf = true;
  const { opened } = one.smsc;
  await until('another connection', () => one.smsc.opened > opened, 30000);
  await until('the deaf one is left', () => !one.smsc.bound().includes(session));
});

test('parts come in any order, twice, and cut in the middle of a character', async () => {
  const one = await line(), number = newNumber();
  const part = (n, bytes, more = {}) => one.smsc.text(number, one.number, { udh: Buffer.from([5, 0, 3, 77, 3, n]), message: bytes }, { data_coding: 8, esm_class: 0x40, ...more });
  const utf16 = (words) => Buffer.from(words, 'utf16le').swap16();
  const emoji = utf16('😀');
  const bytes = [null, Buffer.concat([utf16('Привет '), emoji.subarray(0, 2)]), Buffer.concat([emoji.subarray(2), utf16(' мир')]), utf16('!')];
  for (const n of [3, 1, 1, 3]) assert.equal((await part(n, bytes[n])).command_status, STATUS.ROK);
  assert.deepEqual(await messages(number), []);
  assert.equal((await part(2, bytes[2])).command_status, STATUS.ROK);
  assert.deepEqual((await messages(number)).map((m) => m.text), ['Привет 😀 мир!']);
  assert.equal((await part(2, bytes[2])).command_status, STATUS.ROK);
  assert.equal((await messages(number)).length, 1);
  const sar = (n, words) => one.smsc.text(number, one.number, words, { sar_msg_ref_num: 4711, sar_total_segments: 2, sar_segment_seqnum: n });
  await sar(2, 'second');
  await sar(1, 'first ');
  await until('joined by TLVs', async () => (await messages(number)).some((m) => m.text === 'first second'));
  await one.smsc.text(number, one.number, '', { message_payload: 'in one piece '.repeat(20), data_coding: 0 });
  assert.equal((await messages(number)).at(-1).text, 'in one piece '.repeat(20));
  await finish(maya, await taken(maya, number));
});

test('the same bytes are one text until the carrier knows that it was taken, and then another', async () => {
  const one = await line(), number = newNumber();
  const [session] = one.smsc.bound();
  const stored = (n) => until(`${n} stored`, async () => (await messages(number)).length === n);
  // The link is cut before the carrier has read our answer.
  session.pause();
  one.smsc.text(number, one.number, 'ok').catch(() => {});
  await stored(1);
  one.smsc.cut();
  await until('a new link', () => one.smsc.bound().length === 1 && one.smsc.bound()[0] !== session);
  assert.equal((await one.smsc.text(number, one.number, 'ok')).command_status, STATUS.ROK);
  assert.equal((await messages(number)).length, 1, 'the repetition');
  await until('it is forgotten', async () => (await stack.query(`SELECT FROM sms.provider_seen WHERE account = $1`, [one.account.id])).length === 0);
  assert.equal((await one.smsc.text(number, one.number, 'ok')).command_status, STATUS.ROK);
  assert.equal((await messages(number)).length, 2, 'the customer says it again');
  await finish(maya, await taken(maya, number));
});

test('equal texts on one connection are several, and their repetition on the next is none', async () => {
  const one = await line(), number = newNumber();
  const [session] = one.smsc.bound();
  const answers = await Promise.all([1, 2, 3].map(() => one.smsc.text(number, one.number, 'ok')));
  assert.deepEqual(answers.map((answer) => answer.command_status), [STATUS.ROK, STATUS.ROK, STATUS.ROK]);
  assert.equal((await messages(number)).length, 3, 'three times ok');
  await until('they are forgotten', async () => (await stack.query('SELECT FROM sms.provider_seen WHERE account = $1', [one.account.id])).length === 0);
  session.pause();
  for (const _ of [1, 2]) one.smsc.text(number, one.number, 'ok').catch(() => {});
  await until('five stored', async () => (await messages(number)).length === 5);
  one.smsc.cut();
  await until('a new link', () => one.smsc.bound().length === 1 && one.smsc.bound()[0] !== session);
  await Promise.all([1, 2].map(() => one.smsc.text(number, one.number, 'ok')));
  assert.equal((await messages(number)).length, 5, 'the repetitions');
  await finish(maya, await taken(maya, number));
});

test('a sender\'s name of other octets than a name\'s is kept as it came, and holds up nobody', async () => {
  const one = await line(), number = newNumber();
  const name = Buffer.from([0x42, 0xc4, 0x43, 0x4b]).toString('latin1');
  const [odd, plain] = await Promise.all([
    one.smsc.deliver({ source_addr_ton: 5, source_addr_npi: 0, source_addr: name, destination_addr: one.number, short_message: 'from a name' }),
    one.smsc.text(number, one.number, 'from a number')]);
  assert.deepEqual([odd.command_status, plain.command_status], [STATUS.ROK, STATUS.ROK]);
  const reasons = (await admin.call('GET', '/api/v1/sms/raw?state=unparsed&limit=200')).body.data.filter((r) => r.account === one.account.id).map((r) => r.reason.split(':')[0]);
  assert.deepEqual(reasons, ['source_addr']);
  await finish(maya, await taken(maya, number));
});

test('what can not be read is kept as it came, and acknowledged', async () => {
  const one = await line(), number = newNumber();
  const raw = async () => (await admin.call('GET', '/api/v1/sms/raw?state=unparsed&limit=200')).body.data.filter((r) => r.account === one.account.id).map((r) => r.reason.split(':')[0]);
  assert.equal((await one.smsc.text(number, one.number, Buffer.from([1, 2, 3]), { data_coding: 4 })).command_status, STATUS.ROK);
  assert.equal((await one.smsc.text(number, '+14150000000', 'to another')).command_status, STATUS.ROK);
  assert.equal((await one.smsc.deliver({ source_addr: number, destination_addr: one.number, esm_class: 4, short_message: 'no receipt' })).command_status, STATUS.ROK);
  assert.deepEqual((await raw()).sort(), ['data_coding', 'destination_addr', 'short_message']);
  assert.deepEqual(await messages(number), []);
});

test('an outbind and an alert_notification that nobody can read get generic_nack, and the link goes on', async () => {
  const one = await line(), number = newNumber(), [session] = one.smsc.bound();
  for (const [command, sequence] of [[0x0b, 901], [0x102, 902]]) {
    const pdu = Buffer.alloc(16);
    [16, command, 0, sequence].forEach((word, i) => pdu.writeUInt32BE(word, 4 * i));
    session.socket.write(pdu);
  }
  const nacks = () => one.smsc.pdus.filter((pdu) => pdu.command === 'generic_nack').map((pdu) => pdu.sequence_number);
  await until('both are refused', () => nacks().length === 2);
  assert.deepEqual(nacks(), [901, 902]);
  assert.equal((await one.smsc.text(number, one.number, 'by the same link')).command_status, STATUS.ROK);
  assert.equal((await messages(number)).length, 1);
  assert.ok(one.smsc.bound()[0] === session, 'the link that sent them');
  await finish(maya, await taken(maya, number));
});

test('what was kept is taken again once the number is there, and is one text however often (SMS-33)', async () => {
  const one = await line(), number = newNumber(), elsewhere = '+14157778888';
  assert.equal((await one.smsc.text(number, elsewhere, 'too early')).command_status, STATUS.ROK);
  const [kept] = (await admin.call('GET', `/api/v1/sms/raw?account_id=${one.account.id}`)).body.data;
  const again = () => admin.call('POST', `/api/v1/sms/raw/${kept.id}/reprocess`);
  assert.equal((await again()).body.type, 'still_unreadable');
  await changed(`channels/${one.channel.id}`, { number: elsewhere });
  const taken_ = await until('it is read', async () => { const answer = await again(); return answer.status === 200 && answer.body; });
  assert.deepEqual([taken_.state, taken_.texts], ['reprocessed', 1]);
  assert.equal((await again()).body.state, 'reprocessed');
  assert.deepEqual((await messages(number)).map((m) => m.text), ['too early']);
  await finish(maya, await taken(maya, number));
});

test('a transmitter and a receiver; several binds of an account', async () => {
  const one = await line({ bind: 'transmitter_receiver', binds: '2', window: '1' }, { bound: 4 });
  assert.deepEqual(one.smsc.bound().map((s) => s.kind).sort(), ['bind_receiver', 'bind_receiver', 'bind_transmitter', 'bind_transmitter']);
  const people = [await customer(one), await customer(one), await customer(one)];
  const by = new Set();
  let under = [], most = 0, came = 0;
  // How long the carrier takes is what is tried: answered a while after both links are full, one too many would be seen; the last one is alone.
  one.smsc.behave = (pdu, session) => {
    by.add(session);
    const message_id = `id${++came}`;
    under.push(() => session.send(pdu.response({ message_id })));
    most = Math.max(most, under.length);
    if (came >= 2) setTimeout(() => { for (const answer of under) answer(); under = []; }, 300);
    return null;
  };
  const texts = await Promise.all(people.map(({ interaction }) => send(maya, interaction, 'by two links')));
  for (const sent of texts) await comesTo(sent, 'sent');
  assert.deepEqual([...by].map((s) => s.kind), ['bind_transmitter', 'bind_transmitter'], 'both are used');
  assert.equal(most, 2, 'a window of one each');
  for (const { interaction } of people) await finish(maya, interaction);
});

test('exactly one gateway binds; when it dies the other one does, and what was under way is unknown', async () => {
  const one = await line();
  const { interaction } = await customer(one);
  const holder = async () => {
    const [{ name }] = await stack.query(`SELECT i.name FROM ops.holder AS h JOIN ops.instance AS i ON i.boot = h.boot WHERE h.kind = 'group' AND h.thing = $1`, [one.group]);
    return name;
  };
  const first = await holder();
  assert.equal(one.smsc.bound().length, 1);
  one.smsc.behave = () => null;
  const sent = await send(maya, interaction, 'half way');
  await until('it is under way', () => one.smsc.submits.length === 1);
  one.smsc.behave = () => undefined;
  await stack.kill(first);
  await until('the other one binds', () => one.smsc.bound().length === 1 && one.smsc.opened === 2);
  await comesTo(sent, 'unknown');
  await comesTo(await send(maya, interaction, 'by the other'), 'sent');
  assert.deepEqual(one.smsc.submits.map(message), ['half way', 'by the other']);
  assert.notEqual(await holder(), first);
  stack.spawn(first);
  await stack.untilReady(first);
  assert.equal(one.smsc.bound().length, 1);
  await finish(maya, interaction);
});

test('while the store is away the carrier is told to come again, within five seconds', async () => {
  const one = await line(), number = newNumber();
  await stack.killPostgres();
  const took = stopwatch(), answer = await one.smsc.text(number, one.number, 'hold on');
  assert.equal(answer.command_status, STATUS.RX_T_APPN);
  latency('the answer', took(), 5000);
  await stack.startPostgres();
  await until('it is stored', async () => (await one.smsc.text(number, one.number, 'hold on')).command_status === STATUS.ROK, 30000);
  assert.deepEqual((await messages(number)).map((m) => m.text), ['hold on'], 'not twice, however often it came');
  await stack.untilAllReady();
  await finish(maya, await taken(maya, number));
});

test('TLS: the carrier is who it says, or it gets no password', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'smpp-'));
  const cert = (name) => {
    execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', join(dir, `${name}.key`), '-out', join(dir, `${name}.crt`), '-days', '2', '-subj', `/CN=${name}`,
      '-addext', `subjectAltName=DNS:${name}`], { stdio: 'ignore' });
    return { key: readFileSync(join(dir, `${name}.key`)), cert: readFileSync(join(dir, `${name}.crt`)) };
  };
  const good = cert('localhost'), other = cert('other.example');
  execFileSync('sh', ['-c', `cat ${dir}/*.crt > ${dir}/trusted.pem; chmod -R a+rX ${dir}`]);
  for (const gateway of GATEWAYS) {
    await stack.kill(gateway, 'SIGTERM');
    stack.spawn(gateway, { SSL_CERT_FILE: join(dir, 'trusted.pem') });
    await stack.untilReady(gateway);
  }
  const wrong = await line({ tls: 'yes', host: 'localhost' }, { smsc: await Smsc.start(other), bound: 0 });
  const one = await line({ tls: 'yes', host: 'localhost' }, { smsc: await Smsc.start(good) });
  const { interaction } = await customer(one);
  await comesTo(await send(maya, interaction, 'sealed'), 'sent');
  await until('it is told', () => log().some((l) => l.event === 'smpp_lost' && l.account === wrong.account.id && /hostname mismatch/i.test(l.why)));
  assert.deepEqual(wrong.smsc.pdus, []);
  await finish(maya, interaction);
  rmSync(dir, { recursive: true });
});

// Kannel's own SMSC for its tests: delivers numbered texts from 456 to 123 and takes as many; its answers have no id. It
// connects as a smsbox, too, and gives up after 3 s if nobody listens there.
test('drive_smpp of Kannel: what it delivers is there once, and it takes what is answered', async () => {
  const many = 20, dir = mkdtempSync(join(tmpdir(), 'drive-')), bearerbox = await until('the port of drive_smpp', () => listen(DRIVE_SMSBOX_PORT));
  const port = await reservePorts();
  writeFileSync(join(dir, 'drive.conf'), `group = core\nadmin-port = 1\nsmsbox-port = ${DRIVE_SMSBOX_PORT}\nadmin-password = bar\n`);
  const drive = spawn('/usr/lib/kannel/test/drive_smpp', ['-v', '0', '-p', String(port), '-m', String(many), '-c', join(dir, 'drive.conf')], { cwd: dir });
  let said = '';
  for (const stream of [drive.stdout, drive.stderr]) stream.on('data', (data) => { said += data; });
  try {
    await line({ bind: 'transmitter_receiver', system_id: 'foo' }, { smsc: { port }, bound: 0, number: '123' });
    await until('all came', async () => (await messages('456')).length === many, 30000);
    assert.deepEqual((await messages('456')).map((m) => Number(m.text)).sort((a, b) => a - b), Array.from({ length: many }, (_, i) => i + 1));
    const interaction = await taken(maya, '456');
    const texts = [];
    for (let i = 0; i < many; i++) texts.push(await send(maya, interaction, `answer ${i}`));
    for (const sent of texts) await comesTo(sent, 'sent', 30000);
    await until('it has all', () => said.includes('ESME has submitted all messages to SMSC'));
    assert.deepEqual([...said.matchAll(/short_message = <(.*)>/g)].map((m) => m[1]), Array.from({ length: many }, (_, i) => `answer ${i}`));
    await finish(maya, interaction);
  } catch (error) {
    throw new Error(`${error.message}\n${said.slice(-3000)}`);
  } finally {
    drive.kill('SIGKILL');
    bearerbox.close();
    rmSync(dir, { recursive: true });
  }
});

test('what is wrong with an account is told by the name of its member', async () => {
  const settings = { host: 'smsc.example', system_id: 'trunkline' };
  const refused = async (more, secrets = { password: 'secret' }) => {
    const answer = await admin.call('POST', '/api/v1/carrier-accounts', { carrier: 'smpp', name: 'Wrong', settings: { ...settings, ...more }, secrets });
    assert.equal(answer.status, 422, JSON.stringify(answer.body));
    return answer.body.errors[0].pointer;
  };
  for (const [name, value] of [['port', '0'], ['port', '70000'], ['tls', 'maybe'], ['system_id', 'x'.repeat(16)], ['system_type', 'x'.repeat(13)], ['bind', 'both'], ['binds', '9'],
    ['window', '1001'], ['rate', '0'], ['dcs0', 'ebcdic'], ['dcs1', 'latin1'], ['long', 'short'], ['msg_id_type', '4'], ['requeue', '1'], ['enquire_s', '0'], ['submit_s', '601'], ['colour', 'red'], ['host', undefined]])
    assert.equal(await refused({ [name]: value }), `/settings/${name}`);
  assert.equal(await refused({}, { password: '123456789' }), '/secrets/password');
});
