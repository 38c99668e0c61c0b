// A login that ends takes the calls of its pages along, whatever the end, and never a call for help (SP-8, 60-emergency): the other end is told, the
// call log says why. A page that is only cut off keeps its calls.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { Client } from '../lib/client.mjs';
import { until, within } from '../lib/stack.mjs';
import { Calls } from '../lib/voice.mjs';
import { WsPhone } from '../lib/wsphone.mjs';

const SOON_MS = 10000; // media that have stopped end a call after 60 s
const PASSWORD = 'seven green chairs', SITE = '+12025550360', OUTSIDE = '+12025550188';
let calls, out, ben, benPhone, kim;
const pages = [];
before(async () => {
  calls = await Calls.start({ name: 'loggedout' });
  out = await calls.ua({ host: '127.0.0.3' });
  const trunk = await calls.make('trunks', { name: 'Out', host: out.host, port: out.local, transport: 'udp', sources: [out.host], emergency: true });
  await calls.make('dial-rules', { prefix: '+1', action: 'allow', trunk_ids: [trunk.id] });
  const { status } = await calls.adam.call('PATCH', `/api/v1/sites/${calls.site.id}`, { call_back_number: SITE }, { headers: { 'if-match': `"${calls.site.version}"` } });
  assert.equal(status, 200);
  await calls.claim('+12025550301');
  ben = await calls.worker('ben', '302');
  benPhone = await calls.register(ben);
  kim = await calls.agent('kim', { phone: 'page', phone_mode: 'workspace', agent_extension: '2612' });
});
after(async () => { for (const page of pages) page.socket.terminate(); await calls?.stop(); });
afterEach(() => calls.nothingLeft());

const open = async (client, more) => {
  const page = await WsPhone.open(client, more);
  pages.push(page);
  assert.equal((await page.register()).status, 200);
  return page;
};
let count = 0;
const worker = async (more) => {
  const name = `page${++count}`, made = await calls.worker(name, `4${String(count).padStart(2, '0')}`, more);
  return { ...made, name, extension: `4${String(count).padStart(2, '0')}`, client: await Client.login(calls.stack, { username: name, password: PASSWORD }, 'work') };
};
const last = async ({ user }) => (await calls.stack.query('SELECT direction, cause, answered_at IS NOT NULL AS answered FROM voice.call_log WHERE owner = $1 ORDER BY id DESC LIMIT 1', [user.id]))[0];
const logged = (who, wanted) => until(`the log of ${who.user.username}`, async () => { const row = await last(who); return row?.cause && row; }).then((row) => assert.deepEqual(row, wanted));
const soon = (leg, word) => within(SOON_MS, word, () => leg.told.includes(word));
const revoke = ({ user }, more = '') => calls.adam.call('DELETE', `/api/v1/users/${user.id}/sessions${more}`);
const gone = async (answer) => { const { status, body } = await answer; assert.ok(status < 300, JSON.stringify(body)); };
// By this page, with this phone.
async function talks(page, to, ua) {
  const answered = page.call(to), leg = await ua.called();
  await leg.answer();
  assert.equal((await answered).status, 200);
  return leg;
}

const ENDS = {
  'their own logout': ({ client }) => client.call('DELETE', '/api/v1/sessions/me'),
  'an administrator who ends their sessions': (who) => revoke(who),
  'an administrator who disables the user': async ({ user }) => {
    const { version } = (await calls.adam.call('GET', `/api/v1/users/${user.id}`)).body;
    return calls.adam.call('PATCH', `/api/v1/users/${user.id}`, { disabled: true }, { headers: { 'if-match': `"${version}"` } });
  },
};
test('a call to a colleague ends with the login of its page, whoever ends that', async () => {
  for (const [what, end] of Object.entries(ENDS)) {
    const who = await worker(), page = await open(who.client), leg = await talks(page, '302', benPhone);
    await gone(end(who));
    await soon(leg, 'BYE').catch((error) => { throw new Error(`${what}: ${error.message}`); });
    assert.equal((await page.closed).code, 4001, what);
    await logged(who, { direction: 'out', cause: 'logged_out', answered: true });
    await logged(ben, { direction: 'in', cause: 'logged_out', answered: true });
  }
});

test('so does one that they were called by, one to the outside, and one that rings', async () => {
  const who = await worker(), page = await open(who.client);
  const call = await benPhone.call(who.extension, { from: ben.device.username, login: ben.device });
  (await page.rung()).answer();
  await call.has(200);
  const outside = await talks(page, OUTSIDE, out);
  const ringing = page.call('302').catch((error) => error), leg = await benPhone.called();
  leg.ring();
  await gone(revoke(who));
  await Promise.all([soon(call, 'BYE'), soon(outside, 'BYE'), soon(leg, 'CANCEL')]);
  assert.equal((await ringing).code, 4001, 'the page heard of no answer');
  await logged(who, { direction: 'out', cause: 'logged_out', answered: false });
  const rows = await calls.stack.query('SELECT cause FROM voice.call_log WHERE owner = $1 ORDER BY id', [who.user.id]);
  assert.deepEqual(rows.map((row) => row.cause), ['logged_out', 'logged_out', 'logged_out']);
});

test('a page that rings is no answer: the call goes where it goes when nobody is there', async () => {
  const who = await worker({ forward_then: 'end' }), page = await open(who.client);
  const call = await benPhone.call(who.extension, { from: ben.device.username, login: ben.device });
  await page.rung();
  await gone(revoke(who));
  await within(SOON_MS, '480', () => call.told.includes('480'));
  await logged(who, { direction: 'in', cause: 'no_answer', answered: false });
});

test('a page that is cut off keeps its call, for it comes back; one whose login ends meanwhile does not', async () => {
  const who = await worker(), first = await open(who.client, { page: 'cut' }), leg = await talks(first, '302', benPhone);
  first.socket.terminate();
  const back = await open(who.client, { page: 'cut' });
  assert.deepEqual(JSON.parse(back.got[0]), { kept: true });
  assert.ok(!leg.told.includes('BYE'), 'it talks on');
  back.socket.terminate();
  await back.closed;
  await gone(revoke(who));
  await soon(leg, 'BYE');
  await logged(who, { direction: 'out', cause: 'logged_out', answered: true });
});

test('another login of the same user keeps its calls', async () => {
  const who = await worker(), other = await Client.login(calls.stack, { username: who.name, password: PASSWORD }, 'work');
  const leg = await talks(await open(other), '302', benPhone), ends = await talks(await open(who.client), OUTSIDE, out);
  await gone(who.client.call('DELETE', '/api/v1/sessions/me'));
  await soon(ends, 'BYE');
  assert.deepEqual(leg.told.filter((word) => word !== 'INVITE' && word !== 'ACK'), []);
  await leg.bye();
  await logged(ben, { direction: 'in', cause: 'normal', answered: true });
});

test('a call keeps its user logged in who touches nothing, however long; once it is over their session ends by idle timeout', async () => {
  const who = await worker(), page = await open(who.client), leg = await talks(page, '302', benPhone), { session } = who.client.session;
  const since = async () => (await calls.stack.query('SELECT extract(epoch FROM ops.clock() - active_at)::float AS s, revoked_at IS NOT NULL AS ended FROM presence.session WHERE id = $1', [session]))[0];
  // A day ago for this session alone: no other one of this test is as old.
  const untouched = () => calls.stack.asOwner(`UPDATE presence.session SET active_at = ops.clock() - interval '25 hours', opened_at = ops.clock() - interval '25 hours' WHERE id = $1`, [session]);
  await calls.stack.asOwner('UPDATE directory.tenant SET session_idle_min = 1440');
  try {
    await until('the log has the call', async () => (await calls.stack.query('SELECT FROM voice.call_log WHERE owner = $1 AND answered_at IS NOT NULL AND ended_at IS NULL', [who.user.id])).length === 1);
    await untouched();
    await until('the time begins anew', async () => (await since()).s < 3600);
    assert.equal((await who.client.call('GET', '/api/v1/sessions/me')).status, 200);
    assert.deepEqual(leg.told.filter((word) => word !== 'INVITE' && word !== 'ACK'), []);
    await leg.bye();
    await logged(who, { direction: 'out', cause: 'normal', answered: true });
    await untouched();
    await until('the end of the session', async () => (await since()).ended);
    assert.equal((await page.closed).code, 4001, 'and of the page\'s phone');
  } finally { await calls.stack.asOwner('UPDATE directory.tenant SET session_idle_min = 0'); }
});

test('a customer whose agent is logged out by force goes back into the queue', async () => {
  const page = await open(kim), customer = await (await calls.ua({ host: '127.0.0.2' })).call('+12025550300');
  await calls.available(kim);
  const offer = await until('an offer', async () => (await kim.call('GET', '/api/v1/workspace')).body.offers?.[0] ?? null);
  (await page.rung()).answer();
  await calls.state('assigned');
  assert.ok(offer);
  await gone(calls.adam.call('PUT', `/api/v1/agents/${kim.user.id}/status`, { status: 'logged_out', reason: 'went home' }));
  assert.equal((await page.closed).code, 4001);
  await calls.state('waiting');
  assert.ok(!customer.told.includes('BYE'));
  await customer.bye();
});

test('so does a customer who talks with agent and colleague together: the conference ends', async () => {
  kim = Object.assign(await Client.login(calls.stack, { username: 'kim', password: PASSWORD }), { user: kim.user });
  await kim.open();
  const page = await open(kim), customer = await (await calls.ua({ host: '127.0.0.2' })).call('+12025550300');
  await calls.available(kim);
  (await page.rung()).answer();
  const { id } = await calls.state('assigned');
  const act = async (what, body = {}) => {
    const answer = await kim.call('POST', `/api/v1/interactions/${id}/call/${what}`, body);
    assert.equal(answer.status, 202, JSON.stringify(answer.body));
  };
  await act('consult', { number: '302' });
  const colleague = await benPhone.called();
  await colleague.answer();
  const consult = (wanted) => kim.see('interaction', (s, f) => f.id === String(id) && s.call?.consult?.state === wanted);
  await consult('talking');
  await act('consult/conference');
  await consult('conference');
  await gone(calls.adam.call('PUT', `/api/v1/agents/${kim.user.id}/status`, { status: 'logged_out', reason: 'went home' }));
  await soon(colleague, 'BYE');
  await calls.state('waiting');
  assert.ok(!customer.told.includes('BYE'));
  await customer.hears(10);
  await customer.bye();
});

test('a call for help, and its call back, are never ended so', async () => {
  kim = Object.assign(await Client.login(calls.stack, { username: 'kim', password: PASSWORD }), { user: kim.user });
  await kim.open();
  const page = await open(kim), help = await talks(page, '911', out), other = await talks(page, '302', benPhone);
  const back = await out.call(SITE, { from: '911' });
  (await page.rung()).answer();
  await back.has(200);
  assert.equal((await revoke(kim)).status, 409, 'it is to be confirmed');
  await gone(revoke(kim, '?confirm=true'));
  await soon(other, 'BYE');
  assert.equal((await page.closed).code, 4001);
  const now = await calls.stack.metrics('voiced');
  assert.deepEqual([now.voice_help_calls, now.voice_call_backs], [1, 1]);
  assert.ok(!help.told.includes('BYE') && !back.told.includes('BYE'), 'the service has both');
  await help.bye();
  await back.bye();
  await logged(kim, { direction: 'in', cause: 'normal', answered: true });
});
