// RFC 4475's torture messages at the SIP port, over UDP and TCP: each is answered as the table of docs/sip.md says, and voiced
// lives on as it was.
import assert from 'node:assert/strict';
import dgram from 'node:dgram';
import { readFileSync, readdirSync } from 'node:fs';
import net from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Watch } from '../faults/lib/watch.mjs';
import { Client } from '../lib/client.mjs';
import { SipClient } from '../lib/sip.mjs';
import { ROOT, Stack, until } from '../lib/stack.mjs';

const FOLDER = join(ROOT, 'tests/sip/rfc4475'), MESSAGES = 49;
// Where a message's first Via wants its answers over UDP: the default port, and the one that quotbal names.
const VIA_PORTS = [5060, 5050];

// | message | section | what the RFC says | UDP | TCP | why |
const TABLE = readFileSync(join(ROOT, 'docs/sip.md'), 'utf8').split('\n').map((line) => line.split('|').map((cell) => cell.trim()))
  .filter((cells) => /^3\.\d/.test(cells[2] ?? '')).map(([, name, , , udp, tcp]) => ({ name, udp, tcp }));
const files = readdirSync(FOLDER).filter((file) => file.endsWith('.dat')).map((file) => file.slice(0, -4)).sort();

let stack, port, phone;
const ends = [];
before(async () => {
  stack = await Stack.start({ name: 'torture', instances: 'presenced chatd voiced' });
  port = stack.run.sip.voiced.port;
  const adam = await Client.login(stack, stack.user('administrator'), 'admin');
  const made = async (path, body) => { const answer = await adam.call('POST', `/api/v1/${path}`, body); assert.equal(answer.status, 201, JSON.stringify(answer.body)); return answer.body; };
  const user = await made('users', { username: 'tortured', name: 'Tortured', password: 'seven green chairs', role: 'agent', has_seat: true });
  phone = await made('devices', { user_id: user.id, side: 'agent', label: 'Desk phone' });
});
after(async () => { for (const close of ends) close(); await stack?.stop(); });

// Final answers, in the order in which they came; the same one again counts once, as an INVITE's is repeated until its ACK.
const answersIn = (text) => [...new Set(text.split(/^(?=SIP\/2\.0 [2-6])/m).filter((answer) => /^SIP/.test(answer))
  .map((answer) => answer.slice(8, 11) + answer.match(/^CSeq:.*$/mi)))].map((answer) => answer.slice(0, 3));

// A message's own address on this machine: what comes there is its answer.
const addressOf = (i) => `127.${1 + (process.pid >> 8) % 250}.${1 + process.pid % 250}.${1 + i}`;
const begun = (thing, event) => new Promise((done, fail) => { thing.once(event, done).once('error', fail); });

const senders = {
  async udp(bytes, address, take) {
    const sockets = VIA_PORTS.map((local) => {
      const socket = dgram.createSocket('udp4').on('message', take);
      ends.push(() => socket.close());
      socket.bind(local, address);
      return socket;
    });
    await Promise.all(sockets.map((socket) => begun(socket, 'listening')));
    sockets[0].send(bytes, port, '127.0.0.1');
  },
  async tcp(bytes, localAddress, take) {
    const socket = net.connect({ port, host: '127.0.0.1', localAddress }).on('data', take);
    ends.push(() => socket.destroy());
    await begun(socket, 'connect');
    socket.on('error', () => {}).write(bytes); // voiced may close it
  },
};

test('the table tells of each message once', () => {
  assert.equal(files.length, MESSAGES);
  assert.deepEqual(TABLE.map(({ name }) => name).sort(), files);
});

async function held(transport) {
  // A new voiced: to one that has seen these messages they are the same requests again.
  await stack.kill('voiced', 'SIGTERM');
  stack.spawn('voiced');
  await stack.untilAllReady(15000);
  const watch = new Watch(stack);
  const probe = await SipClient.open(port, { transport });
  const asks = () => probe.request('OPTIONS', { user: phone.username }); // somebody known is always heard
  ends.push(() => probe.close());
  const heard = new Map();
  for (const [i, { name }] of TABLE.entries()) {
    const answer = { text: '' };
    heard.set(name, answer);
    await senders[transport](readFileSync(join(FOLDER, `${name}.dat`)), addressOf(i), (data) => { answer.text += data.toString('latin1'); });
    assert.equal((await asks()).status, 200, `after ${name}`);
  }
  const told = (name) => answersIn(heard.get(name).text).join(' ') || 'nothing';
  const table = (say) => TABLE.map((row) => `${row.name}: ${say(row)}`);
  const wanted = table((row) => row[transport]);
  await until('all answers', () => TABLE.every((row) => row[transport] === 'nothing' || heard.get(row.name).text !== '')).catch(() => {});
  assert.equal((await asks()).status, 200);
  assert.deepEqual(table((row) => told(row.name)), wanted);
  assert.deepEqual(watch.ended_by_themselves(), []);
  assert.deepEqual(watch.badLines(), []);
}

test('each message of RFC 4475 over UDP is answered as docs/sip.md says, and voiced lives on', () => held('udp'));
test('each message of RFC 4475 over TCP is answered as docs/sip.md says, and voiced lives on', () => held('tcp'));
