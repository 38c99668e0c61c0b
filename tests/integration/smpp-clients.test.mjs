// Our own SMSC side: an integrator's SMPP client (npm `smpp`) sends and receives by the numbers of a tenant's channels. What it
// sends leaves by another SMSC of this test, as a carrier.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Client } from '../lib/client.mjs';
import { Esme } from '../lib/esme.mjs';
import { reservePorts } from '../lib/ports.mjs';
import { smppLine } from '../lib/smsc.mjs';
import { Stack, until } from '../lib/stack.mjs';
import { newNumber, text as textTo } from '../lib/texts.mjs';

const S = { ROK: 0, RINVMSGLEN: 1, RINVCMDLEN: 2, RINVCMDID: 3, RINVBNDSTS: 4, RALYBND: 5, RINVSRCADR: 0x0a, RINVDSTADR: 0x0b, RINVMSGID: 0x0c, RBINDFAIL: 0x0d, RINVPASWD: 0x0e, RCANCELFAIL: 0x11,
  RREPLACEFAIL: 0x13, RMSGQFUL: 0x14, RTHROTTLED: 0x58, RINVSCHED: 0x61, RINVEXPIRY: 0x62, RX_T_APPN: 0x64, RX_R_APPN: 0x66, RINVDCS: 0x104 };
let stack, admin, one, port, second;
const open = [];

const listening = (more = {}) => ({ TRUNKLINE_SMSGW_SMPP_LISTEN: `127.0.0.1:${port}`, TRUNKLINE_SMSGW_2_SMPP_LISTEN: `127.0.0.1:${second}`, ...more });
async function restart(signal = 'SIGTERM', more = {}, gateway = 'smsgw') {
  await stack.kill(gateway, signal);
  stack.spawn(gateway, listening(more));
  await stack.untilReady(gateway);
}

before(async () => {
  stack = await Stack.start({ name: 'smpp-clients', instances: 'presenced routerd smsgw smsgw-2 chatd' });
  [port, second] = [await reservePorts(), await reservePorts()];
  for (const gateway of ['smsgw', 'smsgw-2']) await restart('SIGTERM', {}, gateway);
  admin = await Client.login(stack, stack.user('administrator'), 'admin');
  one = await smppLine(stack, admin);
});
after(async () => {
  for (const esme of open) esme.cut();
  await one?.smsc.close().catch(() => {});
  await stack?.stop();
});

let next = 1;
async function made(more = {}) {
  const n = next++, body = { name: `Client ${n}`, system_id: `client-${n}`, channel_ids: [one.channel.id], rate_per_s: 1000, submit_window: 50, ...more };
  const answer = await admin.call('POST', '/api/v1/smpp-clients', body);
  assert.equal(answer.status, 201, JSON.stringify(answer.body));
  return answer.body;
}
async function changed(client, body) {
  const { body: { version } } = await admin.call('GET', `/api/v1/smpp-clients/${client.id}`);
  const answer = await admin.call('PATCH', `/api/v1/smpp-clients/${client.id}`, body, { headers: { 'if-match': `"${version}"` } });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
}
async function bind(client, options = {}) {
  const esme = await Esme.bind(options.port ?? port, client, options);
  open.push(esme);
  return esme;
}
const bound = async (client, options) => {
  const esme = await bind(client, options);
  assert.equal(esme.bound, S.ROK);
  return esme;
};
const messages = (number) => stack.query(`SELECT m.id, m.text, m.direction, m.delivery FROM messaging.message AS m
  JOIN messaging.conversation AS c ON c.tenant = m.tenant AND c.id = m.conversation WHERE c.number = $1 ORDER BY m.at, m.seq`, [number]);
const wordsOf = ({ pdu }) => (typeof pdu.short_message === 'string' ? pdu.short_message : pdu.short_message.message);
const textOf = (pdu) => (typeof pdu.short_message === 'string' ? pdu.short_message : pdu.short_message.message);
const accepted = async (what) => {
  const answer = await what;
  assert.equal(answer.command_status, S.ROK);
  assert.match(answer.message_id, /^[0-9a-f]{16}$/);
  return answer.message_id;
};

test('a text that a client submits is stored before it is answered, leaves by the channel, and its receipt comes', async () => {
  const client = await made(), esme = await bound(client), number = newNumber();
  assert.equal(esme.answer.system_id, 'trunkline');
  const id = await accepted(esme.submit(one.number, number, 'Grüße {€}', { registered_delivery: 1 }));
  assert.deepEqual((await messages(number)).map((m) => [m.text, m.direction]), [['Grüße {€}', 'out']], 'stored before the answer');
  const [submit] = await one.smsc.untilTo(number);
  assert.equal(wordsOf(submit), 'Grüße {€}');
  assert.equal('+' + submit.pdu.source_addr, one.number);
  await one.smsc.receipt(submit, 'DELIVRD');
  const [receipt] = await esme.untilReceipts();
  assert.equal(receipt.receipted_message_id, id);
  assert.equal(receipt.message_state, 2);
  assert.match(textOf(receipt), new RegExp(`^id:${id} sub:001 dlvrd:001 submit date:\\d{10} done date:\\d{10} stat:DELIVRD err:000 text:$`));
  assert.deepEqual(['+' + receipt.source_addr, '+' + receipt.destination_addr], [number, one.number]);
  await until('it is not kept', async () => (await stack.query('SELECT FROM sms.client_delivery')).length === 0);
  await esme.close();
});

test('each encoding is read, and long texts are joined in any order', async () => {
  const esme = await bound(await made()), long = 'ä'.repeat(60) + '😀'.repeat(30);
  for (const [words, fields] of [['çedilla `', { data_coding: 3 }], ['привет 😀', { data_coding: 8 }], ['plain', { data_coding: 1 }], ['default {', { data_coding: 0 }]]) {
    const number = newNumber();
    await accepted(esme.submit(one.number, number, words, fields));
    assert.deepEqual((await messages(number)).map((m) => m.text), [words]);
  }
  const payload = newNumber();
  await accepted(esme.submit(one.number, payload, undefined, { short_message: '', message_payload: long, data_coding: 8 }));
  assert.deepEqual((await messages(payload)).map((m) => m.text), [long]);
  // By header: cut in the middle of a pair of UTF-16.
  const octets = Buffer.from(long, 'utf16le').swap16(), cuts = [octets.subarray(0, 122), octets.subarray(122, 124), octets.subarray(124)];
  const byHeader = newNumber(), ids = [];
  for (const i of [2, 0, 1])
    ids.push(await accepted(esme.submit(one.number, byHeader, { udh: Buffer.from([5, 0, 3, 77, 3, i + 1]), message: cuts[i] }, { data_coding: 8, esm_class: 0x40, registered_delivery: 1 })));
  assert.deepEqual((await messages(byHeader)).map((m) => m.text), [long]);
  assert.equal(new Set(ids).size, 3, 'each part has an id of its own');
  for (const submit of await one.smsc.untilTo(byHeader, 2)) await one.smsc.receipt(submit, 'DELIVRD');
  await until('each part has its receipt', () => ids.every((id) => esme.receipts().some((pdu) => pdu.receipted_message_id === id)));
  // By TLVs; a part twice is one.
  const bySar = newNumber(), sar = (n) => ({ sar_msg_ref_num: 9, sar_total_segments: 2, sar_segment_seqnum: n });
  await accepted(esme.submit(one.number, bySar, 'first ', sar(1)));
  await accepted(esme.submit(one.number, bySar, 'first ', sar(1)));
  assert.deepEqual(await messages(bySar), []);
  await accepted(esme.submit(one.number, bySar, 'second', sar(2)));
  assert.deepEqual((await messages(bySar)).map((m) => m.text), ['first second']);
  await esme.close();
});

test('what is refused says why, and nothing of it is kept', async () => {
  const esme = await bound(await made()), number = newNumber();
  const status = async (...submit) => (await esme.submit(...submit)).command_status;
  assert.equal(await status('+14150000000', number, 'not ours'), S.RINVSRCADR);
  assert.equal(await status(stack.channel('sandbox').number, number, 'another channel'), S.RINVSRCADR);
  assert.equal(await status(one.number, '+1', 'no number'), S.RINVDSTADR);
  assert.equal(await status(one.number, number, Buffer.from([1, 2, 3]), { data_coding: 4 }), S.RINVDCS);
  assert.equal(await status(one.number, number, '', { data_coding: 0 }), S.RINVMSGLEN);
  assert.equal(await status(one.number, number, '', { message_payload: 'x'.repeat(1601) }), S.RINVMSGLEN);
  for (const [letter, most] of [['x', 1530], ['я', 670], ['😀', 330]]) { // ten segments, as by HTTP
    const fields = (n) => ({ short_message: '', message_payload: letter.repeat(n), data_coding: letter === 'x' ? 0 : 8 });
    assert.equal(await status(one.number, number, undefined, fields(most + 1)), S.RINVMSGLEN, letter);
    await accepted(esme.submit(one.number, newNumber(), undefined, fields(most)));
  }
  assert.equal(await status(one.number, number, 'later', { schedule_delivery_time: new Date(Date.now() + 3600000) }), S.RINVSCHED);
  assert.equal(await status(one.number, number, 'too late', { validity_period: new Date(Date.now() - 60000) }), S.RINVEXPIRY);
  assert.equal(await status(one.number, number, 'part', { sar_msg_ref_num: 1, sar_total_segments: 11, sar_segment_seqnum: 1 }), S.RINVMSGLEN);
  assert.deepEqual(await messages(number), []);
  assert.equal((await esme.ask('cancel_sm', { message_id: '1' })).command_status, S.RCANCELFAIL);
  assert.equal((await esme.ask('replace_sm', { message_id: '1', short_message: 'x' })).command_status, S.RREPLACEFAIL);
  // Who said STOP is not written to.
  await one.smsc.text(number, one.number, 'STOP');
  assert.equal(await status(one.number, number, 'but'), S.RX_R_APPN);
  // Nor is a blocked number: nobody can be asked.
  const blocked = newNumber();
  assert.equal((await admin.call('POST', '/api/v1/blocked-numbers', { number: blocked, reason: 'Threats' })).status, 201);
  assert.equal(await status(one.number, blocked, 'hello'), S.RX_R_APPN);
  assert.deepEqual(await messages(blocked), []);
  await esme.close();
});

test('a text waits as long as its validity_period says, at most as long as the channel lets it', async () => {
  const esme = await bound(await made());
  const day = 86400;
  for (const [validity_period, least, most] of [['000000010000000R', 3500, 3600], [new Date(Date.now() + 7200000), 7000, 7200], ['000030000000000R', day - 100, day], [undefined, day - 100, day]]) {
    const number = newNumber();
    await accepted(esme.submit(one.number, number, 'for a while', validity_period ? { validity_period } : {}));
    const [{ pdu }] = await one.smsc.untilTo(number); // what is left of it goes to the carrier
    const left = (pdu.validity_period - Date.now()) / 1000;
    assert.ok(left > least && left <= most + 1, `${validity_period}: ${left}`);
  }
  await esme.close();
});

test('query_sm tells what became of a text, of one\'s own only', async () => {
  const esme = await bound(await made()), other = await bound(await made()), number = newNumber();
  const id = await accepted(esme.submit(one.number, number, 'what of it'));
  const [submit] = await one.smsc.untilTo(number);
  await one.smsc.receipt(submit, 'UNDELIV');
  const answer = await esme.ask('query_sm', { message_id: id });
  assert.deepEqual([answer.command_status, answer.message_id, answer.message_state], [S.ROK, id, 5]);
  for (const wrong of ['0000000000000000', 'no id', 'f'.repeat(16)])
    assert.equal((await esme.ask('query_sm', { message_id: wrong })).command_status, S.RINVMSGID);
  assert.equal((await other.ask('query_sm', { message_id: id })).command_status, S.RINVMSGID);
  await esme.close();
  await other.close();
});

test('receipts are kept until the client receives, and until it has answered', async () => {
  const client = await made(), sender = await bound(client, { kind: 'bind_transmitter' }), number = newNumber();
  const ids = [];
  for (let i = 0; i < 3; i++) ids.push(await accepted(sender.submit(one.number, number, `text ${i}`, { registered_delivery: 1 })));
  const none = await accepted(sender.submit(one.number, number, 'no receipt', { registered_delivery: 0 }));
  const failure = await accepted(sender.submit(one.number, number, 'failures only', { registered_delivery: 2 }));
  const submits = await one.smsc.untilTo(number, 5);
  for (const submit of submits) await one.smsc.receipt(submit, 'DELIVRD');
  const kept = () => stack.query('SELECT id FROM sms.client_delivery WHERE client = $1', [client.id]);
  await until('they are kept', async () => (await kept()).length === 3);
  assert.deepEqual(sender.delivered, [], 'a transmitter gets none');
  // One that does not answer, and goes.
  const deaf = await bound(client, { kind: 'bind_receiver', silent: true });
  await deaf.untilReceipts(3);
  assert.equal((await kept()).length, 3);
  deaf.cut();
  // One that wants them later; then one that takes them.
  const busy = await bound(client, { kind: 'bind_receiver', behave: () => S.RX_T_APPN }); // the first may come with the answer to its bind
  await busy.untilReceipts(3);
  await until('they are put off', async () => (await stack.query(`SELECT FROM sms.client_delivery WHERE client = $1 AND due_at > at + interval '50 seconds'`, [client.id])).length === 3);
  busy.behave = () => S.ROK;
  await stack.asOwner('UPDATE sms.client_delivery SET due_at = at');
  await busy.untilReceipts(6);
  assert.deepEqual(busy.receipts().slice(3).map((pdu) => pdu.receipted_message_id).sort(), ids.toSorted());
  await until('they are not kept', async () => (await kept()).length === 0);
  assert.ok(![none, failure].some((id) => busy.receipts().some((pdu) => pdu.receipted_message_id === id)));
  await busy.close();
  await sender.close();
});

test('SIGKILL between a receipt and its answer: it comes again, by whatever gateway the client binds to', async () => {
  const client = await made(), esme = await bound(client, { silent: true }), number = newNumber();
  const id = await accepted(esme.submit(one.number, number, 'over the kill', { registered_delivery: 1 }));
  await one.smsc.receipt((await one.smsc.untilTo(number))[0], 'DELIVRD');
  await esme.untilReceipts();
  await restart('SIGKILL');
  await esme.untilClosed();
  const again = await bound(client, { port: second });
  const [receipt] = await again.untilReceipts(1, 40000); // the dead one's lease has to end
  assert.equal(receipt.receipted_message_id, id);
  await until('it is not kept', async () => (await stack.query('SELECT FROM sms.client_delivery WHERE client = $1', [client.id])).length === 0);
  await again.close();
});

test('what customers write to the channel is delivered to a client that takes it, beside the agents', async () => {
  const client = await made({ inbound: true }), esme = await bound(client), number = newNumber();
  await one.smsc.text(number, one.number, 'hello {€} 😀');
  const [text] = await esme.untilTexts();
  assert.equal(textOf(text), 'hello {€} 😀');
  assert.deepEqual(['+' + text.source_addr, '+' + text.destination_addr], [number, one.number]);
  assert.equal((await messages(number)).length, 1, 'and has its place in the queue as ever');
  // A long one goes in parts.
  const long = 'x'.repeat(200);
  await one.smsc.deliver({ source_addr: number, destination_addr: one.number, message_payload: long, short_message: '' });
  await esme.untilTexts(3);
  assert.equal(esme.texts().slice(1).map((pdu) => pdu.short_message.message).join(''), long);
  assert.deepEqual(esme.texts().slice(1).map((pdu) => pdu.esm_class), [0x40, 0x40]);
  // As long as a telephone can make it: more than a PDU holds.
  const part = (n) => Buffer.concat([Buffer.from([5, 0, 3, 77, 255, n]), Buffer.from('y'.repeat(153))]);
  for (let n = 1; n <= 255; n++) assert.equal((await one.smsc.deliver({ source_addr: number, destination_addr: one.number, esm_class: 0x40, data_coding: 0, short_message: part(n) })).command_status, S.ROK);
  assert.equal((await messages(number)).at(-1).text, 'y'.repeat(255 * 153));
  await esme.untilTexts(8);
  assert.deepEqual(esme.texts().slice(3).map((pdu) => (pdu.message_payload.message ?? pdu.message_payload).length), [8000, 8000, 8000, 8000, 255 * 153 - 32000]);
  await esme.close();
  await changed(client, { inbound: false });
  await one.smsc.text(number, one.number, 'not for it');
  assert.deepEqual(await stack.query('SELECT FROM sms.client_delivery WHERE client = $1', [client.id]), []);
});

test('a text that waits for a client is not delivered once the client has lost its channel', async () => {
  const other = stack.channel('twilio'), client = await made({ inbound: true, channel_ids: [one.channel.id, String(other.id)] });
  await one.smsc.text(newNumber(), one.number, 'by the channel that is taken away');
  assert.equal((await textTo(other, newNumber(), 'by the one that stays')).status, 200);
  assert.equal((await stack.query('SELECT FROM sms.client_delivery WHERE client = $1', [client.id])).length, 2);
  await changed(client, { channel_ids: [String(other.id)] });
  const esme = await bound(client);
  await esme.untilTexts(); // the older one would have come first
  assert.deepEqual(esme.texts().map(textOf), ['by the one that stays']);
  await esme.close();
});

test('rate, window and what waits are bounded', async () => {
  const slow = await bound(await made({ rate_per_s: 2 })), number = newNumber(), began = performance.now();
  const burst = await Promise.all(Array.from({ length: 10 }, (_, i) => slow.submit(one.number, number, `burst ${i}`)));
  const throttled = burst.filter((answer) => answer.command_status === S.RTHROTTLED).length;
  const seconds = (performance.now() - began) / 1000;
  assert.ok(10 - throttled <= 3 + 2 * seconds, `${throttled} of 10 are above the rate in ${seconds} s`);
  assert.equal((await messages(number)).length, 10 - throttled, 'the others are stored');
  await slow.close();
  const full = await made(), esme = await bound(full);
  await stack.asOwner(`INSERT INTO sms.client_delivery (tenant, client, channel, number, submission, state, at, due_at, until)
    SELECT 1, $1, $2, '+1', n, 'delivered', ops.clock(), 'infinity', 'infinity' FROM generate_series(1, 10000) AS n`, [full.id, one.channel.id]);
  await until('it is full', async () => (await esme.submit(one.number, newNumber(), 'more')).command_status === S.RMSGQFUL);
  await stack.asOwner('DELETE FROM sms.client_delivery WHERE client = $1', [full.id]);
  await until('it is not', async () => (await esme.submit(one.number, newNumber(), 'more')).command_status === S.ROK);
  await stack.asOwner(`INSERT INTO sms.client_part (tenant, client, channel, number, ref, total, part, text, receipt, at)
    SELECT 1, $1, $2, '+1', n, 2, 1, 'half', 0, ops.clock() FROM generate_series(1, 10000) AS n`, [full.id, one.channel.id]);
  await until('parts without their others fill it, too', async () => (await esme.submit(one.number, newNumber(), 'more')).command_status === S.RMSGQFUL);
  await stack.asOwner('DELETE FROM sms.client_part WHERE client = $1', [full.id]);
  await esme.close();
});

test('who may bind, how and how often', async () => {
  const client = await made({ bind_kinds: ['transmitter'], binds: 2 });
  assert.match(client.password, /^[A-Za-z0-9]{8}$/);
  assert.equal((await admin.call('GET', `/api/v1/smpp-clients/${client.id}`)).body.password, undefined, 'shown once');
  assert.equal((await bind(client)).bound, S.RBINDFAIL, 'not as a transceiver');
  const first = await bound(client, { kind: 'bind_transmitter' }), other = await bound(client, { kind: 'bind_transmitter' });
  assert.equal((await bind(client, { kind: 'bind_transmitter' })).bound, S.RALYBND);
  await other.close();
  await until('there is room', async () => (await bind(client, { kind: 'bind_transmitter' })).bound === S.ROK);
  // A new password: binds by the old one end.
  const rotated = await admin.call('POST', `/api/v1/smpp-clients/${client.id}/rotate`, undefined, { headers: { 'if-match': `"${client.version}"` } });
  assert.equal(rotated.status, 200, JSON.stringify(rotated.body));
  await first.untilClosed();
  const anew = await bound({ system_id: client.system_id, password: rotated.body.password }, { kind: 'bind_transmitter' });
  await changed(client, { disabled: true });
  await anew.untilClosed();
});

test('SMPP under load: everything acknowledged is there once', async () => {
  const client = await made(), esme = await bound(client), number = newNumber(), many = 100, ids = new Set();
  let sent = 0;
  await Promise.all(Array.from({ length: 20 }, async () => {
    while (sent < many) ids.add(await accepted(esme.submit(one.number, number, `load ${sent++}`)));
  }));
  assert.equal(ids.size, many);
  assert.equal((await messages(number)).length, many);
  await esme.close();
});

// What no library would send. Answers all bytes that came until it was closed.
const raw = (bytes) => new Promise((done, fail) => {
  const parts = [], socket = connect(port, '127.0.0.1', () => { socket.write(Buffer.concat(bytes)); });
  socket.on('data', (data) => parts.push(data)).on('error', fail).on('close', () => done(Buffer.concat(parts)));
  open.push({ cut: () => socket.destroy() });
});
const header = (length, command, sequence = 1) => { const b = Buffer.alloc(16); b.writeUInt32BE(length, 0); b.writeUInt32BE(command, 4); b.writeUInt32BE(sequence, 12); return b; };

const [OUTBIND, ALERT] = [0x0b, 0x102]; // commands without a response: unreadable, and before a bind, they get generic_nack

test('garbage ends its own connection and nothing else', async () => {
  const client = await made(), esme = await bound(client);
  for (const length of [0, 15, 65537, 0xffffffff]) {
    const answer = await raw([header(length, 4), Buffer.alloc(100)]);
    assert.deepEqual([answer.readUInt32BE(4), answer.readUInt32BE(8)], [0x80000000, S.RINVCMDLEN]);
  }
  const tls = await raw([Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01])  , Buffer.alloc(600, 7)]);
  assert.equal(tls.readUInt32BE(8), S.RINVCMDLEN);
  const before = Date.now(), half = await raw([header(100, 9).subarray(0, 10)]); // waits for the rest, ten seconds
  assert.equal(half.length, 0);
  assert.ok(Date.now() - before > 9000);
  const said = await raw([header(16, 4, 7), header(16, 0x77, 8), header(16, OUTBIND, 9), header(16, ALERT, 10), Buffer.concat([header(18, OUTBIND, 11), Buffer.alloc(2)]), header(16, 6, 12)]);
  assert.deepEqual([0, 16, 32, 48, 64, 80].map((at) => [said.readUInt32BE(at + 4), said.readUInt32BE(at + 12)]),
    [[0x80000004, 7], [0x80000000, 8], [0x80000000, 9], [0x80000000, 10], [0x80000000, 11], [0x80000006, 12]]);
  await accepted(esme.submit(one.number, newNumber(), 'the others live'));
  await esme.close();
});

test('five wrong passwords of an address in a minute close the door', async () => {
  const client = await made();
  for (let i = 0; i < 5; i++) {
    const from = Date.now();
    const system_id = [client.system_id, 'nobody', Buffer.from([0xff, 0xfe]).toString('latin1')][i % 3]; // the last is no UTF-8
    assert.equal((await bind({ system_id, password: 'wrong' })).bound, S.RINVPASWD);
    assert.ok(Date.now() - from >= 990, 'a second later');
  }
  assert.equal((await bind(client)).bound, S.RBINDFAIL, 'the right one, too');
  await restart(); // it forgets
  await (await bound(client)).close();
});

test('guesses at the same time are no more than guesses one by one, and the right one among them opens nothing', async () => {
  const client = await made(), words = (password) => Buffer.from(`${client.system_id}\0${password}\0\0`);
  const bytes = (password) => { const body = Buffer.concat([words(password), Buffer.from([0x34, 0, 0, 0])]); return Buffer.concat([header(16 + body.length, 9), body]); };
  const guesses = await Promise.all(Array.from({ length: 40 }, () => new Promise((done, fail) => {
    const socket = connect(port, '127.0.0.1', () => done(socket)).on('error', fail);
    open.push({ cut: () => socket.destroy() });
  })));
  const answers = guesses.map((socket) => once(socket, 'data').then(([data]) => data.readUInt32BE(8)));
  guesses.forEach((socket, i) => socket.write(bytes(i === 39 ? client.password : `wrong${i}`)));
  const told = await Promise.all(answers);
  assert.equal(told.filter((status) => status === S.RINVPASWD).length, 5);
  assert.equal(told.filter((status) => status === S.RBINDFAIL).length, 35);
  await restart();
});

test('strangers of one address keep nobody of another out', async () => {
  const client = await made();
  let closed = 0;
  const strangers = await Promise.all(Array.from({ length: 220 }, () => new Promise((done) => {
    const socket = connect({ port, host: '127.0.0.1', localAddress: '127.0.0.2' }, () => done(socket));
    socket.on('error', () => {}).on('close', () => closed++);
  })));
  await until('most are sent away', () => closed >= 170);
  await (await bound(client)).close();
  for (const socket of strangers) socket.destroy();
});

test('TLS with a certificate of its own', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'smpp-clients-'));
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', join(dir, 'key.pem'), '-out', join(dir, 'chain.pem'), '-days', '2', '-subj', '/CN=localhost'], { stdio: 'ignore' });
  execFileSync('chmod', ['-R', 'a+rX', dir]);
  assert.ok(readFileSync(join(dir, 'key.pem')).length > 0);
  await restart('SIGTERM', { TRUNKLINE_SMSGW_SMPP_CERTIFICATE: join(dir, 'chain.pem'), TRUNKLINE_SMSGW_SMPP_CERTIFICATE_KEY: join(dir, 'key.pem') });
  const client = await made(), esme = await bound(client, { tls: true }), number = newNumber();
  await accepted(esme.submit(one.number, number, 'sealed'));
  assert.deepEqual((await messages(number)).map((m) => m.text), ['sealed']);
  await esme.close();
  await restart();
  rmSync(dir, { recursive: true });
});
