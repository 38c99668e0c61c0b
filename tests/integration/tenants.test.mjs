// Two organisations of one installation that take calls: what the administrator of the other says of our numbers, our carrier and our network
// takes no call and silences no phone (docs/decisions/0090-one-owner-of-a-number.md).
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Client } from '../lib/client.mjs';
import { FLAVOUR, ROOT, until } from '../lib/stack.mjs';
import { Calls } from '../lib/voice.mjs';

const ANN = '+12025550311', OTHERS = '+12025550411', PASSWORD = 'seven green chairs';
let calls, ann, desk, other, otherId, ola, olaDesk;
const ctl = (input, ...words) => new Promise((done) => {
  const child = execFile(join(ROOT, 'build', FLAVOUR, 'bin/trunklinectl'), [...words, '--database', calls.stack.conninfo('trunkline')],
    (error, out, err) => done({ code: error?.code ?? 0, out, err }));
  child.stdin.end(input);
});
const number = (...words) => ctl('', 'number', ...words);
const ok = (answer, status = 200) => { assert.equal(answer.status, status, JSON.stringify(answer.body)); return answer.body; };
const refused = (answer, status, type, pointer) => assert.deepEqual([answer.status, answer.body.type, answer.body.errors?.[0].pointer], [status, type, pointer], JSON.stringify(answer.body));
const change = async (who, path, fields) => {
  const now = ok(await who.call('GET', `/api/v1/${path}`));
  return who.call('PATCH', `/api/v1/${path}`, fields, { headers: { 'if-match': now.version } });
};
const listed = async (who, wanted) => ok(await who.call('GET', `/api/v1/numbers?number=${encodeURIComponent(wanted)}`)).data[0];

before(async () => {
  calls = await Calls.start({ name: 'tenants' });
  await calls.claim(ANN);
  ann = await calls.worker('ann', '311', { work_number: ANN, forward_then: 'end' });
  desk = await calls.register(ann);
  [, otherId] = /^tenant (\d+)\n$/.exec((await ctl(`${PASSWORD}\n`, 'tenant', 'add', 'Other', '--administrator', 'kim', '--name', 'Kim Other')).out);
  other = await Client.login(calls.stack, { username: 'kim', password: PASSWORD }, 'admin');
  const site = ok(await other.call('POST', '/api/v1/sites', { name: 'Elsewhere', country: 'US' }), 201);
  const user = ok(await other.call('POST', '/api/v1/users', { username: 'ola', first_name: 'Ola', last_name: 'Other', email: 'ola@example.com', password: PASSWORD, role: 'agent',
    has_seat: false, has_work: true, work_extension: '411', site_id: site.id, forward_then: 'end' }), 201);
  ola = { user, site, device: ok(await other.call('POST', '/api/v1/devices', { user_id: user.id, side: 'work', label: 'Desk phone' }), 201) };
  olaDesk = await calls.register(ola);
});
after(() => calls?.stop());

// A call from the carrier to this number rings this phone alone.
async function rings(called, phone, silent) {
  const caller = await calls.carrier.call(called);
  const leg = await phone.called();
  await leg.answer();
  await caller.has(200);
  await leg.hears(10);
  await caller.bye();
  await leg.has('BYE');
  await calls.nothingLeft();
  assert.deepEqual(silent.came, []);
}

// The other's trunk is this one alone, and voiced knows it.
async function trunk(source, { host, local } = { host: '127.0.0.9', local: 5060 }) {
  const trunks = async () => (await calls.stack.metrics('voiced')).voice_trunks, known = await trunks();
  for (const { id, version } of ok(await other.call('GET', '/api/v1/trunks')).data) {
    ok(await other.call('DELETE', `/api/v1/trunks/${id}`, undefined, { headers: { 'if-match': version } }));
    await until('it is gone', async () => await trunks() === known - 1);
  }
  const without = await trunks();
  ok(await other.call('POST', '/api/v1/trunks', { name: source, host, port: local, transport: 'udp', sources: [source], emergency: true }), 201);
  await until('its trunk is known', async () => await trunks() === without + 1);
}

test('the administrator of another organisation names our carrier and our network as its trunk: our numbers and phones are reached as before', async () => {
  await trunk('127.0.0.0/16');
  await rings(ANN, desk, olaDesk);
});

test('it claims no number of ours, gives it to nobody, and sends it with no call for help', async () => {
  refused(await other.call('POST', '/api/v1/numbers', { number: ANN, state: 'claimed' }), 409, 'value_taken', '/state');
  const { id } = ok(await other.call('POST', '/api/v1/numbers', { number: ANN }), 201);
  refused(await change(other, `numbers/${id}`, { state: 'claimed' }), 409, 'value_taken', '/state');
  refused(await change(other, `users/${ola.user.id}`, { work_number: ANN }), 422, 'invalid', '/work_number');
  refused(await other.call('POST', '/api/v1/channels', { medium: 'voice', name: 'Hotline', number: ANN }), 422, 'invalid', '/number');
  refused(await change(other, `sites/${ola.site.id}`, { call_back_number: ANN }), 409, 'value_taken', '/call_back_number');
  await rings(ANN, desk, olaDesk);
});

test('by the same carrier each organisation gets the calls of its own numbers', async () => {
  await trunk('127.0.0.2');
  ok(await other.call('POST', '/api/v1/numbers', { number: OTHERS, state: 'claimed' }), 201);
  ok(await change(other, `users/${ola.user.id}`, { work_number: OTHERS }));
  await rings(OTHERS, olaDesk, desk);
});

test('hundreds of trunks of other organisations at the carrier displace none of ours', async () => {
  const RIVALS = 3, MOST = 100, trunks = async () => (await calls.stack.metrics('voiced')).voice_trunks, before = await trunks();
  await Promise.all(Array.from({ length: RIVALS }, async (_, n) => {
    await ctl(`${PASSWORD}\n`, 'tenant', 'add', `Rival ${n}`, '--administrator', `rival${n}`, '--name', 'Rita Rival');
    const rival = await Client.login(calls.stack, { username: `rival${n}`, password: PASSWORD }, 'admin');
    for (let i = 0; i < MOST; i++) ok(await rival.call('POST', '/api/v1/trunks', { name: `Carrier ${i}`, host: '127.0.0.2', port: 5060, transport: 'udp', sources: ['127.0.0.2'] }), 201);
  }));
  await until('theirs are known', async () => await trunks() === before + RIVALS * MOST);
  await trunk('127.0.0.2'); // made after theirs, and so known after them
  await rings(OTHERS, olaDesk, desk);
  await rings(ANN, desk, olaDesk);
});

test('a number is told to no carrier of others: without a trunk of its organisation from there it is as one that nobody has', async () => {
  const answers = async (called) => { const call = await calls.carrier.call(called); await call.has(404); return [...new Set(call.told)].filter((word) => word !== '100'); }; // its answer may come again
  await trunk('127.0.0.9');
  assert.deepEqual(await answers(OTHERS), await answers('+12025550999'));
  await rings(ANN, desk, olaDesk);
  await trunk('127.0.0.2');
  await rings(OTHERS, olaDesk, desk);
});

test('a call back of an emergency service comes by a trunk of the caller\'s organisation alone, also while the database is away', async () => {
  const SITE = '+12025550412', service = await calls.ua({ host: '127.0.0.9' });
  const group = ok(await other.call('POST', '/api/v1/agent-groups', { name: 'Others' }), 201);
  const person = { username: 'omar', first_name: 'Omar', last_name: 'Other', email: 'omar@example.com', password: PASSWORD, role: 'agent' };
  const user = ok(await other.call('POST', '/api/v1/users', { ...person, has_seat: true, chat_limit: 1, group_id: group.id, site_id: ola.site.id, phone_mode: 'workspace' }), 201);
  const device = ok(await other.call('POST', '/api/v1/devices', { user_id: user.id, side: 'agent', label: 'Softphone' }), 201);
  ok(await change(other, `sites/${ola.site.id}`, { call_back_number: SITE }));
  await trunk(service.host, service);
  const phone = await calls.register({ device });
  let since;
  await until('a call for help sends the number of the site, which voiced has read', async () => {
    [{ since }] = await calls.stack.query("SELECT ops.clock() - interval '5 ms' AS since"); // voiced's copy of the database's clock may be behind
    const call = await phone.call('911', { from: device.username, login: device }), asked = await service.called();
    await asked.answer();
    await call.has(200);
    await asked.bye();
    await call.has('BYE');
    return asked.invite.get('from').includes(SITE);
  });
  await until('the database knows of the last one', async () => (await calls.stack.query('SELECT FROM presence.emergency_call WHERE agent = $1 AND begun_at >= $2 AND ended_at IS NOT NULL', [user.id, since])).length === 1);
  const rung = async () => {
    const back = await service.call(SITE, { from: '911' }), leg = await phone.called();
    await leg.answer();
    await back.has(200);
    await back.bye();
    await leg.has('BYE');
  };
  const notRung = async (status) => { await (await calls.carrier.call(SITE, { from: '911' })).has(status, 15000); assert.deepEqual(phone.came, []); };
  await rung();
  await notRung(404);
  await calls.stack.killPostgres();
  await rung();
  await notRung(503);
  await calls.stack.startPostgres();
  await calls.stack.untilAllReady(30000);
  await calls.nothingLeft();
  await trunk('127.0.0.2');
});

test('whoever operates the installation sees whose a number is and gives it away: its calls go there at once, and the linter tells who had it', async () => {
  const show = async () => (await number('show', ANN)).out;
  assert.match(await show(), /^tenant 1 \(.*\): assigned, user ann Caller\ntenant \d+ \(Other\): available\n$/);
  for (const [words, code, why] of [[['give', ANN, '99'], 1, /no tenant 99/], [['give', '0202', otherId], 2, /not an E\.164 number/], [['show', '+0202020'], 2, /not an E\.164 number/],
    [['give', ANN], 2, /usage/], [['give', ANN, 'two'], 2, /usage/], [['show'], 2, /usage/], [[], 2, /usage/]]) {
    const answer = await number(...words);
    assert.deepEqual([answer.code, why.test(answer.err)], [code, true], `${words}: ${answer.err}`);
  }
  assert.equal((await number('show', '+12025550999')).out, 'no tenant has +12025550999\n');

  const given = await number('give', ANN, otherId);
  assert.deepEqual([given.code, given.out], [0, `${ANN} now belongs to tenant ${otherId} (previously tenant 1, whose users, channels, sites and caller IDs no longer receive or show it)\n`], given.err);
  assert.match(await show(), /^tenant 1 \(.*\): available, user ann Caller\ntenant \d+ \(Other\): claimed\n$/);
  ok(await change(other, `users/${ola.user.id}`, { work_number: ANN }));
  await rings(ANN, olaDesk, desk);
  const { id } = await listed(calls.adam, ANN);
  refused(await change(calls.adam, `numbers/${id}`, { state: 'claimed' }), 409, 'value_taken', '/state');
  const { warnings } = ok(await change(calls.adam, `users/${ann.user.id}`, { department: 'Sales' }));
  assert.deepEqual(warnings.filter((w) => w.kind === 'number_claimed_elsewhere').map((w) => w.words ?? w.detail),
    [`Calls to ${ANN} do not reach ann Caller: another organisation on this installation has claimed the number.`]);

  assert.equal((await number('give', ANN, '1')).code, 0);
  await rings(ANN, desk, olaDesk);
  const acts = ok(await calls.adam.call('GET', `/api/v1/audit?resource=phone_number&key=${id}&limit=50`)).data.map((line) => `${line.actor_role} ${line.action} ${line.detail.after?.state}`);
  assert.deepEqual(acts.filter((act) => act.startsWith('operator')).toSorted(), ['operator phone_number_update available', 'operator phone_number_update claimed']);
});
