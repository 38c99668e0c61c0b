// What strangers send to each port that listens: HTTP at the edge and at every daemon, WebSockets, SMPP, SIP. Each is refused as its
// protocol says, none ends a daemon, and afterwards a customer is served as before.
import assert from 'node:assert/strict';
import dgram from 'node:dgram';
import { after, afterEach, before, test } from 'node:test';
import { Watch } from '../faults/lib/watch.mjs';
import { Client } from '../lib/client.mjs';
import { assigned, delivery, finish, send } from '../lib/desk.mjs';
import { reservePorts } from '../lib/ports.mjs';
import { generator } from '../lib/random.mjs';
import { closeCode, exchange, frame, upgrade } from '../lib/rawsocket.mjs';
import { Stack, until } from '../lib/stack.mjs';
import { newNumber } from '../lib/texts.mjs';
import { WsPhone } from '../lib/wsphone.mjs';

const ROUNDS = Number(process.env.HOSTILE_ROUNDS ?? 40); // random messages for each listener; tests/run --long security: many more
const random = generator();
let stack, watch, maya, smpp, ports;

before(async () => {
  smpp = await reservePorts();
  process.env.TRUNKLINE_SMSGW_SMPP_LISTEN = `127.0.0.1:${smpp}`;
  stack = await Stack.start({ name: 'listeners' });
  watch = new Watch(stack);
  maya = await Client.ready(stack, stack.user('agent', 0));
  ports = { edge: Number(new URL(stack.base).port), ...Object.fromEntries(stack.names.map((name) => [name, Number(new URL(stack.run.http[name]).port)])) };
});
after(async () => { maya?.close(); await stack?.stop(); });

// After each: nobody has ended, no sanitizer and no assertion said anything, and the main job goes on.
afterEach(async () => {
  assert.deepEqual([watch.ended_by_themselves(), watch.badLines()], [[], []]);
  await stack.untilAllReady();
  const interaction = await assigned(maya, stack.channel('twilio'), newNumber());
  await delivery(maya, (await send(maya, interaction, 'served as before')).body.id, 'delivered');
  await finish(maya, interaction);
});

const lines = (...all) => `${all.join('\r\n')}\r\n\r\n`;
const HOST = 'Host: 127.0.0.1';

// [what, bytes]: no request of these may be answered as if it were one.
const HTTP_REFUSED = [
  ['a TLS hello', Buffer.from('16030100c8010000c40303', 'hex')],
  ['the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
  ['no HTTP at all', '\0'.repeat(64) + '\r\n\r\n'],
  ['a method of no alphabet', lines('G\x01T /healthz HTTP/1.1', HOST)],
  ['a version of the future', lines('GET /healthz HTTP/9.9', HOST)],
  ['a length below zero', lines('POST /api/v1/sessions HTTP/1.1', HOST, 'Content-Length: -1')],
  ['a length beyond any number', lines('POST /api/v1/sessions HTTP/1.1', HOST, `Content-Length: ${'9'.repeat(40)}`)],
  ['two lengths', lines('POST /api/v1/sessions HTTP/1.1', HOST, 'Content-Length: 0', 'Content-Length: 44') + lines('GET /healthz HTTP/1.1', HOST)],
  ['a length and chunks', lines('POST /api/v1/sessions HTTP/1.1', HOST, 'Content-Length: 4', 'Transfer-Encoding: chunked') + '0\r\n\r\n' + lines('GET /healthz HTTP/1.1', HOST)],
  ['chunks that are none', lines('POST /api/v1/sessions HTTP/1.1', HOST, 'Transfer-Encoding: chunked, identity') + '0\r\n\r\n'],
  ['a chunk beyond any number', lines('POST /api/v1/sessions HTTP/1.1', HOST, 'Transfer-Encoding: chunked') + `${'F'.repeat(17)}\r\n`],
  ['a chunk of no length', lines('POST /api/v1/sessions HTTP/1.1', HOST, 'Transfer-Encoding: chunked') + 'zz\r\nab\r\n0\r\n\r\n'],
  ['a header with a zero byte', lines('GET /api/v1/queues HTTP/1.1', HOST, 'X-Name: a\0b')],
  ['a header without a name', lines('GET /api/v1/queues HTTP/1.1', HOST, ': value')],
  ['a blank before the colon', lines('GET /api/v1/queues HTTP/1.1', HOST, 'Content-Length : 5')],
  ['a header of a megabyte', lines('GET /api/v1/queues HTTP/1.1', HOST, `X-Long: ${'a'.repeat(1 << 20)}`)],
  ['ten thousand headers', lines('GET /api/v1/queues HTTP/1.1', HOST, ...Array.from({ length: 10000 }, (_, i) => `X-${i}: 1`))],
  ['a target of a megabyte', lines(`GET /${'a'.repeat(1 << 20)} HTTP/1.1`, HOST)],
  ['a path out of the folder', lines('GET /../../../../etc/passwd HTTP/1.1', HOST)],
  ['the same in another spelling', lines('GET /%2e%2e/%2e%2e/%2e%2e/etc/passwd HTTP/1.1', HOST)],
  ['the same once more', lines('GET /..%2f..%2f..%2fetc%2fpasswd HTTP/1.1', HOST)],
  ['the same in overlong UTF-8', lines('GET /%c0%ae%c0%ae/%c0%ae%c0%ae/etc/passwd HTTP/1.1', HOST)],
  ['a zero byte in a path', lines('GET /api/v1/queues%00.html HTTP/1.1', HOST)],
  ['the daemons\' own paths, from outside', lines('GET /metrics HTTP/1.1', HOST)],
  ['somebody who wants a proxy', lines('GET http://169.254.169.254/latest/meta-data/ HTTP/1.1', 'Host: 169.254.169.254')],
  ['somebody who wants a tunnel', lines('CONNECT 127.0.0.1:22 HTTP/1.1', HOST)],
  ['a trace', lines('TRACE / HTTP/1.1', HOST)],
];
// What keeps another site from embedding a page or an answer, and a page from devices that it has no use for.
const OWN_ONLY = { 'cross-origin-resource-policy': 'same-origin', 'x-content-type-options': 'nosniff' };
const PAGE_HEADERS = { ...OWN_ONLY, 'cross-origin-opener-policy': 'same-origin', 'referrer-policy': 'no-referrer' };

test('HTTP: pages and answers say who may embed them, and pages which devices they use', async () => {
  const headersOf = async (path) => (await fetch(stack.base + path)).headers;
  for (const path of ['/', '/admin', '/board', '/supervise', '/work', '/no-such-page', '/api/docs', '/api/v1/openapi.json']) {
    const headers = await headersOf(path);
    for (const [name, value] of Object.entries(PAGE_HEADERS)) assert.equal(headers.get(name), value, `${path}: ${name}`);
    assert.match(headers.get('content-security-policy'), /frame-ancestors 'none'.*require-trusted-types-for 'script'/, path);
    const allowed = headers.get('permissions-policy').split(', ').filter((one) => !one.endsWith('=()'));
    assert.deepEqual(allowed, ['microphone=(self)'], path);
  }
  for (const path of ['/api/v1/queues', '/api/v1/me/sessions', '/api/v1/cases']) {
    const headers = await headersOf(path);
    for (const [name, value] of Object.entries(OWN_ONLY)) assert.equal(headers.get(name), value, `${path}: ${name}`);
  }
  assert.equal((await headersOf('/widget/v1/widget.js')).get('cross-origin-resource-policy'), 'cross-origin');
});

const statusesIn = (bytes) => [...bytes.toString('latin1').matchAll(/^HTTP\/1\.[01] (\d{3})/gm)].map(([, status]) => Number(status));

// What came back where something has to: a machine that is busy may be silent before its answer for longer than `ms`, and is asked again.
async function answered(parts, ms, whole = () => true) {
  let silence = ms;
  return until('an answer', async () => {
    const came = await exchange(ports.edge, parts, { ms: silence });
    silence *= 2;
    return statusesIn(came.bytes).length > 0 && whole(came) && came;
  });
}

test('HTTP: at every port what is no request is refused or closed, what hides behind it is not answered, and no file leaves', async () => {
  for (const [name, port] of Object.entries(ports)) for (const [what, bytes] of HTTP_REFUSED) {
    if (what.startsWith('the daemons\' own') && name !== 'edge') continue; // there they are at home
    const came = await exchange(port, bytes, { ms: 100 }), statuses = statusesIn(came.bytes);
    assert.doesNotMatch(came.bytes.toString('latin1'), /root:x:0|daemon:x:/, `${what} at ${name}`);
    assert.ok(statuses.every((status) => status >= 400 && status !== 500), `${what} at ${name}: ${statuses} ${came.bytes.subarray(0, 200)}`);
  }
});

test('HTTP: requests with random bytes in them end no daemon', async () => {
  const whole = [lines('GET /api/v1/queues?limit=5&cursor=abc HTTP/1.1', HOST, `Authorization: Bearer ${maya.token}`, 'Range: bytes=0-1,2-3', 'If-None-Match: "1"'),
    lines('POST /api/v1/sessions HTTP/1.1', HOST, 'Content-Type: application/json', 'Content-Length: 51') + '{"username":"maya","password":"x","app":"workspace"}',
    lines('POST /api/v1/messages HTTP/1.1', HOST, 'Transfer-Encoding: chunked') + '5\r\nhello\r\n0\r\nX: y\r\n\r\n'];
  for (const port of Object.values(ports)) for (let i = 0; i < ROUNDS; i++) await exchange(port, mutated(random.pick(whole)), { ms: 20 });
});

// Some bytes replaced, cut out, or repeated.
function mutated(message) {
  let bytes = Buffer.from(message);
  for (let n = random.between(1, 6); n > 0; n--) {
    const at = random.below(bytes.length), count = random.between(1, 8);
    const parts = [[random.bytes(count)], [], [bytes.subarray(at, at + count), bytes.subarray(at, at + count)]];
    bytes = Buffer.concat([bytes.subarray(0, at), ...random.pick(parts), bytes.subarray(at + count)]);
  }
  return bytes;
}

// [what, frames, codes with which the connection may be closed: RFC 6455, 7.4.1; null: it may be passed over]
const json = (value) => Buffer.from(JSON.stringify(value));
const WEBSOCKET = [
  ['a frame that is not masked', [frame(1, json({}), { masked: false })], [1002]],
  ['reserved bits', [frame(1, json({}), { rsv: 4 })], [1002]],
  ['an opcode that nobody has', [frame(3, json({}))], [1002]],
  ['a control opcode that nobody has', [frame(11)], [1002]],
  ['a ping that is too long', [frame(9, Buffer.alloc(126))], [1002]],
  ['a ping in two parts', [frame(9, Buffer.alloc(2), { fin: false })], [1002]],
  ['a continuation of nothing', [frame(0, json({}))], [1002]],
  ['a second beginning', [frame(1, json({}), { fin: false }), frame(1, json({}))], [1002]],
  ['a length of 2^63', [frame(2, Buffer.alloc(0), { length: 2 ** 63, wide: true })], [1002]],
  ['a length that is longer than need be', [frame(1, json({}), { wide: true })], [1002]],
  ['more than may come', [frame(1, Buffer.alloc(100, 32), { length: 2 ** 31, wide: true })], [1009]],
  ['more than may come, in parts without end', [frame(1, Buffer.alloc(1000, 32), { fin: false }), ...Array.from({ length: 80 }, () => frame(0, Buffer.alloc(1000, 32), { fin: false }))], [1009]],
  ['text that is no UTF-8', [frame(1, Buffer.from([0xc0, 0xaf]))], [1007]],
  ['half a surrogate', [frame(1, Buffer.from([0xed, 0xa0, 0x80]))], [1007]],
  ['a close of one byte', [frame(8, Buffer.alloc(1))], [1002]],
  ['a close with a code that nobody sends', [frame(8, Buffer.from([0x03, 0xed]))], [1002]],
  ['binary', [frame(2, Buffer.from([0]))], [1003]],
  ['what is no JSON', [frame(1, Buffer.from('{"type":'))], [null]],
  ['JSON that is deeper than a stack', [frame(1, Buffer.from('['.repeat(50000)))], [1009, null]],
  ['a name of no table', [frame(1, json({ type: 'no such type' }))], [null]],
];

test('WebSocket: frames that break the protocol close their own connection, with the code that says why', async () => {
  const answers = [];
  for (const [what, frames, codes] of WEBSOCKET) {
    const came = await answered([upgrade('/api/v1/stream?app=workspace', { authorization: `Bearer ${maya.token}` }), ...frames], 500, ({ closed }) => closed || codes.includes(null));
    assert.deepEqual(statusesIn(came.bytes), [101], what);
    const code = closeCode(came.bytes);
    answers.push(`${what}: ${code}`);
    if (!codes.includes(code)) answers.push(`^ not one of ${codes}`);
  }
  assert.deepEqual(answers.filter((line) => line.startsWith('^')), [], answers.join('\n'));
  assert.equal(maya.closed, false, 'the stream of the page itself lives on');
});

test('WebSocket: an opening without what belongs to it is refused; no page of elsewhere opens one', async () => {
  const path = '/api/v1/stream?app=workspace', mine = { authorization: `Bearer ${maya.token}` }, page = { cookie: `tl_workspace=${maya.token}` };
  for (const headers of [{}, { ...mine, 'sec-websocket-version': '7' }, { ...mine, 'sec-websocket-key': 'short' }, { ...mine, upgrade: 'telnet' }, { ...page, origin: 'https://evil.example' }, { ...page, origin: 'null' }, { ...page, origin: `${stack.base}.evil.example` }]) {
    const { bytes } = await answered(upgrade(path, headers), 300);
    assert.match(String(statusesIn(bytes)), /^4\d\d$/, `${JSON.stringify(headers)}: ${bytes.subarray(0, 300)}`);
  }
  assert.deepEqual(statusesIn((await answered(upgrade(path, { ...page, origin: stack.base }), 300)).bytes), [101]);
});

// ---- SMPP 3.4 ----

const pdu = (id, body = Buffer.alloc(0), { length = 16 + body.length, status = 0, sequence = 1 } = {}) => {
  const head = Buffer.alloc(16);
  [length, id, status, sequence].forEach((word, i) => head.writeUInt32BE(word >>> 0, i * 4));
  return Buffer.concat([head, body]);
};
const bindBody = (name, password = 'secret') => Buffer.concat([Buffer.from(`${name}\0${password}\0\0`, 'latin1'), Buffer.from([0x34, 0, 0, 0])]);

test('SMPP: no PDU of a stranger, whole or broken, gets more than a refusal', async () => {
  const ids = [0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0b, 0x15, 0x21, 0x102, 0x103, 0x111, 0x112, 0x113, 0x7fffffff];
  const frames = [
    ...ids.flatMap((id) => [pdu(id), pdu(id | 0x80000000), pdu(id, Buffer.alloc(4096, 0x41)), pdu(id, Buffer.alloc(40), { sequence: 0 }), pdu(id, Buffer.alloc(8), { status: 0xffffffff })]),
    ...[0, 1, 15, 0x7fffffff, 0xffffffff].map((length) => pdu(0x09, Buffer.alloc(8), { length })),
    pdu(0x09, Buffer.from('no end of this name'.repeat(10), 'latin1')), pdu(0x09, bindBody('\xff\xfe\xc0\xaf')), pdu(0x09, bindBody('a'.repeat(500))),
    pdu(0x09, Buffer.concat([bindBody('nobody'), Buffer.from([2, 16, 0xff, 0xff])])),
  ];
  for (const one of frames) {
    const { bytes } = await exchange(smpp, one, { ms: 30 });
    for (let at = 0; at + 16 <= bytes.length; at += Math.max(16, bytes.readUInt32BE(at))) {
      const id = bytes.readUInt32BE(at + 4), status = bytes.readUInt32BE(at + 8);
      assert.ok(id >= 0x80000000, `a stranger is asked nothing: ${one.toString('hex', 0, 24)} -> ${bytes.toString('hex')}`);
      assert.ok(status !== 0 || id === 0x80000015 || id === 0x80000006, `${one.toString('hex', 0, 24)} -> ${bytes.toString('hex')}`);
    }
  }
});

test('SMPP: random PDUs before and after a bind that fails end nothing', async () => {
  const whole = [pdu(0x09, bindBody('nobody')), pdu(0x04, Buffer.alloc(60, 0x31)), pdu(0x15), pdu(0x80000005, Buffer.alloc(1)), pdu(0x102, Buffer.alloc(20))];
  for (let i = 0; i < ROUNDS * 4; i++) await exchange(smpp, [mutated(random.pick(whole)), mutated(random.pick(whole))], { ms: 10 });
});

// ---- SIP ----

test('SIP: random messages over UDP, TCP and WebSocket end nothing', async () => {
  const { port } = stack.run.sip.voiced;
  const sdp = ['v=0', 'o=- 1 1 IN IP4 127.0.0.1', 's=-', 'c=IN IP4 127.0.0.1', 't=0 0', 'm=audio 4000 RTP/AVP 0 8 101', 'a=rtpmap:101 telephone-event/8000', 'a=sendrecv', ''].join('\r\n');
  const message = (method, via, more) => [`${method} sip:+14155550133@127.0.0.1 SIP/2.0`, `Via: SIP/2.0/${via} 127.0.0.1:9;branch=z9hG4bK${random.hex(6)};rport`, 'Max-Forwards: 70', `From: <sip:x@example.com>;tag=${random.hex(3)}`,
    'To: <sip:y@example.com>', `Call-ID: ${random.hex(8)}`, `CSeq: 1 ${method}`, 'Contact: <sip:x@127.0.0.1:9>', ...more, `Content-Length: ${sdp.length}`, '', sdp].join('\r\n');
  const any = (via = 'UDP') => mutated(random.pick(['INVITE', 'REGISTER', 'OPTIONS', 'SUBSCRIBE', 'BYE', 'ACK'].map((method) => message(method, via, ['Content-Type: application/sdp', 'Expires: 3600', 'Authorization: Digest username="x", realm="r", nonce="n", uri="sip:y", response="0"']))));
  const socket = dgram.createSocket('udp4');
  for (let i = 0; i < ROUNDS * 5; i++) await new Promise((done) => socket.send(any(), port, '127.0.0.1', done));
  socket.close();
  for (let i = 0; i < ROUNDS; i++) await exchange(port, any(), { ms: 10 });
  const text = () => frame(1, any('WS').map((byte) => byte & 0x7f)); // of ASCII: what is no UTF-8 ends at the frame
  let opened = 0;
  for (let i = 0; i < ROUNDS; i++) {
    const { token } = await WsPhone.token(maya); // opens one socket
    const open = upgrade(`/api/v1/phone/socket?app=workspace&token=${encodeURIComponent(token)}`, { authorization: `Bearer ${maya.token}`, 'sec-websocket-protocol': 'sip' });
    const { bytes } = await exchange(ports.edge, [open, text(), text()], { ms: 20 });
    opened += statusesIn(bytes)[0] === 101;
  }
  assert.ok(opened > 0, 'no page\'s socket was opened');
});
