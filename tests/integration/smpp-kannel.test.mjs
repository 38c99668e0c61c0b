// Kannel as an integrator's SMPP client: its bearerbox binds to our SMSC side, its smsbox sends by HTTP and is told of receipts and of
// customers' texts by HTTP.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttp } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Client } from '../lib/client.mjs';
import { reservePorts } from '../lib/ports.mjs';
import { STATUS, smppLine } from '../lib/smsc.mjs';
import { Stack, until } from '../lib/stack.mjs';
import { newNumber } from '../lib/texts.mjs';

let stack, admin, one, port, dir, told, said = '';
const boxes = [], heard = [];


function box(name, ...args) {
  const child = spawn(`/usr/sbin/${name}`, ['-v', '1', ...args], { cwd: dir });
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => { said = (said + data).slice(-20000); });
  boxes.push(child);
  return child;
}

before(async () => {
  stack = await Stack.start({ name: 'smpp-kannel', instances: 'presenced routerd smsgw chatd' });
  port = await reservePorts();
  await stack.kill('smsgw', 'SIGTERM');
  stack.spawn('smsgw', { TRUNKLINE_SMSGW_SMPP_LISTEN: `127.0.0.1:${port}` });
  await stack.untilReady('smsgw');
  admin = await Client.login(stack, stack.user('administrator'), 'admin');
  one = await smppLine(stack, admin);
  told = createHttp((req, res) => { heard.push(new URL(req.url, 'http://box')); res.end(); }).listen(0, '127.0.0.1');
  await once(told, 'listening');
});
after(async () => {
  for (const child of boxes) child.kill('SIGKILL');
  told?.close();
  await one?.smsc.close().catch(() => {});
  await stack?.stop();
  if (dir) rmSync(dir, { recursive: true });
});

test('bearerbox and smsbox of Kannel: texts out with receipts, texts in', async () => {
  const made = await admin.call('POST', '/api/v1/smpp-clients', { name: 'Kannel', system_id: 'kannel', channel_ids: [one.channel.id], inbound: true, rate_per_s: 1000 });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  dir = mkdtempSync(join(tmpdir(), 'kannel-'));
  const [adminPort, boxPort, sendPort] = [await reservePorts(), await reservePorts(), await reservePorts()], here = `http://127.0.0.1:${told.address().port}`;
  writeFileSync(join(dir, 'kannel.conf'), `group = core
admin-port = ${adminPort}
admin-interface = 127.0.0.1
admin-password = bar
smsbox-port = ${boxPort}
smsbox-interface = 127.0.0.1
box-allow-ip = 127.0.0.1

group = smsc
smsc = smpp
smsc-id = us
host = 127.0.0.1
port = ${port}
transceiver-mode = true
smsc-username = kannel
smsc-password = ${made.body.password}
system-type = ""
source-addr-autodetect = true
enquire-link-interval = 30

group = smsbox
smsbox-id = ours
bearerbox-host = 127.0.0.1
sendsms-port = ${sendPort}
sendsms-interface = 127.0.0.1

group = smsbox-route
smsbox-id = ours
smsc-id = us

group = sendsms-user
username = tester
password = foobar
concatenation = true
max-messages = 10

group = sms-service
keyword = default
get-url = "${here}/in?text=%a&from=%p&to=%P"
max-messages = 0
catch-all = true
`);
  try {
    const status = async () => (await (await fetch(`http://127.0.0.1:${adminPort}/status.txt?password=bar`)).text());
    box('bearerbox', 'kannel.conf');
    await until('bearerbox is bound', async () => /us.*\(online/.test(await status()));
    box('smsbox', 'kannel.conf');
    // It takes requests before it has its own connection, and ends by them (gwlib/conn.c: conn != NULL).
    await until('smsbox has said who it is', async () => (await status()).includes('smsbox:ours'));
    const send = async (number, text, mask = 31) => {
      const query = new URLSearchParams({ username: 'tester', password: 'foobar', from: one.number, to: number, text, charset: 'UTF-8', coding: /^[\x20-\x7e]*$/.test(text) ? '0' : '2',
        'dlr-mask': String(mask), 'dlr-url': `${here}/dlr?type=%d&to=${encodeURIComponent(number)}` });
      return (await fetch(`http://127.0.0.1:${sendPort}/cgi-bin/sendsms?${query}`)).status;
    };
    const texts = [['a plain text', 1], ['ünïcode 😀', 1], ['0123456789'.repeat(30), 2]];
    for (const [words, parts] of texts) {
      const number = newNumber();
      await until('smsbox takes it', async () => (await send(number, words)) === 202);
      const submits = await one.smsc.untilTo(number, parts, 30000);
      const rows = await stack.query(`SELECT m.text FROM messaging.message AS m JOIN messaging.conversation AS c ON c.tenant = m.tenant AND c.id = m.conversation WHERE c.number = $1`, [number]);
      assert.deepEqual(rows.map((row) => row.text), [words], 'once, and whole');
      for (const submit of submits) await until('the receipt is taken', async () => (await one.smsc.receipt(submit, 'DELIVRD')).command_status === STATUS.ROK);
      // 8: taken by the SMSC; 1: delivered.
      await until('Kannel knows that it was delivered', () => heard.some((url) => url.pathname === '/dlr' && url.searchParams.get('to') === number && url.searchParams.get('type') === '1'));
    }
    const customer = newNumber();
    await until('the text is taken', async () => (await one.smsc.text(customer, one.number, 'hello box')).command_status === STATUS.ROK);
    await until('smsbox has it', () => heard.some((url) => url.pathname === '/in' && url.searchParams.get('text') === 'hello box' && url.searchParams.get('from').replace(/^ /, '+') === customer));
    await until('nothing is left to be delivered', async () => (await stack.query('SELECT FROM sms.client_delivery')).length === 0);
  } catch (error) {
    throw new Error(`${error.message}\n${said.slice(-6000)}`);
  }
});
