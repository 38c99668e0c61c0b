// The dial plan over the API (SP-4, SP-13, Security): what becomes of a number before it is dialled, what a phone may be forwarded to, who may
// show which number, limits that hold at the same moment, a carrier's password that nobody sees.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { keysOf, openBox } from '../lib/box.mjs';
import { Client } from '../lib/client.mjs';
import { Stack, until } from '../lib/stack.mjs';
import { claim, newNumber } from '../lib/texts.mjs';

let stack, operator, boss, ann, wim, site, other, trunk, second, group, numbers, tenant;
before(async () => {
  stack = await Stack.start({ name: 'dial' });
  const admin = stack.user('administrator'), name = unique('op');
  await stack.asOwner(`SELECT directory.operator_make(1, '{}', $1, 'An operator', u.password_hash) FROM directory.app_user AS u WHERE u.username = $2`, [name, admin.username]);
  operator = await Client.login(stack, { username: name, password: admin.password }, 'admin');
  [boss, tenant] = await organisation();
  [other] = await organisation();
  site = ok(await post('sites', { name: 'Berlin', country: 'DE' }), 201);
  group = ok(await post('agent-groups', { name: 'Sales' }), 201);
  ann = await loggedIn({ has_seat: true, agent_extension: '8000', site_id: site.id, group_id: group.id });
  wim = await loggedIn({ has_work: true, work_extension: '5000', site_id: site.id }, 'work');
});
after(async () => { await stack?.stop(); });

let count = 0;
const unique = (word = 'd') => `${word}${process.pid}x${++count}`;
const ok = (answer, status = 200) => { assert.equal(answer.status, status, JSON.stringify(answer.body)); return answer.body; };
const problem = (answer, status, type, pointer) => {
  assert.deepEqual([answer.status, answer.body?.type], [status, type], JSON.stringify(answer.body));
  if (pointer) assert.ok(answer.body.errors?.some((e) => e.pointer === pointer), `${pointer} in ${JSON.stringify(answer.body)}`);
};
const password = 'seven green chairs';
const get = (path, who = boss) => who.call('GET', `/api/v1/${path}`);
const post = (path, body, who = boss) => who.call('POST', `/api/v1/${path}`, body);
const change = async (path, body, who = boss) => who.call('PATCH', `/api/v1/${path}`, body, { headers: { 'if-match': `"${ok(await get(path, who)).version}"` } });
async function organisation() {
  const made = ok(await post('tenants', { name: unique('Org'), administrator_username: unique('boss'), administrator_name: 'Boss', administrator_password: password }, operator), 201);
  return [await Client.login(stack, { username: made.administrator.username, password }, 'admin'), made.id];
}
async function loggedIn(more, app) {
  const user = ok(await post('users', { username: unique(), name: unique('User'), password, role: 'agent', ...more }), 201);
  return Client.login(stack, { username: user.username, password }, app);
}
const dial = async (number, who = ann, more = '') => ok(await get(`dial?number=${encodeURIComponent(number)}${more}`, who));
// voiced learns of a change by news: until then it says what was so.
const dialled = (number, wanted, who = ann, more = '') => until(`${number}: ${JSON.stringify(wanted)}`, async () => {
  const answer = await dial(number, who, more);
  return Object.entries(wanted).every(([name, value]) => answer[name] === value) && answer;
}).catch(async (error) => { throw new Error(`${error.message}, but ${JSON.stringify(await dial(number, who, more))}`); });

test('an organisation without a plan calls for help and colleagues, and nobody else', async () => {
  const help = await dialled('112', { kind: 'emergency' });
  assert.deepEqual([help.allowed, help.reason, help.price_class, help.number], [true, null, null, '112']);
  assert.equal((await dialled('5000', { kind: 'extension' })).allowed, true);
  for (const number of ['030 1234567', '+1 900 555 0123', '0800 1234567']) {
    const answer = await dialled(number, { kind: 'refused' });
    assert.deepEqual([answer.allowed, answer.reason], [false, 'no_rule'], number);
    assert.match(answer.detail, /dial plan/);
  }
  for (const [field, number] of [['workplace_phone', '+49301234567'], ['forward_number', '+49301234567']])
    problem(await change(`users/${wim.id}`, { [field]: number }), 422, 'invalid', `/${field}`);
});

test('with trunks and rules each number is judged: what it is, what it costs, what is shown', async () => {
  trunk = ok(await post('trunks', { name: 'Carrier', host: 'sip.carrier.example', sources: ['192.0.2.0/28'], username: 'us', password: 'carrier secret' }), 201);
  second = ok(await post('trunks', { name: 'Second', host: '192.0.2.99', transport: 'tcp' }), 201);
  for (const rule of [{ prefix: '+49', action: 'allow', trunk_ids: [trunk.id, second.id] }, { prefix: '+49137', action: 'refuse' }, { prefix: '+1', action: 'allow', price_class: 'national', trunk_ids: [trunk.id] },
    { prefix: '+881', action: 'allow', price_class: 'free', trunk_ids: [trunk.id] }]) ok(await post('dial-rules', rule), 201);
  for (const [number, wanted] of [
    ['030 123 45 67', { kind: 'number', number: '+49301234567', price_class: 'national', allowed: true, reason: null }],
    ['0151 23456789', { kind: 'number', price_class: 'mobile', allowed: true }],
    ['+1 415 555 2671', { kind: 'number', price_class: 'international', allowed: true }],
    // Toll fraud's own: a wide, cheap rule makes none of them cheap.
    ['+1 900 555 0123', { kind: 'number', price_class: 'premium', allowed: false, reason: 'price_off' }],
    ['+1 876 555 0123', { kind: 'number', price_class: 'international' }],
    ['+881 6 1234 5678', { kind: 'number', price_class: 'premium', allowed: false }],
    ['0137 7123456', { kind: 'refused', reason: 'refused', allowed: false }],
    ['+33 1 23 45 67 89', { kind: 'refused', reason: 'no_rule' }],
    ['*97', { kind: 'code', number: '*97', allowed: true }], ['8000', { kind: 'extension', allowed: true }], ['5999', { kind: 'refused', reason: 'unknown_extension', detail: 'There is no extension 5999.' }],
    ['bob@evil.example', { kind: 'refused', reason: 'not_a_number' }], ['112', { kind: 'emergency', allowed: true }]]) await dialled(number, wanted);
  problem(await get('dial', ann), 422, 'invalid', '/number');
  problem(await get(`dial?number=${'1'.repeat(41)}`, ann), 422, 'invalid', '/number');
  problem(await boss.call('GET', '/api/v1/dial?number=112', undefined, { headers: { authorization: 'Bearer x' } }).then((a) => (a.status === 200 ? { status: 401, body: { type: 'unauthenticated' } } : a)), 401, 'unauthenticated');
  assert.equal((await dial('030 123 45 67', wim)).kind, 'number', 'a Work user dials, too');
  assert.equal((await dial('030 123 45 67', other)).kind, 'refused', 'another organisation has a plan of its own');
});

test('a change of the plan is in force at once; trunks that are disabled carry nothing', async () => {
  for (const one of [trunk, second]) ok(await change(`trunks/${one.id}`, { disabled: true }));
  await dialled('030 1234567', { kind: 'refused', reason: 'no_trunk' });
  ok(await change(`trunks/${second.id}`, { disabled: false }));
  await dialled('030 1234567', { kind: 'number', allowed: true });
  ok(await change(`trunks/${trunk.id}`, { disabled: false }));
  const [rule] = ok(await get(`dial-rules?prefix=${encodeURIComponent('+49')}`)).data;
  assert.deepEqual(rule.trunk_ids, [trunk.id, second.id], 'in their order');
  problem(await boss.call('DELETE', `/api/v1/trunks/${trunk.id}`, undefined, { headers: { 'if-match': `"${ok(await get(`trunks/${trunk.id}`)).version}"` } }), 409, 'referenced');
});

test('who calls shows their own number, else their site\'s, or one that their group was granted, and no other', async () => {
  numbers = [];
  for (let i = 0; i < 4; i++) numbers.push(await claim(boss, newNumber()));
  const idOf = async (number) => ok(await get(`numbers?number=${encodeURIComponent(number)}`)).data[0].id;
  assert.equal((await dial('030 1234567')).caller_id, null);
  ok(await post('caller-ids', { phone_number_id: await idOf(numbers[0]), site_id: site.id }), 201);
  ok(await post('caller-ids', { phone_number_id: await idOf(numbers[1]), group_id: group.id }), 201);
  problem(await post('caller-ids', { phone_number_id: await idOf(numbers[2]), site_id: site.id }), 409, 'value_taken', '/site_id');
  assert.equal((await dial('030 1234567')).caller_id, numbers[0]);
  assert.deepEqual((await dial('030 1234567')).caller_ids, [{ number: numbers[0], source: 'site', allowed: true }, { number: numbers[1], source: 'group', allowed: true }]);
  assert.equal((await dial('030 1234567', ann, `&caller_id=${encodeURIComponent(numbers[1])}`)).caller_id, numbers[1]);
  for (const [who, number] of [[ann, numbers[2]], [wim, numbers[1]]]) {
    const refused = await dial('030 1234567', who, `&caller_id=${encodeURIComponent(number)}`);
    assert.deepEqual([refused.allowed, refused.reason, refused.caller_id], [false, 'caller_id_not_granted', null]);
  }
  ok(await change(`users/${wim.id}`, { work_number: numbers[3] }));
  assert.equal((await dial('030 1234567', wim)).caller_id, numbers[3], 'one\'s own comes first');
  assert.equal((await dialled(numbers[3], { kind: 'extension' })).allowed, true, 'a colleague\'s number stays inside');
  problem(await change(`numbers/${await idOf(numbers[1])}`, { state: 'released' }), 409, 'referenced', '/state');
});

test('SP-4 a Workplace Phone and a number that Work forwards to must be allowed by the plan', async () => {
  for (const field of ['workplace_phone', 'forward_number']) {
    for (const number of ['+49137123456', '+33123456789']) problem(await change(`users/${ann.id}`, { [field]: number }), 422, 'invalid', `/${field}`);
    assert.equal(ok(await change(`users/${ann.id}`, { [field]: '0049 30 1234567' }))[field], '+49301234567');
  }
  assert.equal(ok(await change(`users/${ann.id}`, { forward_number: '+14155552671' })).forward_number, '+14155552671', 'abroad, as limits allow it');
  const [abroad] = ok(await get('call-limits?price_class=international')).data;
  ok(await change(`call-limits/${abroad.id}`, { user_calls: 0 }));
  problem(await change(`users/${ann.id}`, { forward_number: '+14155552672' }), 422, 'invalid', '/forward_number');
  ok(await change(`call-limits/${abroad.id}`, { user_calls: 1 }));
  const body = { username: unique(), name: 'New', password, role: 'agent', has_seat: true, site_id: site.id, phone_mode: 'forward', workplace_phone: '+33123456789' };
  problem(await post('users', body), 422, 'invalid', '/workplace_phone');
  assert.deepEqual(ok(await get(`users?username=${body.username}`)).data, [], 'nothing was stored');
});

test('limits are one for each price class, dear ones tight from the beginning; only an administrator changes them', async () => {
  const limits = Object.fromEntries(ok(await get('call-limits', other)).data.map((one) => [one.price_class, one]));
  assert.deepEqual(Object.keys(limits).sort(), ['free', 'international', 'mobile', 'national', 'premium']);
  const { premium, international, national } = limits;
  assert.deepEqual([premium.user_calls, premium.tenant_calls, premium.tenant_minutes_per_day], [0, 0, 0]);
  assert.ok(international.tenant_calls < national.tenant_calls && international.user_minutes_per_day <= 60);
  for (const [field, value] of [['user_calls', -1], ['user_calls', 101], ['tenant_per_minute', 1.5], ['tenant_minutes_per_day', 'many'], ['price_class', 'free'], ['colour', 1]])
    problem(await change(`call-limits/${national.id}`, { [field]: value }), 422, 'invalid', `/${field}`);
  ok(await change(`call-limits/${national.id}`, { tenant_calls: 7 }));
  assert.equal(ok(await get(`call-limits/${national.id}`)).tenant_calls, 7);
  assert.equal(ok(await get(`call-limits/${national.id}`, other)).tenant_calls, national.tenant_calls, 'another organisation\'s stand');
  for (const who of [ann, wim]) {
    problem(await get('call-limits', who), 403, 'forbidden');
    problem(await who.call('PATCH', `/api/v1/call-limits/${national.id}`, { tenant_calls: 100 }, { headers: { 'if-match': '"1"' } }), 403, 'forbidden');
    for (const path of ['trunks', 'dial-rules', 'caller-ids']) problem(await get(path, who), 403, 'forbidden');
  }
  assert.ok(ok(await get('audit?action=call_limit_update&limit=10')).data.length > 0, 'and it is in the audit log');
});

test('of fifty calls at once that two daemons begin against a limit of five, five are made', async (t) => {
  const [national] = ok(await get('call-limits?price_class=national')).data;
  ok(await change(`call-limits/${national.id}`, { user_calls: 5, tenant_calls: 100, user_per_minute: 1000, tenant_per_minute: 1000 }));
  const epochs = await Promise.all(['voiced-a', 'voiced-b'].map(async (name, i) => {
    await stack.asOwner(`SELECT ops.instance_register($1::bigint, $2, 'x', 'x', 'x')`, [880000 + i, name]);
    return (await stack.asOwner(`SELECT voice.live_begin($1::bigint, '{}') AS epoch`, [880000 + i]))[0].epoch;
  }));
  // Calls of a daemon that shows no new beat for 5 s count no more.
  const beat = () => stack.asOwner('SELECT ops.instance_beat(boot) FROM unnest($1::bigint[]) AS boot', [[880000, 880001]]).catch(() => {});
  const beats = setInterval(beat, 1000);
  t.after(() => clearInterval(beats));
  // As db does: the key first, then the function, in one transaction of its own connection.
  const locked = (query, values) => stack.asOwner(`WITH k AS MATERIALIZED (SELECT pg_advisory_xact_lock(ops.key('out', ${Number(tenant)}, '')) AS held)
    SELECT (voice.${query}).* FROM k WHERE k.held IS NOT NULL OR true`, values);
  const begin = (i, user = ann.id) => locked('out_begin($1::bigint, $2::bigint, $3, $4::bigint, \'+49301234567\', \'national\', NULL)', [tenant, user, `call-${i}`, epochs[i % 2]]);
  const outcomes = async (calls) => (await Promise.all(calls)).map(([one]) => one.outcome).reduce((sums, one) => ({ ...sums, [one]: (sums[one] ?? 0) + 1 }), {});
  assert.deepEqual(await outcomes(Array.from({ length: 50 }, (_, i) => begin(i))), { created: 5, limit: 45 });
  const [{ made }] = await stack.asOwner('SELECT count(*)::int AS made FROM voice.out_call WHERE tenant = $1 AND ended_at IS NULL', [tenant]);
  assert.equal(made, 5);
  const held = await dial('030 1234567');
  assert.deepEqual([held.allowed, held.reason], [false, 'user_calls'], 'the keypad says so before');
  assert.match(held.detail, /as many calls/);
  assert.equal((await dial('112')).allowed, true, 'for help there is no limit');
  assert.equal((await dial('030 1234567', wim)).allowed, true, 'others call');
  // Those who have it end; exactly as many come after them.
  const calls = (await stack.asOwner('SELECT call FROM voice.out_call WHERE tenant = $1 AND ended_at IS NULL', [tenant])).map((one) => one.call);
  assert.deepEqual(await outcomes(calls.slice(0, 3).flatMap((call) => [1, 2].map(() => locked('out_end($1::bigint, $2, 60)', [tenant, call])))), { ok: 3, ended: 3 });
  assert.deepEqual(await outcomes(Array.from({ length: 20 }, (_, i) => begin(100 + i))), { created: 3, limit: 17 });
  // A daemon dies: its calls count no more.
  await stack.asOwner('SELECT ops.instance_leave($1::bigint)', [880000]);
  const [{ left }] = await stack.asOwner('SELECT count(*)::int AS left FROM voice.out_call WHERE tenant = $1 AND ended_at IS NULL AND epoch = $2', [tenant, epochs[1]]);
  const again = await outcomes(Array.from({ length: 20 }, (_, i) => begin(201 + 2 * i)));
  assert.deepEqual([again.created ?? 0, again.limit], [5 - left, 15 + left]);
});

test('a carrier\'s password is sealed, stands nowhere else, and leaves for no other place', async () => {
  const shown = [ok(await get(`trunks/${trunk.id}`)), ok(await get('trunks')), ok(await get(`audit?key=${trunk.id}`)), ok(await get('export'))];
  const rows = JSON.stringify(await stack.asOwner(`SELECT to_jsonb(t) AS row FROM voice.trunk AS t UNION ALL SELECT to_jsonb(a) FROM ops.audit AS a UNION ALL SELECT to_jsonb(c) FROM ops.command AS c UNION ALL SELECT to_jsonb(e) FROM ops.event AS e`));
  for (const text of [...shown.map((one) => JSON.stringify(one)), rows, ...Object.values(stack.run.logs).map((file) => readFileSync(file, 'utf8'))])
    for (const secret of ['carrier secret', Buffer.from('carrier secret').toString('hex')]) assert.ok(!text.includes(secret));
  assert.ok(!('password' in shown[0]) && !('secret' in shown[0]) && !('box' in shown[0]));
  const [{ secret, box }] = await stack.asOwner('SELECT secret, box FROM voice.trunk WHERE tenant = $1 AND id = $2', [tenant, trunk.id]);
  assert.equal(openBox(keysOf(stack), secret, `voice.trunk:${tenant}:${box}`).toString(), 'carrier secret');
  for (const [field, value] of [['host', 'evil.example'], ['port', 5070], ['transport', 'tcp'], ['username', 'other']])
    problem(await change(`trunks/${trunk.id}`, { [field]: value }), 422, 'invalid', `/${field}`);
  ok(await change(`trunks/${trunk.id}`, { host: 'new.carrier.example', password: 'another secret' }));
});
