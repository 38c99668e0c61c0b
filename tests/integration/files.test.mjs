// Files that users send, images in formatted text, avatars (MS-3, MS-4, CT-3, CT-11).
import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Client } from '../lib/client.mjs';
import { accept } from '../lib/desk.mjs';
import { PART, picture, PNG, uploadFile as give, uploadImage as image, uploadPart as part } from '../lib/files.mjs';
import { generator } from '../lib/random.mjs';
import { Stack, until } from '../lib/stack.mjs';
import { Visitor } from '../lib/visitor.mjs';

const { bytes: bytesOf } = generator();
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');
let stack, adam, maya, liam, work, ida, elsewhere, other;
before(async () => {
  stack = await Stack.start({ name: 'files', instances: 'presenced routerd smsgw chatd chatd-2 widget', testClock: true });
  await otherTenant();
  await everybody();
});
after(async () => { maya?.close(); await stack?.stop(); });

const ok = (answer, status = 200) => { assert.equal(answer.status, status, JSON.stringify(answer.body)); return answer.body; };
const refused = (answer, status, type) => assert.deepEqual([answer.status, answer.body.type?.split('/').at(-1)], [status, type], JSON.stringify(answer.body));

async function otherTenant() {
  const name = 'other-tenant';
  await stack.asOwner(`INSERT INTO directory.tenant (id, name, mode, time_zone, case_prefix) VALUES (977, $1, 3, 'UTC', 'O-')`, [name]);
  await stack.asOwner(`INSERT INTO directory.app_user (tenant, id, username, name, password_hash, role, has_seat, has_work)
    SELECT 977, 97701, $1, 'Olga Other', password_hash, 'administrator', true, true FROM directory.app_user WHERE tenant = 1 AND id = 6`, [name]);
  other = { username: name, password: stack.user('administrator').password };
}

const fetchBy = (url) => fetch(stack.base + url);
const link = async (client, id) => ok(await client.call('GET', `/api/v1/files/${id}/link`)).url;

// A text to an account, with what comes with it.
const say = (from, to, more = {}) => from.call('POST', '/api/v1/conversations', { user: to.id, side: to.app ?? 'work', text: 'see', ...more });
const people = (name) => stack.run.users.find((u) => u.username === name);
async function everybody() { // logged in: days may have passed
  maya?.close();
  [maya, liam, adam] = [await Client.ready(stack, people('maya')), await Client.login(stack, people('tomas')), await Client.login(stack, people('adam'), 'admin')];
  [work, ida, elsewhere] = [await Client.login(stack, people('adam'), 'work'), await Client.login(stack, people('ida'), 'work'), await Client.login(stack, other, 'work')];
  maya.app = 'agent';
}

test('a file comes in parts, is told by its content, and is handed out by a signed address that ends (MS-4)', async () => {
  const bytes = Buffer.concat([Buffer.from('%PDF-1.7\n'), bytesOf(2 * PART + 1000)]);
  const { id: file } = ok(await work.call('POST', '/api/v1/files', { name: 'Räkning 1.exe', bytes: bytes.length }), 201);
  refused(await work.call('POST', `/api/v1/files/${file}/finish`), 409, 'upload_incomplete');
  refused(await work.call('GET', `/api/v1/files/${file}/link`), 409, 'file_not_ready');
  for (const n of [2, 0, 1, 1]) ok(await part(work, file, n, bytes.subarray(n * PART, (n + 1) * PART)), 204); // in any order, and twice
  const done = ok(await work.call('POST', `/api/v1/files/${file}/finish`));
  assert.deepEqual(done, { id: file, name: 'Räkning 1.exe', state: 'stored', reason: null, type: 'application/pdf', bytes: bytes.length, message: null });
  assert.deepEqual(ok(await work.call('GET', `/api/v1/files/${file}/state`)), done);
  refused(await part(work, file, 0, bytes.subarray(0, PART)), 409, 'upload_ended');

  const url = await link(work, file), answer = await fetchBy(url);
  assert.equal(sha256(Buffer.from(await answer.arrayBuffer())), sha256(bytes));
  const header = (name) => answer.headers.get(name);
  assert.deepEqual([header('content-type'), header('x-content-type-options'), header('content-security-policy')], ['application/pdf', 'nosniff', "default-src 'none'; sandbox"]);
  assert.equal(header('content-disposition'), "attachment; filename=\"R__kning_1.exe\"; filename*=UTF-8''R%C3%A4kning%201.exe");
  assert.equal((await work.call('GET', url)).status, 200, 'as the API document says');
  for (const wrong of [url.replace(/files\/\d+/, 'files/424242'), url.replace(/expires=(\d+)/, (_, s) => `expires=${Number(s) + 60}`), url.slice(0, -2), `/api/v1/files/${file}?expires=9999999999&signature=AAAA`])
    assert.equal((await fetchBy(wrong)).status, 404, wrong);
  assert.equal((await fetchBy(`/api/v1/files/${file}`)).status, 422, 'without one it is no address');
  await stack.pass(601000);
  await until('its end', async () => (await fetchBy(url)).status === 404);
});

test('an outsider, a colleague and another organisation with a guessed id get 404 (MS-4)', async () => {
  const { id: file } = await give(work, 'a.png', PNG);
  for (const client of [maya, liam, elsewhere, adam]) {
    if (client !== adam) {
      assert.equal((await client.call('GET', `/api/v1/files/${file}/link`)).status, 404);
      assert.equal((await client.call('GET', `/api/v1/files/${file}/state`)).status, 404);
      assert.equal((await part(client, file, 0, PNG)).status, 404);
      assert.equal((await client.call('POST', `/api/v1/files/${file}/finish`)).status, 404);
    }
  }
  // One user's two accounts are two.
  const desk = await Client.login(stack, stack.run.users.find((u) => u.username === 'ida')), own = await Client.login(stack, stack.run.users.find((u) => u.username === 'ida'), 'work');
  const hers = await give(desk, 'b.png', PNG);
  assert.equal((await own.call('GET', `/api/v1/files/${hers.id}/link`)).status, 404);
});

test('too large is refused by what is declared and by what comes; parts have their length (MS-4)', async () => {
  refused(await work.call('POST', '/api/v1/files', { name: 'a', bytes: 26214401 }), 413, 'file_too_large');
  const { id: file } = ok(await work.call('POST', '/api/v1/files', { name: 'a', bytes: PART + 10 }), 201);
  refused(await part(work, file, 1, Buffer.alloc(11)), 413, 'file_too_large');
  refused(await part(work, file, 2, Buffer.alloc(1)), 413, 'file_too_large');
  refused(await part(work, file, 0, Buffer.alloc(10)), 409, 'upload_part_wrong');
  refused(await part(work, file, 'x', Buffer.alloc(10)), 404, 'not_found');
  refused(await part(work, file, 0, Buffer.alloc(PART + 1)), 413, 'too_large');
  const tenant = ok(await adam.call('GET', '/api/v1/tenants')).data[0];
  ok(await adam.call('PATCH', `/api/v1/tenants/${tenant.id}`, { file_bytes_max: 1000 }, { headers: { 'if-match': tenant.version } }));
  refused(await work.call('POST', '/api/v1/files', { name: 'a', bytes: 1001 }), 413, 'file_too_large');
  ok(await adam.call('PATCH', `/api/v1/tenants/${tenant.id}`, { file_bytes_max: 26214400 }, { headers: { 'if-match': String(Number(tenant.version) + 1) } }));
});

test('the same bytes are kept once by tenant; who attached nothing within a day has lost it (MS-4, rule 29)', async () => {
  const bytes = Buffer.concat([Buffer.alloc(1), bytesOf(4999)]), kept = () => stack.query('SELECT tenant FROM messaging.file WHERE sha256 = $1', [Buffer.from(sha256(bytes), 'hex')]);
  const one = await give(work, 'one', bytes), two = await give(work, 'two', bytes);
  assert.equal(one.type, 'application/octet-stream');
  assert.equal((await kept()).length, 1);
  await give(elsewhere, 'three', bytes);
  assert.deepEqual((await kept()).map((row) => row.tenant).sort(), ['1', '977']);
  ok(await say(work, maya, { files: [two.id] }), 201);
  await stack.passAll(25 * 3600 * 1000);
  const sweep = () => stack.asOwner('SELECT messaging.upload_sweep(100)');
  await until('the sweep', async () => { await sweep(); return (await kept()).length === 1; });
  assert.deepEqual(await stack.query('SELECT id FROM messaging.upload WHERE id = ANY ($1)', [[one.id, two.id]]), [{ id: two.id }], 'what came with a message stays');
  await everybody();
});

test('a file comes with one message, by the Work user who gave it; who may read the message may have it (MS-4)', async () => {
  const his = await give(work, 'his.png', PNG), hers = await give(ida, 'hers.png', PNG), agents = await give(maya, 'agents.png', PNG);
  refused(await say(work, maya, { files: [hers.id] }), 422, 'file_unknown');
  refused(await say(work, maya, { files: ['999999999999'] }), 422, 'file_unknown');
  refused(await say(work, maya, { files: 'all' }), 422, 'invalid');
  const pending = ok(await work.call('POST', '/api/v1/files', { name: 'x', bytes: 10 }), 201);
  refused(await say(work, maya, { files: [pending.id] }), 409, 'file_not_ready');
  refused(await say(maya, work, { files: [agents.id] }), 422, 'no_files');
  const sent = ok(await say(work, maya, { files: [his.id], client_id: 'once' }), 201), said = sent.message;
  assert.deepEqual(said.state.files, [{ id: his.id, name: 'his.png', state: 'stored', reason: null, type: 'image/png', bytes: PNG.length, message: said.id }]);
  assert.equal(ok(await say(work, maya, { files: [his.id], client_id: 'once' }), 201).message.id, said.id, 'sent twice, stored once');
  refused(await say(work, maya, { files: [his.id] }), 409, 'file_attached');
  await maya.see('message', (s) => s.files?.[0]?.id === his.id);
  const path = `/api/v1/conversations/${sent.id}/messages`;
  refused(await work.call('POST', path, { text: 'again', files: [his.id] }), 409, 'file_attached');
  assert.deepEqual(ok(await work.call('POST', path, { text: 'her own', files: [(await give(work, 'b', PNG)).id] }), 201).state.files.map((f) => f.name), ['b']);
  const shown = await fetchBy(await link(maya, his.id));
  assert.equal(shown.status, 200, 'the agent has a link');
  assert.match(shown.headers.get('content-disposition'), /^inline;/);
  for (const client of [liam, ida, elsewhere]) assert.equal((await client.call('GET', `/api/v1/files/${his.id}/link`)).status, 404);
  const rudi = await give(work, 'gone.png', PNG), { message: gone, id: chat } = ok(await say(work, { id: ida.id, app: 'work' }, { files: [rudi.id] }), 201);
  assert.ok(await link(ida, rudi.id) && chat);
  ok(await work.call('DELETE', `/api/v1/messages/${gone.id}`));
  assert.equal((await ida.call('GET', `/api/v1/files/${rudi.id}/link`)).status, 404, 'a message that was deleted has no file');
});

test('a file goes out whole, whatever its length; whoever fetches many holds up nobody (MS-6)', async () => {
  const sizes = [PART, 4 * PART - 1, 4 * PART, 4 * PART + 1, 8 * PART];
  const files = await Promise.all(sizes.map(async (size) => { const bytes = bytesOf(size); return [bytes, await link(work, (await give(work, 'x', bytes)).id)]; }));
  await Promise.all(files.map(async ([bytes, url]) => assert.ok(bytes.equals(Buffer.from(await (await fetchBy(url)).arrayBuffer())), `${bytes.length} bytes`)));
  const url = await link(work, (await give(work, 'large', bytesOf(48 * PART))).id), one = stack.run.http.chatd;
  let fetched = 0;
  const all = Array.from({ length: 12 }, async () => { await (await fetch(one + url)).arrayBuffer(); fetched++; });
  await Promise.race(all);
  assert.equal((await fetch(`${one}/api/v1/work`, { headers: { authorization: `Bearer ${work.token}` } })).status, 200);
  assert.ok(fetched < 9, `a snapshot came after ${fetched} of 12 files`);
  await Promise.all(all);
});

test('an image for formatted text is written anew; what is none is refused (MS-3)', async () => {
  const secret = Buffer.concat([PNG.subarray(0, PNG.length - 12), Buffer.from('0000000a74455874', 'hex'), Buffer.from('a\0hidden!!'), Buffer.alloc(4), PNG.subarray(PNG.length - 12)]);
  const made = ok(await image(maya, secret), 201);
  assert.deepEqual([made.type, made.state], ['image/png', 'stored']);
  const kept = Buffer.from(await (await fetchBy(await link(maya, made.id))).arrayBuffer());
  assert.ok(!kept.includes('hidden') && kept.subarray(1, 4).toString() === 'PNG');
  refused(await image(maya, Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')), 400, 'bad_request');
  refused(await image(maya, PNG.subarray(0, 60)), 400, 'bad_request');
  refused(await image(maya, Buffer.alloc(0)), 400, 'bad_request');
  refused(await image(maya, Buffer.alloc(2 * 1024 * 1024 + 1)), 413, 'too_large');
  const many = await Promise.all(Array.from({ length: 22 }, () => image(liam, PNG)));
  assert.ok(many.some((answer) => answer.status === 409 && answer.body.type.endsWith('too_many')) || many.some((answer) => answer.status === 503), 'a user has so many at once');
});

// The value, or null if the process has ended meanwhile.
const unlessGone = (read) => { try { return read(); } catch { return null; } };
const childrenOf = (pid) => unlessGone(() => readdirSync(`/proc/${pid}/task`).flatMap((task) => readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').trim().split(' ').filter(Boolean))) ?? [];
const CHATDS = ['chatd', 'chatd-2'];
const helperAtWork = () => CHATDS.flatMap((name) => childrenOf(stack.pid(name))).map((pid) => {
  const status = unlessGone(() => readFileSync(`/proc/${pid}/status`, 'utf8')), files = unlessGone(() => readdirSync(`/proc/${pid}/fd`));
  return /^Name:\timage_helper\n[^]*^Seccomp:\t2$/m.test(status ?? '') ? { pid, status, files } : null;
}).find(Boolean);
// Uploads until a helper was observed, `act` was applied to it, and the answer has the status: a helper may end before it is
// observed or before the signal arrives.
async function whileEncoding(client, bytes, act, status) {
  const seen = [];
  for (let tries = 0; tries < 20; tries++) {
    let ended = false, helper;
    const answer = image(client, bytes).finally(() => { ended = true; });
    while (!ended && !(helper = helperAtWork())) await new Promise((done) => setTimeout(done, 2));
    if (helper) unlessGone(() => act(Number(helper.pid)));
    const got = await answer;
    if (helper && got.status === status) return { helper, answer: got };
    seen.push(got.status);
  }
  throw new Error(`answers: ${seen}`);
}

test('an image is read by a process that can do nothing else; one that it brings down takes nothing with it (MS-3)', async () => {
  const slow = picture(2048, 2048), before = CHATDS.map((name) => stack.pid(name));
  for (const pid of before) assert.doesNotMatch(readFileSync(`/proc/${pid}/maps`, 'utf8'), /lib(png|jpeg|webp|gif)/, 'chatd holds no codec');

  const { helper } = await whileEncoding(maya, slow, () => {}, 201);
  assert.match(helper.status, /^NoNewPrivs:\t1$/m);
  if (process.getuid() === 0) assert.ok(helper.files.length <= 3, `it has ${helper.files}`); // nobody else may look

  // As the sandbox ends it for a forbidden system call, and as the OOM killer does.
  const crashed = await whileEncoding(maya, slow, (pid) => process.kill(pid, 'SIGSYS'), 400);
  assert.equal(crashed.answer.body.detail, "The image can't be read");
  const killed = await whileEncoding(maya, slow, (pid) => process.kill(pid, 'SIGKILL'), 503);
  assert.equal(killed.answer.body.type.split('/').at(-1), 'unavailable');
  const logged = CHATDS.flatMap((name) => readFileSync(join(stack.dir, 'log', `${name}.log`), 'utf8').split('\n')).filter((line) => line.includes('"image_helper_died"')).map((line) => JSON.parse(line));
  for (const signal of [31, 9]) assert.ok(logged.some((line) => line.tenant === '1' && line.user === String(maya.id) && line.reason === 'signal' && line.signal === signal), `${signal}: ${JSON.stringify(logged)}`);

  ok(await image(maya, PNG), 201);
  assert.deepEqual(CHATDS.map((name) => stack.pid(name)), before);
  for (const name of CHATDS) assert.ok(stack.alive(name), name);
});

test('images of one organisation wait for each other, not those of another (MS-3)', async () => {
  const slow = picture(4096, 4096), one = { base: stack.run.http.chatd, ended: 0 };
  const send = async (client, bytes) => (await fetch(`${one.base}/api/v1/inline-images`, { method: 'POST', body: bytes, headers: { authorization: `Bearer ${client.token}`, 'content-type': 'image/png', 'idempotency-key': randomUUID() } })).status;
  const parked = async () => Number(/^trunkline_http_parked (\d+)$/m.exec(await (await fetch(`${one.base}/metrics`)).text())[1]);
  const many = Array.from({ length: 12 }, () => send(liam, slow).finally(() => { one.ended++; }));
  await until('most of them wait', async () => await parked() >= 8 || one.ended > 4);
  const ended = one.ended;
  assert.ok(ended < 9, 'some wait');
  assert.equal(await send(elsewhere, PNG), 201);
  assert.ok(one.ended - ended < 4, `it waited for ${one.ended - ended} of 12`);
  for (const status of await Promise.all(many)) assert.ok([201, 409, 503].includes(status), String(status));
});

test('a formatted message is a page of its own for its readers, in a strict policy; 404 for outsiders (MS-3)', async () => {
  const picture = ok(await image(maya, PNG), 201), other = ok(await image(ida, PNG), 201);
  const html = (id) => ({ html: `<p onclick=x()>so <b style=y>bold</b><script>z()</script></p><ul><li>one</ul><a href=https://a.example>there</a><img src="/api/v1/files/${id}" alt="">` });
  refused(await say(maya, work, html(other.id)), 422, 'file_unknown');
  refused(await say(maya, work, { html: `<img src="/api/v1/files/${picture.id}">` }), 422, 'invalid');
  refused(await say(maya, work, { html: '<p>'.repeat(4500) }), 422, 'invalid');
  refused(await say(work, maya, { html: '<b>x</b>' }), 422, 'plain_only');
  const { message: said, ...chat } = ok(await say(maya, work, html(picture.id)), 201);
  assert.equal(said.state.html, `<p>so <b>bold</b></p><ul><li>one</li></ul><a href="https://a.example" rel="noopener">there</a><img src="/api/v1/files/${picture.id}" alt="">`);
  assert.equal(said.state.text, 'so bold\n- one\nthere (https://a.example)[image]', 'the Work side\'s plain form');
  const path = `/api/v1/messages/${said.id}/formatted`, answer = await work.call('GET', path);
  assert.equal(answer.status, 200);
  assert.match(answer.headers.get('content-security-policy'), /^default-src 'none'; img-src 'self'; style-src 'sha256-[\w+/=]+'; .*sandbox allow-popups/);
  assert.match(answer.body, /<p>so <b>bold<\/b><\/p>/);
  const [, address] = /<img src="([^"]+)"/.exec(answer.body);
  assert.equal((await fetchBy(address.replaceAll('&amp;', '&'))).headers.get('content-type'), 'image/png');
  for (const client of [liam, ida, elsewhere]) assert.equal((await client.call('GET', path)).status, 404);
  assert.equal((await maya.call('GET', path)).status, 200);
  assert.equal((await fetch(stack.base + path)).status, 401, 'it needs the reader\'s login');
  // A browser that opens it sends the cookie alone.
  const login = await fetch(`${stack.base}/api/v1/sessions`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ ...pick(people('adam')), app: 'work' }) });
  const cookie = login.headers.get('set-cookie').split(';')[0];
  assert.equal((await fetch(`${stack.base}${path}?app=work`, { headers: { cookie } })).status, 200);
  assert.equal((await fetch(`${stack.base}${path}?app=workspace`, { headers: { cookie } })).status, 401);
  assert.equal((await fetch(`${stack.base}/api/v1/conversations/${chat.id}?app=work`, { headers: { cookie } })).status, 401, 'no other route takes the query');
});
const pick = ({ username, password }) => ({ username, password });

test('a user sets their own image only; colleagues get it in two sizes with a validator; another organisation does not (CT-3, CT-11)', async () => {
  const path = `/api/v1/users/${maya.id}/avatar`;
  assert.equal((await maya.call('GET', path)).status, 404);
  const set = ok(await image(maya, PNG, '/api/v1/me/avatar', 'PUT'));
  assert.deepEqual([set.user, set.kind, set.initials], [maya.id, 'user', 'MO']);
  const shown = await liam.call('GET', `${path}?size=64`), etag = shown.headers.get('etag');
  assert.deepEqual([shown.status, shown.headers.get('content-type'), etag], [200, 'image/png', `"${set.image}"`]);
  assert.equal(shown.headers.get('cache-control'), 'private, no-cache');
  const same = await work.call('GET', path, undefined, { headers: { 'if-none-match': etag } });
  assert.equal(same.status, 304);
  const raw = Buffer.from(await (await fetch(stack.base + path, { headers: { authorization: `Bearer ${liam.token}` } })).arrayBuffer());
  assert.deepEqual([raw.readUInt32BE(16), raw.readUInt32BE(20)], [48, 48], 'square');
  const seen = async (who, of) => (await who.call('GET', of)).body;
  assert.equal((await seen(liam, `/api/v1/contacts/user:${maya.id}/card`)).image, set.image, 'a card says that there is one');
  assert.equal((await seen(liam, `/api/v1/contacts/user:${liam.id}/card`)).image, null);
  const login = await fetch(`${stack.base}/api/v1/sessions`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ ...pick(people('adam')), app: 'work' }) });
  const cookie = login.headers.get('set-cookie').split(';')[0];
  assert.equal((await fetch(`${stack.base}${path}?size=64&version=${set.image}&app=work`, { headers: { cookie } })).status, 200, 'as a page shows it: by its cookie');
  assert.equal((await fetch(`${stack.base}/api/v1/me/contacts/export?app=work`, { headers: { cookie } })).status, 200);
  assert.equal((await fetch(`${stack.base}/api/v1/me/contacts/export`, { headers: { cookie } })).status, 401);
  assert.equal((await elsewhere.call('GET', path)).status, 404);
  refused(await image(maya, Buffer.from('GIF89a'), '/api/v1/me/avatar', 'PUT'), 400, 'bad_request');
  assert.equal((await liam.call('GET', `${path}?size=100`)).status, 422);
  const again = ok(await image(maya, PNG, '/api/v1/me/avatar', 'PUT'));
  assert.notEqual(again.image, set.image);
  const once = { headers: { 'idempotency-key': `avatar-${process.pid}` } };
  const put = (bytes) => maya.call('PUT', '/api/v1/me/avatar', undefined, { raw: bytes, headers: { 'content-type': 'image/png', ...once.headers } });
  ok(await put(PNG));
  assert.deepEqual([(await put(picture(8, 8))).status, (await maya.call('DELETE', '/api/v1/me/avatar', undefined, once)).status], [409, 409], 'the same key for something else');
  await stack.mode(1);
  assert.deepEqual([(await liam.call('GET', path)).status, (await work.call('GET', path)).status], [200, 404], 'in mode 1 Work has another directory');
  await stack.mode(3);
  const gone = ok(await maya.call('DELETE', '/api/v1/me/avatar'));
  assert.equal(gone.image, null);
  assert.equal((await liam.call('GET', path)).status, 404);
});

// What stands for a clamd: INSTREAM over its socket, as its manual page tells.
async function scanner(path) {
  const seen = [], learnt = []; // what it has found to be one since
  const server = createServer((socket) => {
    let bytes = Buffer.alloc(0);
    socket.on('error', () => {});
    socket.on('data', (data) => {
      bytes = Buffer.concat([bytes, data]);
      if (bytes.length < 10 || bytes.subarray(0, 10).toString() !== 'zINSTREAM\0') return;
      const file = [];
      for (let at = 10; at + 4 <= bytes.length;) {
        const n = bytes.readUInt32BE(at);
        if (n === 0) {
          const whole = Buffer.concat(file);
          seen.push(whole);
          socket.end(whole.includes('EICAR') || learnt.some((one) => one.equals(whole)) ? 'stream: Eicar-Test-Signature FOUND\0' : whole.equals(Buffer.from('an odd one')) ? 'INSTREAM size limit exceeded. ERROR\0' : 'stream: OK\0');
          return;
        }
        file.push(bytes.subarray(at + 4, at + 4 + n));
        at += 4 + n;
      }
    });
  });
  await new Promise((done) => server.listen(path, done));
  chmodSync(path, 0o777);
  return { seen, learnt, close: () => server.close() };
}

test('where a virus scanner is configured nobody gets a file before it is clean; what it finds is refused; one that is away is waited for (MS-4)', async () => {
  const folder = mkdtempSync('/tmp/scan-'), path = join(folder, 'clamd');
  chmodSync(folder, 0o755);
  const conf = join(stack.dir, 'trunkline.conf');
  writeFileSync(conf, readFileSync(conf, 'utf8').replace(/^\[chatd(-2)?\]$/gm, `$&\nclamd_socket = ${path}`));
  for (const name of ['chatd', 'chatd-2']) { await stack.kill(name, 'SIGTERM'); stack.spawn(name); await stack.untilReady(name); }
  const state = async (id) => ok(await work.call('GET', `/api/v1/files/${id}/state`));
  const bytes = bytesOf(600000), early = await give(work, 'early', bytes);
  assert.equal(early.state, 'scanning');
  refused(await work.call('GET', `/api/v1/files/${early.id}/link`), 409, 'file_not_ready');
  refused(await say(work, { id: ida.id, app: 'work' }, { files: [early.id] }), 409, 'file_not_ready');
  const clamd = await scanner(path);
  await stack.pass(60000); // it was asked for in vain
  await until('the scan', async () => { await stack.pass(1000); return (await state(early.id)).state === 'stored'; });
  assert.equal(sha256(clamd.seen.at(-1)), sha256(bytes), 'it saw all of it');
  assert.ok(await link(work, early.id));
  const bad = await give(work, 'bad', Buffer.from('this holds EICAR'));
  await until('the finding', async () => (await state(bad.id)).state === 'refused');
  assert.match((await state(bad.id)).reason, /virus/);
  assert.equal((await stack.query('SELECT count(*) AS n FROM messaging.file WHERE sha256 = $1', [Buffer.from(sha256(Buffer.from('this holds EICAR')), 'hex')]))[0].n, '0', 'its bytes are gone');
  const odd = await give(work, 'odd', Buffer.from('an odd one'));
  await until('an answer that is none', () => clamd.seen.some((file) => file.includes('odd')));
  assert.equal((await state(odd.id)).state, 'scanning');

  // What a stranger sent is shown to it when somebody fetches it.
  await everybody();
  const visitor = new Visitor(stack, stack.run.widget.key, { source: '198.51.100.7' });
  ok(await visitor.start('two files', { form: { name: 'Ann' } }), 201);
  for (const more of ['', 'EICAR']) ok(await visitor.sendFile(Buffer.concat([PNG, Buffer.from(more)])), 201);
  const interaction = await accept(maya, await maya.see('offer', (s) => s.state === 'made' && s.channel.kind === 'chat'));
  const messages = ok(await maya.call('GET', `/api/v1/conversations/${interaction.state.conversation}/messages`)).data;
  const [good, virus] = messages.flatMap((one) => one.state.attachments ?? []).map((file) => `/api/v1/attachments/${file.id}`);
  const seen = clamd.seen.length;
  ok(await maya.call('GET', good));
  assert.equal(sha256(clamd.seen[seen]), sha256(PNG));
  refused(await maya.call('GET', virus), 409, 'file_refused');
  const address = await link(work, early.id);
  ok(await work.call('GET', address));
  clamd.learnt.push(bytes); // it was clean when it was given
  refused(await work.call('GET', address), 409, 'file_refused');
  clamd.close();
  const late = await maya.call('GET', good);
  assert.deepEqual([late.status, late.headers.get('retry-after')], [503, '1']);
  rmSync(folder, { recursive: true });
});
