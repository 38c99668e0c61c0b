// Phones are set up by administrators (SP-2 to SP-7, SP-9): numbers and their states, extensions, how an agent's phone is reached; each
// setting that can't be is refused with its fields, from whichever side it comes.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Client } from '../lib/client.mjs';
import { Stack } from '../lib/stack.mjs';
import { claim, newNumber } from '../lib/texts.mjs';

let stack, adam, rosa, maya, other, site;
before(async () => {
  stack = await Stack.start({ name: 'provisioning' });
  adam = await Client.login(stack, stack.user('administrator'), 'admin');
  rosa = await Client.login(stack, stack.user('supervisor'));
  maya = await Client.login(stack, stack.user('agent', 0));
  const [tenant] = await stack.asOwner(`SELECT directory.tenant_create('Other') AS id`);
  const token = `tlk_${'d'.repeat(43)}`;
  await stack.asOwner(`INSERT INTO directory.api_key (tenant, name, key_hash, scopes, created_at)
    VALUES ($1, 'theirs', sha256('${token}'::bytea), '{admin}', ops.clock())`, [tenant.id]);
  other = new Client(stack, token);
  site = ok(await post('sites', { name: unique('Umeå'), country: 'SE', address: 'Storgatan 1', work_first: '5000', work_last: '5003', agent_first: '8000', agent_last: '8099' }), 201);
});
after(async () => { maya?.close(); rosa?.close(); await stack?.stop(); });

let count = 0;
const unique = (word) => `${word}${process.pid}x${++count}`;
const ok = (answer, status = 200) => { assert.equal(answer.status, status, JSON.stringify(answer.body)); return answer.body; };
const problem = (answer, status, type, ...pointers) => {
  assert.deepEqual([answer.status, answer.body?.type], [status, type], JSON.stringify(answer.body));
  for (const pointer of pointers) assert.ok(answer.body.errors?.some((e) => e.pointer === pointer), `${pointer} in ${JSON.stringify(answer.body)}`);
  return answer.body;
};
const get = (path, who = adam) => who.call('GET', `/api/v1/${path}`);
const post = (path, body, who = adam) => who.call('POST', `/api/v1/${path}`, body);
const patch = async (path, body, who = adam) => who.call('PATCH', `/api/v1/${path}`, body, { headers: { 'if-match': `"${(await get(path)).body.version}"` } });
const remove = async (path) => adam.call('DELETE', `/api/v1/${path}`, undefined, { headers: { 'if-match': `"${(await get(path)).body.version}"` } });
const person = (more = {}) => {
  const username = unique('u');
  return { username, first_name: 'Nora', last_name: username, email: `${username}@example.com`, site_id: site.id, password: 'seven green chairs', role: 'agent', has_seat: true, has_work: true, ...more };
};
const made = async (more) => ok(await post('users', person(more)), 201);
const set = (user, body) => patch(`users/${user.id}`, body);
const own = () => claim(adam, newNumber());
// Made from the shell, never over the API; with a demo user's password.
async function operatorOf() {
  const user = { username: unique('op'), password: stack.user('administrator').password };
  await stack.asOwner(`SELECT directory.operator_make(1, '{}', $1, 'An operator', u.password_hash) FROM directory.app_user AS u WHERE u.username = $2`,
    [user.username, stack.user('administrator').username]);
  return Client.login(stack, user, 'admin');
}
// An agent who answers with the Work app.
const softphone = async (more) => { const number = await own(); return made({ work_number: number, phone_mode: 'forward', workplace_phone: number, ...more }); };
const voiceQueue = async (more) => ok(await post('queues', { name: unique('Calls'), medium: 'voice', ...more }), 201);
const nobody = async (username) => assert.deepEqual(ok(await get(`users?username=${username}`)).data, [], 'nothing was stored');
const stateOf = async (number) => { const [one] = ok(await get(`numbers?number=${encodeURIComponent(number)}`)).data; return one && { ...one, by: one.assigned_to?.id }; };

test('SP-2 a user is made in one go with site, licences, number, extensions and how the phone rings', async () => {
  const number = await own();
  const wanted = person({ work_number: number, work_extension: '5900', agent_extension: '8900', phone_mode: 'sip_uri', sip_uri: 'sip:nora@pbx.example.com:5061;transport=tls',
    forward_delay_s: 45, forward_then: 'number', forward_number: '+1 202-555-0143' });
  const user = ok(await post('users', wanted), 201);
  assert.equal(user.name, `${wanted.first_name} ${wanted.last_name}`);
  const shown = ok(await get(`users/${user.id}`));
  for (const [field, value] of Object.entries({ ...wanted, forward_number: '+12025550143' })) if (field !== 'password') assert.deepEqual(shown[field], value, field);
  const plain = await made();
  assert.deepEqual([plain.phone_mode, plain.forward_delay_s, plain.forward_then, plain.agent_device, plain.workplace_phone], ['workspace', 30, 'voicemail', false, null], 'defaults');
  problem(await post('users', { ...person(), first_name: undefined, last_name: undefined }), 422, 'invalid', '/first_name', '/last_name');
});

test('SP-2 whatever field is refused, nothing of the user is stored and the field is named', async () => {
  const taken = await made({ work_number: await own(), work_extension: '5901', agent_extension: '8901' });
  for (const [wrong, status, type, ...pointers] of [
    [{ username: taken.username }, 409, 'name_taken', '/username'], [{ email: 'nobody' }, 422, 'invalid', '/email'], [{ site_id: '999999' }, 422, 'unknown_reference', '/site_id'],
    [{ work_number: taken.work_number }, 409, 'value_taken', '/work_number'], [{ work_number: newNumber() }, 422, 'invalid', '/work_number'],
    [{ work_number: stack.channel('twilio').number }, 409, 'value_taken', '/work_number'], [{ work_extension: '5901' }, 409, 'extension_taken', '/work_extension'],
    [{ agent_extension: '8901' }, 409, 'extension_taken', '/agent_extension'], [{ agent_extension: '5901' }, 409, 'extension_taken', '/agent_extension'],
    [{ work_extension: '5902', agent_extension: '5902' }, 409, 'extension_taken', '/work_extension'], [{ work_extension: '112' }, 422, 'invalid', '/work_extension'], [{ agent_extension: '911' }, 422, 'invalid', '/agent_extension'], [{ phone_mode: 'pigeon' }, 422, 'invalid', '/phone_mode'],
    [{ phone_mode: 'forward' }, 422, 'invalid', '/workplace_phone'], [{ phone_mode: 'sip_uri' }, 422, 'invalid', '/sip_uri'], [{ forward_then: 'number' }, 422, 'invalid', '/forward_number'],
    [{ agent_device: true }, 422, 'invalid', '/agent_extension'], [{ forward_delay_s: 4 }, 422, 'invalid', '/forward_delay_s'], [{ forward_delay_s: 121 }, 422, 'invalid', '/forward_delay_s'],
    [{ phone_mode: 'forward', workplace_phone: '+1202555014' }, 422, 'invalid', '/workplace_phone'],
    ...['ann@pbx.example.com', 'sip:pbx.example.com', 'sip:ann@', 'tel:+12025550143', 'sip:a b@pbx.example.com', 'sip:ann@pbx.example.com\r\nVia: x', 'sip:ann@pbx..example', 'sip:ann@pbx.example.com;lr']
      .map((sip_uri) => [{ phone_mode: 'sip_uri', sip_uri }, 422, 'invalid', '/sip_uri'])]) {
    const body = person(wrong);
    problem(await post('users', body), status, type, ...pointers);
    if (!wrong.username) await nobody(body.username);
    problem(await post('users?dry_run=true', body), status, type, ...pointers);
  }
});

test('SP-2 of two who take the last number or extension at once one is made, the other is told which field and stores nothing', async () => {
  for (const [field, value, status] of [['work_number', await own(), 409], ['work_extension', '5910', 409], ['agent_extension', '8910', 409], ['username', unique('same'), 409]]) {
    const wanted = Array.from({ length: 4 }, () => person({ [field]: value }));
    const answers = await Promise.all(wanted.map((one) => post('users', one)));
    assert.deepEqual(answers.map((one) => one.status).sort(), [201, status, status, status], field);
    for (const [i, answer] of answers.entries()) {
      if (answer.status === 201) continue;
      problem(answer, status, field === 'username' ? 'name_taken' : field.endsWith('extension') ? 'extension_taken' : 'value_taken', `/${field}`);
      if (field !== 'username') await nobody(wanted[i].username);
    }
  }
});

test('SP-2 a number is available, claimed, assigned by giving it to somebody, released; each act is in the audit log', async () => {
  const number = newNumber();
  const { id, ...line } = ok(await post('numbers', { number: `${number.slice(0, 2)} ${number.slice(2)}` }), 201);
  assert.deepEqual([line.number, line.state, line.assigned_to], [number, 'available', null]);
  const user = await made();
  problem(await set(user, { work_number: number }), 422, 'invalid', '/work_number');
  problem(await patch(`numbers/${id}`, { state: 'released' }), 422, 'invalid', '/state');
  problem(await patch(`numbers/${id}`, { state: 'assigned' }), 422, 'invalid', '/state');
  assert.equal(ok(await patch(`numbers/${id}`, { state: 'claimed' })).state, 'claimed');
  problem(await patch(`numbers/${id}`, { state: 'available' }), 422, 'invalid', '/state');
  ok(await set(user, { work_number: number }));
  assert.deepEqual(await stateOf(number).then(({ state, assigned_to }) => [state, assigned_to]), ['assigned', { kind: 'user', id: user.id, name: user.name }]);
  assert.ok(ok(await get('numbers?state=assigned&limit=200')).data.some((one) => one.id === id));
  assert.ok(!ok(await get('numbers?state=claimed&limit=200')).data.some((one) => one.id === id));
  for (const answer of [await patch(`numbers/${id}`, { state: 'released' }), await patch(`numbers/${id}`, { state: 'claimed' }), await remove(`numbers/${id}`)])
    assert.deepEqual(problem(answer, 409, 'referenced').referenced_by, [{ kind: 'user', count: 1 }]);
  ok(await set(user, { work_number: null }));
  assert.equal(ok(await patch(`numbers/${id}`, { state: 'released' })).state, 'released');
  problem(await set(user, { work_number: number }), 422, 'invalid', '/work_number');
  problem(await patch(`numbers/${id}`, { state: 'claimed' }), 422, 'invalid', '/state');
  ok(await patch(`numbers/${id}`, { state: 'available' }));
  problem(await post('numbers', { number }), 409, 'value_taken', '/number');
  ok(await remove(`numbers/${id}`));
  const acts = ok(await get(`audit?resource=phone_number&key=${id}&limit=50`)).data.map(({ action, detail }) => [action, detail.before?.state ?? null, detail.after?.state ?? null]);
  assert.deepEqual(acts, [['phone_number_create', null, 'available'], ['phone_number_update', 'available', 'claimed'], ['phone_number_update', 'claimed', 'released'],
    ['phone_number_update', 'released', 'available'], ['phone_number_delete', 'available', null]]);
  const given = ok(await get(`audit?resource=user&key=${user.id}&limit=50`)).data.map(({ detail }) => detail.after.work_number);
  assert.deepEqual(given, [null, number, null], 'who had it');
});

test('SP-2 a number of a channel or a fax number is nobody\'s Work number, and the other way round', async () => {
  const number = await own();
  const channel = ok(await post('channels', { medium: 'sms', name: unique('Line'), number }), 201);
  assert.deepEqual((await stateOf(number)).assigned_to, { kind: 'channel', id: channel.id, name: channel.name });
  const user = await made();
  problem(await set(user, { work_number: number }), 409, 'value_taken', '/work_number');
  ok(await post('channels', { medium: 'voice', name: unique('Line'), number }), 201);
  const account = ok(await post('carrier-accounts', { carrier: 'fax_sandbox', name: unique('Fax') }), 201);
  const fax = (fax) => post('fax-numbers', { number: fax, account_id: account.id, user_id: user.id });
  problem(await fax(number), 409, 'value_taken', '/number');
  const second = await own();
  const line = ok(await fax(second), 201);
  assert.deepEqual((await stateOf(second)).assigned_to, { kind: 'fax_number', id: line.id, name: second });
  problem(await set(user, { work_number: second }), 409, 'value_taken', '/work_number');
  problem(await post('channels', { medium: 'sms', name: unique('Line'), number: second }), 409, 'value_taken', '/number');
  const third = await own();
  ok(await set(user, { work_number: third }));
  problem(await post('channels', { medium: 'voice', name: unique('Line'), number: third }), 409, 'value_taken', '/number');
  problem(await fax(third), 409, 'value_taken', '/number');
});

test('SP-2 Suggest proposes the lowest extension of the site\'s range that nobody has, until there is none', async () => {
  const suggest = async (side, who = adam) => ok(await get(`sites/${site.id}/extension?side=${side}`, who));
  assert.deepEqual(await suggest('work'), { side: 'work', first: '5000', last: '5003', free: 4, extension: '5000' });
  await made({ work_extension: '5000' });
  await made({ agent_extension: '5001' });
  ok(await post('services', { kind: 'call_group', name: unique('Group'), extension: '5002' }), 201);
  assert.deepEqual(await suggest('work'), { side: 'work', first: '5000', last: '5003', free: 1, extension: '5003' });
  const user = await made({ work_extension: (await suggest('work')).extension, agent_extension: (await suggest('agent')).extension });
  assert.deepEqual([user.work_extension, user.agent_extension], ['5003', '8000']);
  assert.deepEqual(await suggest('work'), { side: 'work', first: '5000', last: '5003', free: 0, extension: null });
  assert.equal((await suggest('agent')).extension, '8001');
  const bare = ok(await post('sites', { name: unique('Bare'), country: 'SE' }), 201);
  assert.deepEqual(ok(await get(`sites/${bare.id}/extension?side=agent`)), { side: 'agent', first: null, last: null, free: 0, extension: null });
  problem(await get(`sites/${site.id}/extension?side=other`), 422, 'invalid', '/side');
  problem(await get(`sites/${site.id}/extension?side=work`, other), 404, 'not_found');
  for (const who of [rosa, maya]) problem(await get(`sites/${site.id}/extension?side=work`, who), 403, 'forbidden');
});

test('SP-2 seats and Work licences are those that the organisation has; the last one is one user\'s, whoever is disabled frees theirs', async () => {
  const operator = await operatorOf();
  const made = ok(await operator.call('POST', '/api/v1/tenants', { name: unique('Licensed'), administrator_username: unique('boss'), administrator_name: 'Boss', administrator_password: 'seven green chairs' }), 201);
  const licences = (body, who = operator) => who.call('PUT', `/api/v1/tenants/${made.id}/licences`, body);
  const boss = await Client.login(stack, { username: made.administrator.username, password: 'seven green chairs' }, 'admin');
  const user = (more) => ({ username: unique('l'), name: 'Somebody', password: 'seven green chairs', role: 'agent', ...more });
  assert.deepEqual(ok(await licences({ seats: 1, work_licences: 1 })), { id: made.id, seats: 1, seats_used: 0, work_licences: 1, work_licences_used: 0 });
  for (const field of ['has_seat', 'has_work']) {
    const answers = await Promise.all([1, 2, 3].map(() => post('users', user({ [field]: true }), boss)));
    assert.deepEqual(answers.map((one) => one.status).sort(), [201, 409, 409], field);
    for (const one of answers.filter(({ status }) => status === 409)) problem(one, 409, 'licence_gone', `/${field}`);
    const { body: holder } = answers.find(({ status }) => status === 201);
    const change = async (id, body) => boss.call('PATCH', `/api/v1/users/${id}`, body, { headers: { 'if-match': `"${ok(await get(`users/${id}`, boss)).version}"` } });
    ok(await change(holder.id, { department: 'Sales' }));
    ok(await change(holder.id, { disabled: true }));
    const next = ok(await post('users', user({ [field]: true }), boss), 201);
    problem(await change(holder.id, { disabled: false }), 409, 'licence_gone', `/${field}`);
    ok(await change(next.id, { [field]: false }));
    ok(await change(holder.id, { disabled: false }));
  }
  const shown = ok(await get(`tenants/${made.id}`, boss));
  assert.deepEqual([shown.seats, shown.seats_used, shown.work_licences, shown.work_licences_used], [1, 1, 1, 1]);
  problem(await licences({ seats: 5 }, boss), 403, 'forbidden');
  problem(await licences({ seats: -1 }), 422, 'invalid', '/seats');
  problem(await operator.call('PUT', '/api/v1/tenants/999999/licences', { seats: 1 }), 404, 'not_found');
  ok(await licences({ seats: null, work_licences: 0 }));
  ok(await post('users', user({ has_seat: true }), boss), 201);
  problem(await post('users', user({ has_work: true }), boss), 409, 'licence_gone', '/has_work');
  assert.ok(ok(await get('audit?action=licences_set&limit=50', boss)).data.length >= 2);
});

test('SP-3 the Work app as an agent\'s phone needs both licences; neither is taken while it does', async () => {
  const number = await own();
  for (const licence of ['has_work', 'has_seat']) {
    const body = person({ work_number: number, phone_mode: 'forward', workplace_phone: number, [licence]: false });
    problem(await post('users', body), 422, 'invalid', '/workplace_phone', `/${licence}`);
    await nobody(body.username);
  }
  const user = await made({ work_number: number, phone_mode: 'forward', workplace_phone: number });
  const phone = { kind: 'workplace_phone', count: 1, names: [number] }, mode = { kind: 'phone_mode', count: 1, names: ['forward'] };
  assert.deepEqual(problem(await set(user, { has_work: false }), 409, 'referenced', '/has_work').referenced_by, [phone]);
  assert.deepEqual(problem(await set(user, { has_seat: false }), 409, 'referenced', '/has_seat').referenced_by, [phone, mode], 'all settings that require it are named');
  assert.deepEqual(problem(await set(user, { has_work: false, has_seat: false }), 409, 'referenced', '/has_work', '/has_seat').referenced_by, [phone, mode]);
  ok(await set(user, { phone_mode: 'workspace', workplace_phone: null, has_work: false }), 200);
  const elsewhere = await made({ phone_mode: 'sip_uri', sip_uri: 'sip:400@pbx.example.com' });
  assert.deepEqual(problem(await set(elsewhere, { has_seat: false }), 409, 'referenced', '/has_seat').referenced_by, [{ kind: 'phone_mode', count: 1, names: ['sip_uri'] }]);
  ok(await set(elsewhere, { has_work: false }));
  ok(await set(elsewhere, { has_seat: false, phone_mode: 'workspace' }));
  problem(await set(elsewhere, { phone_mode: 'sip_uri' }), 422, 'invalid', '/phone_mode', '/has_seat');
});

test('SP-4 a Workplace Phone is a valid number, no emergency number, no channel and no fax number of the organisation, from either side', async () => {
  const user = await made();
  for (const wrong of ['112', '911', '+112', '12', 'abc', '+1202555', '+19005550143', stack.channel('twilio').number, stack.channel('sandbox').number])
    problem(await set(user, { phone_mode: 'forward', workplace_phone: wrong }), 422, 'invalid', '/workplace_phone');
  assert.equal(ok(await set(user, { phone_mode: 'forward', workplace_phone: '+1 (202) 555-0187' })).workplace_phone, '+12025550187');
  await claim(adam, '+12025550187'); // as what is called at a channel of calls must be
  problem(await post('channels', { medium: 'voice', name: unique('Line'), number: '+12025550187' }), 409, 'value_taken', '/number');
  problem(await set(user, { workplace_phone: null }), 422, 'invalid', '/workplace_phone');
  ok(await set(user, { phone_mode: 'workspace', workplace_phone: null }));
  await claim(adam, '+12025550187');
  ok(await post('channels', { medium: 'voice', name: unique('Line'), number: '+12025550187' }), 201);
});

test('SP-5 a dedicated device of the agent extension and one\'s own Work number as Workplace Phone exclude each other, from either side', async () => {
  const both = ['/agent_device', '/workplace_phone'];
  const app = await softphone({ agent_extension: '8930' });
  problem(await set(app, { agent_device: true }), 422, 'invalid', ...both);
  const number = await own();
  const device = await made({ agent_extension: '8931', agent_device: true, work_number: number });
  problem(await set(device, { phone_mode: 'forward', workplace_phone: number }), 422, 'invalid', ...both);
  problem(await set(device, { workplace_phone: number }), 422, 'invalid', ...both);
  ok(await set(device, { phone_mode: 'forward', workplace_phone: '+12025550188' }));
  await claim(adam, '+12025550188');
  problem(await set(device, { work_number: '+12025550188' }), 422, 'invalid', ...both);
  problem(await set(device, { agent_extension: null }), 422, 'invalid', '/agent_extension');
  const body = person({ agent_extension: '8932', agent_device: true, work_number: await own() });
  problem(await post('users', { ...body, phone_mode: 'forward', workplace_phone: body.work_number }), 422, 'invalid', ...both);
  await nobody(body.username);
  ok(await set(device, { agent_device: false, work_number: '+12025550188' }));
});

test('SP-6 an offer ends two seconds before Work forwards it, whichever side is saved; both values are told', async () => {
  const user = await softphone({ forward_delay_s: 30 });
  const queue = await voiceQueue({ offer_ms: 28000 }), longer = await voiceQueue({ offer_ms: 28001 });
  ok(await post('memberships', { queue_id: queue.id, agent_id: user.id }), 201);
  const told = (answer, ...pointers) => assert.match(problem(answer, 422, 'invalid', ...pointers).errors[0].detail, /(28\.001 s|29 s|28 s|29000 ms|28001 ms).*(30|29) s/);
  told(await post('memberships', { queue_id: longer.id, agent_id: user.id }), '/queue_id');
  told(await patch(`queues/${queue.id}`, { offer_ms: 29000 }), '/offer_ms');
  told(await set(user, { forward_delay_s: 29 }), '/forward_delay_s', '/offer_ms');
  told(await set(user, { offer_ms: 29000 }), '/forward_delay_s', '/offer_ms');
  ok(await set(user, { offer_ms: 15000, forward_delay_s: 17 }));
  problem(await set(user, { offer_ms: null }), 422, 'invalid', '/forward_delay_s', '/offer_ms');
  problem(await set(user, { forward_delay_s: 16 }), 422, 'invalid', '/forward_delay_s', '/offer_ms');
  ok(await set(user, { workplace_phone: '+12025550189', forward_delay_s: 5 }), 200);
  problem(await set(user, { workplace_phone: user.work_number }), 422, 'invalid', '/forward_delay_s', '/offer_ms');
  const plain = await voiceQueue();
  const quick = await softphone({ forward_delay_s: 21 });
  problem(await post('memberships', { queue_id: plain.id, agent_id: quick.id }), 422, 'invalid', '/queue_id');
  ok(await set(quick, { forward_delay_s: 22 }));
  ok(await post('memberships', { queue_id: plain.id, agent_id: quick.id }), 201);
  ok(await post('memberships', { queue_id: '1', agent_id: quick.id }), 201);
});

test('SP-6 what a file brings against it the linter tells of', async () => {
  const user = await softphone({ forward_delay_s: 60 });
  const queue = await voiceQueue({ offer_ms: 20000 });
  ok(await post('memberships', { queue_id: queue.id, agent_id: user.id }), 201);
  const file = JSON.stringify([{ username: user.username, name: user.name, role: 'agent', forward_delay_s: 10 }]);
  const done = ok(await adam.call('POST', '/api/v1/users/import?dry_run=true', undefined, { raw: file, headers: { 'content-type': 'application/json' } }));
  const [finding] = done.warnings.filter((one) => one.kind === 'forward_before_offer' && one.id === user.id);
  assert.match(finding.words, /20\.0 s.*10 s/);
});

test('SP-7 offer_in_dnd is voicemail unless the organisation says return; the linter says that return keeps callers', async () => {
  const [tenant] = ok(await get('tenants')).data;
  assert.equal(tenant.offer_in_dnd, 'voicemail');
  const user = await softphone();
  const queue = await voiceQueue();
  const member = ok(await post('memberships', { queue_id: queue.id, agent_id: user.id }), 201);
  const about = (answer) => answer.warnings.filter((one) => one.kind === 'dnd_voicemail' && one.id === queue.id);
  assert.match(about(member)[0].words, /return keeps callers/);
  const changed = ok(await patch(`tenants/${tenant.id}`, { offer_in_dnd: 'return' }));
  assert.deepEqual([changed.offer_in_dnd, about(changed)], ['return', []]);
  assert.equal(about(ok(await patch(`tenants/${tenant.id}`, { offer_in_dnd: 'voicemail' }))).length, 1);
  problem(await patch(`tenants/${tenant.id}`, { offer_in_dnd: 'ring' }), 422, 'invalid', '/offer_in_dnd');
});

test('SP-9 forwarding of Work: a delay of 5 to 120 s, then voicemail, another number or the end; never to itself', async () => {
  const number = await own();
  const user = await made({ work_number: number });
  for (const body of [{ forward_delay_s: 5, forward_then: 'end' }, { forward_delay_s: 120, forward_then: 'voicemail' }, { forward_then: 'number', forward_number: '+12025550190' }]) {
    const changed = ok(await set(user, body));
    for (const [field, value] of Object.entries(body)) assert.equal(changed[field], value, field);
  }
  problem(await set(user, { forward_number: number }), 422, 'invalid', '/forward_number', '/work_number');
  problem(await set(user, { forward_number: '112' }), 422, 'invalid', '/forward_number');
  problem(await set(user, { forward_number: null }), 422, 'invalid', '/forward_number');
});

test('SP-9 a Work user says for themselves what becomes of calls that they don\'t answer: judged as an administrator\'s change, audited, nobody else\'s', async () => {
  const wanted = person({ has_seat: false, work_extension: '5955' }), user = ok(await post('users', wanted), 201);
  const nora = await Client.login(stack, wanted, 'work');
  const put = (body, who = nora) => who.call('PUT', '/api/v1/me/forwarding', body);
  assert.deepEqual(ok(await get('me/forwarding', nora)), { forward_delay_s: 30, forward_then: 'voicemail', forward_number: null, work_number: null, work_extension: '5955' });
  problem(await put({ forward_delay_s: 20, forward_then: 'number' }), 422, 'invalid', '/forward_number');
  problem(await put({ forward_delay_s: 4, forward_then: 'end' }), 422, 'invalid', '/forward_delay_s');
  problem(await put({ forward_delay_s: 20, forward_then: 'number', forward_number: '12' }), 422, 'invalid', '/forward_number');
  problem(await put({ forward_delay_s: 20, forward_then: 'sideways' }), 422, 'invalid', '/forward_then');
  const kept = ok(await put({ forward_delay_s: 20, forward_then: 'number', forward_number: '+1 202-555-0147' }));
  assert.deepEqual([kept.forward_delay_s, kept.forward_then, kept.forward_number, Object.keys(kept).length], [20, 'number', '+12025550147', 5], 'nothing else of the user is told');
  assert.equal(ok(await get(`users/${user.id}`)).forward_number, '+12025550147');
  const [act] = ok(await get(`audit?resource=user&key=${user.id}&limit=1&sort=-id`)).data;
  assert.deepEqual([act.action, act.actor?.id ?? act.actor_id ?? user.id], ['user_update', user.id]);
  problem(await get('me/forwarding', maya), 403, 'forbidden');
  problem(await put({ forward_delay_s: 20, forward_then: 'end' }, maya), 403, 'forbidden');
  nora.close();
});

test('only administrators, and of no other organisation', async () => {
  const line = ok(await post('numbers', { number: newNumber(), state: 'claimed' }), 201);
  for (const who of [rosa, maya]) for (const answer of [await get('numbers', who), await get(`numbers/${line.id}`, who), await post('numbers', { number: newNumber() }, who), await patch(`numbers/${line.id}`, { state: 'released' }, who)])
    problem(answer, 403, 'forbidden');
  problem(await get(`numbers/${line.id}`, other), 404, 'not_found');
  problem(await patch(`numbers/${line.id}`, { state: 'released' }, other), 404, 'not_found');
  assert.deepEqual(ok(await get('numbers', other)).data, []);
  // Theirs are theirs: our claim is none of theirs.
  const mine = { username: unique('t'), name: 'Theirs', password: 'seven green chairs', role: 'agent', has_work: true };
  problem(await post('users', { ...mine, work_number: line.number }, other), 422, 'invalid', '/work_number');
  problem(await post('users', { ...mine, site_id: site.id }, other), 422, 'unknown_reference', '/site_id');
});

test('SP-2 users are found by name, login, e-mail, number and extension, and filtered by site, licences and phone mode; numbers by digits and by who has them', async () => {
  const number = await own(), place = ok(await post('sites', { name: unique('Found'), country: 'SE' }), 201);
  // Neither the login nor, whatever the seed, the number holds the middle of the extension.
  const user = await made({ username: 'uoberg', email: 'uoberg@example.com', first_name: 'Åsa', last_name: 'Öberg', name: 'Åsa Öberg', site_id: place.id, work_number: number, work_extension: '59508', agent_extension: '8950', phone_mode: 'sip_uri', sip_uri: 'sip:asa@pbx.example.com' });
  const found = async (query) => ok(await get(`users?limit=200&${new URLSearchParams(query)}`)).data.map((one) => one.id);
  for (const search of ['åsa ö', 'ÖBERG', user.username.toUpperCase(), user.email, number, number.replace('+1', '1 '), '5950', '59508', '895'])
    assert.ok((await found({ search })).includes(user.id), search);
  for (const search of ['åsb', '9508', '%', '_', '.*', '5950x']) assert.ok(!(await found({ search })).includes(user.id), search);
  assert.deepEqual(await found({ site_id: place.id }), [user.id]);
  assert.deepEqual(await found({ site_id: place.id, has_seat: true, has_work: true, phone_mode: 'sip_uri', role: 'agent', disabled: false, search: 'Öberg' }), [user.id]);
  for (const other of [{ has_seat: false }, { has_work: false }, { phone_mode: 'forward' }, { search: 'nobody' }]) assert.deepEqual(await found({ site_id: place.id, ...other }), [], JSON.stringify(other));
  for (let i = 0; i < 3; i++) await made({ site_id: place.id });
  const pages = [];
  for (let query = `users?limit=2&site_id=${place.id}&sort=name&search=${user.username[0]}`; query;) {
    const { data, next_cursor } = ok(await get(query));
    pages.push(...data.map((one) => one.id));
    query = next_cursor && `users?limit=2&cursor=${encodeURIComponent(next_cursor)}`;
  }
  assert.equal(new Set(pages).size, 4);
  const lines = async (query) => ok(await get(`numbers?limit=200&${new URLSearchParams(query)}`)).data.map((one) => one.number);
  for (const search of [number, number.slice(-7), `${number.slice(0, 5)} ${number.slice(5)}`, 'Åsa']) assert.ok((await lines({ search })).includes(number), search);
  assert.deepEqual(await lines({ search: 'Öberg', state: 'claimed' }), []);
  assert.deepEqual(await found({ search: 'Öberg' }), [user.id]);
  assert.ok(!ok(await get(`users?search=${encodeURIComponent('Öberg')}`, other)).data.length, 'of another organisation');
});

test('SP-2 first name, last name, e-mail and site are required of whoever is made by hand, each is named, and none is taken away again', async () => {
  for (const field of ['first_name', 'last_name', 'email', 'site_id']) {
    for (const value of [undefined, field === 'first_name' || field === 'last_name' ? ' ' : null]) {
      const body = person({ [field]: value });
      problem(await post('users', body), 422, 'invalid', `/${field}`);
      await nobody(body.username);
    }
  }
  const bare = { username: unique('u'), password: 'seven green chairs', role: 'agent', first_name: undefined, last_name: undefined, email: undefined, site_id: undefined };
  problem(await post('users', bare), 422, 'invalid', '/first_name', '/last_name', '/email', '/site_id');
  const user = await made();
  problem(await set(user, { email: null, site_id: null, last_name: '' }), 422, 'invalid', '/email', '/site_id', '/last_name');
  const twin = person({ email: user.email.toUpperCase() });
  problem(await post('users', twin), 409, 'value_taken', '/email');
  await nobody(twin.username);
  const second = await made();
  problem(await set(second, { email: user.email }), 409, 'value_taken', '/email');
  const wanted = Array.from({ length: 4 }, () => person({ email: `${unique('one')}@example.com` })).map((one, _, all) => ({ ...one, email: all[0].email }));
  assert.deepEqual((await Promise.all(wanted.map((one) => post('users', one)))).map((one) => one.status).sort(), [201, 409, 409, 409]);
  // A file may lack them: the linter tells.
  const username = unique('f');
  const file = JSON.stringify([{ username, name: 'From a file', role: 'agent', email: user.email }]);
  const done = ok(await adam.call('POST', '/api/v1/users/import', undefined, { raw: file, headers: { 'content-type': 'application/json' } }));
  const [{ id }] = ok(await get(`users?username=${username}`)).data;
  assert.deepEqual(done.warnings.filter((one) => one.id === id && one.resource === 'user').map((one) => one.kind).sort(), ['email_shared', 'user_incomplete']);
});
