// Emergency calls: who is told of them (supervisors' pages, webhooks, mails), where the agent is (EM-11), which line is kept free (EM-10),
// which logouts have to be confirmed (EM-6). The calls are told as the daemon that carries them does (tests/lib/line.mjs).
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Client } from '../lib/client.mjs';
import { accept, assigned, finish } from '../lib/desk.mjs';
import { Line } from '../lib/line.mjs';
import { Mailbox } from '../lib/mailbox.mjs';
import { Receiver } from '../lib/receiver.mjs';
import { Stack, until } from '../lib/stack.mjs';
import { newNumber } from '../lib/texts.mjs';
import { Visitor } from '../lib/visitor.mjs';

let stack, line, channel, adam, rosa, mailbox, receiver, site, calls = 0;
before(async () => {
  mailbox = await Mailbox.start({ refuse: 1 });
  receiver = await Receiver.start();
  Object.assign(process.env, { TRUNKLINE_HOOKD_HOOK_ALLOW_PRIVATE: '1', TRUNKLINE_HOOKD_RETRY_FIRST_MS: '50', TRUNKLINE_COMMON_MAIL_RELAY: mailbox.url,
    TRUNKLINE_CHATD_MAIL_PLAIN: '1', TRUNKLINE_CHATD_MAIL_SENDER: 'desk@example.com' });
  stack = await Stack.start({ name: 'told', instances: 'presenced routerd smsgw chatd widget hookd', testClock: true });
  line = Line.open(stack);
  channel = stack.channel('twilio');
  adam = await Client.login(stack, stack.user('administrator'), 'admin');
  rosa = await Client.login(stack, stack.user('supervisor'));
  await rosa.open();
  site = ok(await adam.call('POST', '/api/v1/sites', { name: 'Emergency house', country: 'SE', street: 'Storgatan', house_number: '5', postal_code: '111 22', city: 'Stockholm',
    additional: 'Floor 3', call_back_number: '+46850009000', security_emails: ['guard@example.com'], security_numbers: ['+46850009999'] }), 201);
  for (const n of [0, 1]) {
    const { data: [user] } = ok(await adam.call('GET', `/api/v1/users?username=${stack.user('agent', n).username}`));
    ok(await adam.call('PATCH', `/api/v1/users/${user.id}`, { site_id: site.id }, { headers: { 'if-match': `"${user.version}"` } }));
  }
});
after(async () => { rosa?.close(); mailbox?.close(); await receiver?.close(); await line?.close(); await stack?.stop(); });

const newCall = () => `told-${process.pid}-${++calls}`;
const ok = (answer, code = 200) => { assert.equal(answer.status, code, JSON.stringify(answer.body)); return answer.body; };
const problem = (answer, code, type) => { assert.deepEqual([answer.status, answer.body?.type], [code, type], JSON.stringify(answer.body)); return answer.body; };
const wrong = (answer, pointer) => assert.deepEqual(problem(answer, 422, 'invalid').errors?.map((one) => one.pointer), [pointer], JSON.stringify(answer.body));
const told = async (who, call, step, more) => assert.equal((await line.tell(who.id, call, step, more)).outcome, 'ok', `${step} of ${call}`);
const leave = async (who) => { await who.call('DELETE', '/api/v1/sessions/me?return=true&confirm=true'); who.close(); await stack.pass(5 * 60_000); };
const phase = async (who) => ok(await who.call('GET', '/api/v1/me/emergency')).phase;
// What stands in the page of who leads them.
const notice = (who, state) => rosa.see('emergency', (s) => s.agent.id === who.id && s.state === state);

test('who leads the agent sees who, where, when, and that it has ended', async () => {
  const tomas = await Client.ready(stack, stack.user('agent', 1));
  const call = newCall();
  await told(tomas, call, 'began');
  const { state, id } = await notice(tomas, 'begun');
  assert.deepEqual([state.agent.name, state.site.name, state.number, state.sent, state.place.words, state.place.confirmed],
    [tomas.session.user.name, 'Emergency house', '112', '+46850009000', 'Storgatan 5, Floor 3, 111 22 Stockholm, SE', false]);
  assert.ok(Date.parse(state.begun_at) > 0 && state.ended_at === null);
  assert.ok(ok(await rosa.call('GET', '/api/v1/emergencies')).data.some((frame) => frame.id === id && frame.state.state === 'begun'), 'and after a reload');
  await tomas.see('emergency', (s, f) => f.id === id); // so does the agent
  problem(await tomas.call('GET', '/api/v1/emergencies'), 403, 'forbidden');
  await told(tomas, call, 'answered');
  await notice(tomas, 'answered');
  await told(tomas, call, 'ended');
  assert.ok((await notice(tomas, 'ended')).state.ended_at);
  await leave(tomas);
});

test('the emergency of an agent whose group nobody leads is told to every supervisor, any other to those alone who lead the agent', async () => {
  const [lonely, others] = await Promise.all(['Lonely', 'Others'].map(async (name) => ok(await adam.call('POST', '/api/v1/agent-groups', { name }), 201)));
  const add = async (username, more) => {
    const user = { username, name: username, password: 'seven green chairs', has_seat: true, ...more };
    ok(await adam.call('POST', '/api/v1/users', user), 201);
    return Client.login(stack, user);
  };
  const lena = await add('lena', { role: 'agent', group_id: lonely.id }), otto = await add('otto', { role: 'supervisor', group_id: others.id, supervises: [others.id] });
  await otto.open();
  const tomas = await Client.ready(stack, stack.user('agent', 1)), led = newCall(), unled = newCall();
  for (const [who, call] of [[tomas, led], [lena, unled]]) for (const step of ['began', 'ended']) await told(who, call, step);
  const { id } = await notice(tomas, 'ended');
  // What comes later on the same stream is there; what came before is not.
  for (const leading of [rosa, otto]) assert.equal((await leading.see('emergency', (s) => s.agent.id === lena.id && s.state === 'ended')).state.number, '112');
  assert.equal(otto.things.get(`emergency ${id}`), undefined);
  const listed = async (who) => ok(await who.call('GET', '/api/v1/emergencies')).data.map((frame) => frame.state.agent.id);
  assert.deepEqual([(await listed(otto)).includes(lena.id), (await listed(otto)).includes(tomas.id), (await listed(rosa)).includes(lena.id)], [true, false, true]);
  assert.deepEqual([(await listed(adam)).includes(lena.id), (await listed(adam)).includes(tomas.id)], [true, true], 'an administrator sees all, with a seat or without');
  const number = async (who, agent) => ok(await who.call('GET', '/api/v1/agents?limit=200')).data.find((frame) => frame.id === agent.id).state.emergency;
  assert.deepEqual([await number(rosa, tomas), await number(otto, tomas), await number(otto, lena)].map((one) => [one.phase, one.number]), [['lock', '112'], ['lock', null], ['lock', '112']]);
  otto.close();
  await leave(tomas);
});

test('the site\'s security contacts are told by webhook and by mail, at least once, over a restart', async () => {
  ok(await adam.call('POST', '/api/v1/webhooks', { url: receiver.url, types: ['trunkline.emergency.*'] }), 201);
  const tomas = await Client.ready(stack, stack.user('agent', 1));
  const number = '0999', mails = () => mailbox.mails.map((mail) => ({ to: mail.to, ...Mailbox.read(mail) })).filter(({ text }) => text.includes(` ${number} at `) || text.includes(` ${number},`));
  const hooked = (type) => receiver.events((e) => e.type === `trunkline.emergency.${type}` && e.data.number === number);
  receiver.behave = (event, nth) => (nth === 1 ? 500 : 200);
  // Nobody who would tell is there when it happens: the call waits for none of them.
  for (const name of ['hookd', 'presenced', 'chatd']) await stack.kill(name);
  const call = newCall();
  await told(tomas, call, 'began', { number });
  for (const name of ['presenced', 'chatd', 'hookd']) { stack.spawn(name); await stack.untilReady(name); }
  await rosa.open();
  const { data } = await until('the webhook has it', () => hooked('dialled')[0]);
  assert.deepEqual([data.agent.name, data.site.id, data.place.city], [tomas.session.user.name, site.id, 'Stockholm']);
  const mail = await until('the relay has taken the mail', () => mails()[0]);
  assert.deepEqual(mail.to, ['guard@example.com']);
  assert.match(Buffer.from(mail.headers.subject.match(/=\?UTF-8\?B\?(.*?)\?=/)[1], 'base64').toString(), /^Emergency call: /);
  for (const part of [tomas.session.user.name, `the emergency number ${number}`, 'Site: Emergency house', 'Storgatan 5, Floor 3, 111 22 Stockholm, SE (not confirmed)', '+46850009000']) assert.ok(mail.text.includes(part), `${part} in ${mail.text}`);
  await told(tomas, call, 'ended');
  await until('its end is mailed', () => mails().length === 2);
  await until('and hooked', () => hooked('ended').length > 0);
  await until('nothing is left to send', async () => (await stack.query('SELECT FROM messaging.mail')).length === 0);
  await leave(tomas);
});

test('where an agent is: asked at login and when the network changes, kept per place', async () => {
  let maya = await Client.login(stack, stack.user('agent', 0));
  const shown = async () => ok(await maya.call('GET', '/api/v1/me/location'));
  const look = async (moved) => ok(await maya.call('POST', '/api/v1/me/location/look', { moved }));
  const at = (place) => maya.call('PUT', '/api/v1/me/location', { place });
  const first = await look(false);
  assert.deepEqual([first.confirmed, first.place, first.shown.words, first.call_back, first.own_number], [false, null, 'Storgatan 5, Floor 3, 111 22 Stockholm, SE', '+46850009000', false]);
  assert.equal(ok(await at(null)).confirmed, true, 'at the office');
  assert.equal((await look(false)).confirmed, true, 'a reload asks nothing');
  const other = ok(await adam.call('POST', '/api/v1/sites', { name: 'Other house', country: 'SE', street: 'Hamngatan', house_number: '2', city: 'Ystad' }), 201);
  const move = async (site_id) => ok(await adam.call('PATCH', `/api/v1/users/${maya.id}`, { site_id }, { headers: { 'if-match': `"${ok(await adam.call('GET', `/api/v1/users/${maya.id}`)).version}"` } }));
  await move(other.id);
  assert.deepEqual([(await shown()).confirmed, (await shown()).shown.confirmed, (await shown()).shown.words], [false, false, 'Hamngatan 2, Ystad, SE'], 'nobody has confirmed an address to which an administrator moved them');
  await move(site.id);
  assert.equal(ok(await at(null)).confirmed, true);
  // The address is edited: nobody has confirmed it as it is now, neither who had confirmed the former one nor who still sees it.
  const edit = async (fields) => { const { version } = ok(await adam.call('GET', `/api/v1/sites/${site.id}`)); site = ok(await adam.call('PATCH', `/api/v1/sites/${site.id}`, fields, { headers: { 'if-match': `"${version}"` } })); };
  const seen = (words) => maya.call('PUT', '/api/v1/me/location', { place: null, words }), edited = newCall();
  await edit({ additional: 'Floor 4' });
  assert.deepEqual([(await shown()).confirmed, (await shown()).shown.words], [false, 'Storgatan 5, Floor 4, 111 22 Stockholm, SE']);
  await told(maya, edited, 'began');
  const { place } = (await notice(maya, 'begun')).state;
  assert.deepEqual([place.words, place.confirmed], ['Storgatan 5, Floor 4, 111 22 Stockholm, SE', false]);
  await told(maya, edited, 'ended');
  await notice(maya, 'ended');
  problem(await seen(first.site.words), 409, 'address_changed');
  assert.equal((await shown()).confirmed, false);
  assert.equal(ok(await seen((await shown()).site.words)).confirmed, true);
  await edit({ additional: 'Floor 3' });
  // Confirmed and moved at once: whichever comes first, nobody has confirmed where they are now.
  for (const to of [other.id, site.id, other.id, site.id, other.id, site.id]) {
    const { words } = (await look(true)).site, [answer] = await Promise.all([seen(words), move(to)]);
    assert.ok([200, 409].includes(answer.status), JSON.stringify(answer.body));
    assert.deepEqual([(await shown()).site.id, (await shown()).confirmed], [to, false]);
  }
  for (const [field, value] of [['country', 'xx'], ['name', ''], ['city', 'x'.repeat(101)]]) wrong(await maya.call('POST', '/api/v1/me/places', { name: 'Home', country: 'NO', city: 'Oslo', street: 'Parkveien', [field]: value }), `/${field}`);
  const home = ok(await maya.call('POST', '/api/v1/me/places', { name: 'Home', country: 'NO', city: 'Oslo', street: 'Parkveien', house_number: '9 B', postal_code: '0350' }), 201);
  assert.deepEqual([home.words, home.known], ['Parkveien 9 B, 0350 Oslo, NO', false]);
  problem(await maya.call('POST', '/api/v1/me/places', { name: 'Home', country: 'NO', city: 'Oslo', street: 'X' }), 409, 'name_taken');
  problem(await at('999999'), 422, 'unknown_reference');
  const others = [];
  for (let n = 1; n < 10; n++) others.push(ok(await maya.call('POST', '/api/v1/me/places', { name: `Place ${n}`, country: 'NO', city: 'Oslo', street: 'X' }), 201));
  problem(await maya.call('POST', '/api/v1/me/places', { name: 'One more', country: 'NO', city: 'Oslo', street: 'X' }), 409, 'too_many');
  problem(await maya.call('PATCH', `/api/v1/me/places/${home.id}`, { name: 'Place 1' }), 409, 'name_taken');
  wrong(await maya.call('PATCH', `/api/v1/me/places/${home.id}`, { country: 'no' }), '/country');
  for (const one of others) ok(await maya.call('DELETE', `/api/v1/me/places/${one.id}`), 204);
  // Two at once: one of them stands, whole.
  for (const answer of await Promise.all([at(null), at(home.id)])) assert.equal(ok(answer).confirmed, true);
  const stands = await shown();
  assert.deepEqual([stands.confirmed, stands.shown.country], [true, stands.place === null ? 'SE' : 'NO']);
  const there = ok(await at(home.id));
  const headers = { 'idempotency-key': newCall() };
  ok(await maya.call('PUT', '/api/v1/me/location', { place: home.id }, { headers }));
  problem(await maya.call('PUT', '/api/v1/me/location', { place: null }, { headers }), 409, 'idempotency_key_reused');
  assert.deepEqual([there.confirmed, there.place, there.shown.country, there.places[0].known], [true, home.id, 'NO', true]);
  const moved = await look(true);
  assert.deepEqual([moved.confirmed, moved.shown.country, moved.last], [false, 'SE', home.id], 'after a change of network the site\'s address goes until it is confirmed');
  assert.equal(ok(await at(home.id)).confirmed, true);
  ok(await maya.call('PATCH', `/api/v1/me/places/${home.id}`, { house_number: '11' }));
  assert.equal((await shown()).shown.words, 'Parkveien 11, 0350 Oslo, NO');
  // The address that goes is the one that was confirmed, and stays with the call.
  await maya.open();
  const call = newCall();
  await told(maya, call, 'began');
  assert.deepEqual([(await notice(maya, 'begun')).state.place.words, (await notice(maya, 'begun')).state.place.confirmed], ['Parkveien 11, 0350 Oslo, NO', true]);
  await told(maya, call, 'ended');
  const tomas = await Client.login(stack, stack.user('agent', 1));
  problem(await tomas.call('PUT', '/api/v1/me/location', { place: home.id }), 422, 'unknown_reference');
  problem(await tomas.call('DELETE', `/api/v1/me/places/${home.id}`), 404, 'not_found');
  problem(await tomas.call('PATCH', `/api/v1/me/places/${home.id}`, { city: 'X' }), 404, 'not_found');
  await leave(tomas);
  await leave(maya);
  maya = await Client.login(stack, stack.user('agent', 0));
  assert.deepEqual([(await look(false)).confirmed, (await shown()).places.length], [false, 1], 'a login asks, and the place is kept');
  ok(await maya.call('DELETE', `/api/v1/me/places/${home.id}`), 204);
  assert.deepEqual((await shown()).places, []);
  await leave(maya);
});

test('what no site and no organisation can be told', async () => {
  const mend = (body) => adam.call('PATCH', `/api/v1/sites/${site.id}`, body, { headers: { 'if-match': `"${site.version}"` } });
  for (const [field, value] of [['call_back_number', '112'], ['security_emails', ['nobody']], ['security_emails', ['a@example.com\r\nBcc: b@example.com']], ['security_numbers', ['+46850009999,+46850009998']]]) wrong(await mend({ [field]: value }), `/${field}`);
  const { data: [tenant] } = ok(await adam.call('GET', '/api/v1/tenants'));
  for (const value of [['112'], ['+46850009999 '], Array(51).fill('+46850009999')]) wrong(await adam.call('PATCH', `/api/v1/tenants/${tenant.id}`, { emergency_services: value }, { headers: { 'if-match': `"${tenant.version}"` } }), '/emergency_services');
});

test('an administrator\'s revocation and one\'s own are confirmed in an emergency, and audited', async () => {
  const maya = await Client.ready(stack, stack.user('agent', 0));
  const other = await Client.login(stack, stack.user('agent', 0));
  const call = newCall();
  await told(maya, call, 'began');
  const mine = ok(await maya.call('GET', '/api/v1/me/sessions')).data;
  ok(await maya.call('DELETE', `/api/v1/me/sessions/${mine.find((one) => !one.own && one.id === other.session.session).id}`));
  assert.equal(await phase(maya), 'dialling', 'one login of two ends nothing');
  assert.equal(problem(await maya.call('DELETE', `/api/v1/me/sessions/${maya.session.session}`), 409, 'emergency_runs').phase, 'dialling');
  problem(await adam.call('DELETE', `/api/v1/users/${maya.id}/sessions`), 409, 'emergency_runs');
  problem(await adam.call('DELETE', `/api/v1/users/${maya.id}/sessions/${maya.session.session}`), 409, 'emergency_runs');
  const change = async (fields) => adam.call('PATCH', `/api/v1/users/${maya.id}`, fields, { headers: { 'if-match': `"${ok(await adam.call('GET', `/api/v1/users/${maya.id}`)).version}"` } });
  const { password } = stack.user('agent', 0);
  for (const [field, value] of [['disabled', true], ['has_seat', false], ['password', password]]) {
    const refused = problem(await change({ [field]: value }), 409, 'emergency_runs');
    assert.deepEqual([refused.phase, refused.errors.map((one) => one.pointer)], ['dialling', [`/${field}`]]);
  }
  assert.equal(ok(await adam.call('DELETE', `/api/v1/users/${maya.id}/sessions?confirm=true`)).ended, 1);
  ok(await change({ password }));
  const lines = ok(await adam.call('GET', '/api/v1/audit?action=session_revoke&sort=-id&limit=1')).data;
  assert.deepEqual([lines[0].actor?.id ?? lines[0].actor_id, lines[0].detail.in_emergency], [adam.id, true], JSON.stringify(lines[0]));
  await told(maya, call, 'ended');
  maya.close();
  await stack.pass(5 * 60_000);
});

test('one\'s own new password logs nobody out of an emergency: the page that has the call keeps its login, or it is refused', async () => {
  const user = stack.user('agent', 2), other = 'another nice one', ida = await Client.ready(stack, user), app = await Client.login(stack, user, 'work');
  const set = (client) => client.call('PUT', '/api/v1/me/password', { current: user.password, password: other });
  const call = newCall();
  await told(ida, call, 'began');
  assert.equal(problem(await set(app), 409, 'emergency_runs').phase, 'dialling');
  ok(await ida.call('GET', '/api/v1/sessions/me'));
  ok(await set(ida), 204);
  assert.equal(await phase(ida), 'dialling');
  await told(ida, call, 'ended');
  await leave(ida);
});

test('of two open pages in an emergency either may have the call: the end of one is confirmed, by whomever', async () => {
  const user = stack.user('agent', 3), page = await Client.ready(stack, user), second = await Client.login(stack, user);
  await second.open();
  const call = newCall(), mine = '/api/v1/sessions/me';
  await told(page, call, 'began');
  for (const one of [page, second]) {
    assert.equal(problem(await one.call('DELETE', mine), 409, 'emergency_runs').phase, 'dialling');
    problem(await second.call('DELETE', `/api/v1/me/sessions/${one.session.session}`), 409, 'emergency_runs');
    problem(await adam.call('DELETE', `/api/v1/users/${page.id}/sessions/${one.session.session}`), 409, 'emergency_runs');
    problem(await one.call('PUT', '/api/v1/me/password', { current: user.password, password: 'another nice one' }), 409, 'emergency_runs');
  }
  ok(await second.call('DELETE', `${mine}?confirm=true`), 204);
  second.close();
  ok(await page.call('GET', mine));
  await told(page, call, 'ended');
  await leave(page);
});

test('keep_line_free: a transfer to who has an emergency call is refused by the system', async () => {
  const { data: [tenant] } = ok(await adam.call('GET', '/api/v1/tenants'));
  const kept = ok(await adam.call('PATCH', `/api/v1/tenants/${tenant.id}`, { keep_line_free: true, emergency_services: ['+46771112112'] }, { headers: { 'if-match': `"${tenant.version}"` } }));
  const maya = await Client.ready(stack, stack.user('agent', 0));
  const held = await assigned(maya, channel, newNumber());
  const tomas = await Client.ready(stack, stack.user('agent', 1));
  const call = newCall();
  for (const step of ['began', 'answered', 'ended']) await told(tomas, call, step);
  const give = () => maya.call('POST', `/api/v1/interactions/${held.id}/transfer`, { agent: tomas.id });
  const refused = problem(await give(), 409, 'cannot_take');
  assert.deepEqual([refused.verdict, refused.detail], ['emergency', 'Has an emergency call: the line is kept free.']);
  ok(await adam.call('PATCH', `/api/v1/tenants/${tenant.id}`, { keep_line_free: false }, { headers: { 'if-match': `"${kept.version}"` } }));
  ok(await give(), 201);
  await leave(tomas);
  await leave(maya);
});

test('a web chat stays with its agent, and its visitor is asked to wait, once', async () => {
  const words = `An emergency, please wait ${process.pid}`;
  for (const one of ok(await adam.call('GET', '/api/v1/queues?limit=100')).data) ok(await adam.call('PATCH', `/api/v1/queues/${one.id}`, { emergency_text: words }, { headers: { 'if-match': `"${one.version}"` } }));
  const maya = await Client.ready(stack, stack.user('agent', 0));
  const who = new Visitor(stack, stack.run.widget.key, { origin: stack.base });
  ok(await who.start('is there anybody', { form: { name: 'Ann Example' } }), 201);
  await who.open();
  const held = await accept(maya, await maya.see('offer', (s) => s.state === 'made' && s.channel.kind === 'chat'));
  const calls = [newCall(), newCall()];
  await told(maya, calls[0], 'began');
  await who.hears(words);
  for (const step of ['answered', 'ended']) await told(maya, calls[0], step);
  for (const step of ['began', 'answered', 'ended']) await told(maya, calls[1], step);
  ok(await who.send('I wait'), 201);
  await maya.see('message', (s) => s.text === 'I wait');
  assert.equal(who.texts.filter((one) => one === words).length, 1, 'once in an emergency');
  const { state } = ok(await maya.call('GET', `/api/v1/interactions/${held.id}`));
  assert.deepEqual([state.state, state.agent], ['assigned', maya.id]);
  // Who leads them can take it over.
  ok(await rosa.call('POST', `/api/v1/interactions/${held.id}/take-over`));
  await finish(rosa, held, { reason: 'Its agent had an emergency' });
  who.close();
  await leave(maya);
});
