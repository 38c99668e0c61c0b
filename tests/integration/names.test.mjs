// Trunks that are known by a host's name: its addresses are looked up, called one after the other, and calls are taken from them.
import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { buildPreload, preloadEnv } from '../lib/preload.mjs';
import { until } from '../lib/stack.mjs';
import { CALLED, Calls } from '../lib/voice.mjs';

let calls, gate, trunk, ann, phone, found;
// A trunk whose first lookup has not ended is passed over, but by a call for help.
const lookedUp = (n) => until('the addresses are known', async () => (await calls.stack.metrics('voiced')).voice_names >= n);
const planned = (n) => until('the plan is known', async () => (await calls.stack.metrics('voiced')).voice_dial_rules >= n);
before(async () => {
  calls = await Calls.start({ name: 'names', settings: { voiced: { names_kept_s: 1 } } });
  gate = await calls.ua({ host: '127.0.0.1' });
  trunk = await calls.make('trunks', { name: 'Named', host: 'localhost', port: gate.local, transport: 'udp', sources: ['192.0.2.7'] });
  await calls.make('dial-rules', { prefix: '+1', action: 'allow', trunk_ids: [trunk.id] });
  ann = await calls.worker('ann', '301');
  phone = await calls.register(ann);
  await planned(1);
  await lookedUp(1);
});
after(async () => { if (found) writeFileSync(found, ''); await calls?.stop(); });
const metric = async (name) => (await calls.stack.metrics('voiced'))[name];

test('a trunk by a name is called at its address, by its name', async () => {
  const call = await phone.call('+12025550188', { from: ann.device.username, login: ann.device });
  const leg = await gate.called();
  assert.match(leg.invite.uri, /^sip:\+12025550188@localhost:/);
  await leg.answer();
  await call.has(200);
  await leg.hears(10);
  await call.hears(10);
  await call.bye();
  await leg.has('BYE');
  await calls.nothingLeft();
});

test('a name that nobody knows: the next trunk is called', async () => {
  const nowhere = await calls.make('trunks', { name: 'Nowhere', host: 'nowhere.invalid', port: 5060, transport: 'udp', sources: [] });
  await calls.make('dial-rules', { prefix: '+1202', action: 'allow', trunk_ids: [nowhere.id, trunk.id] });
  await planned(2);
  const call = await phone.call('+12025550188', { from: ann.device.username, login: ann.device });
  const leg = await gate.called();
  leg.refuse(486);
  await call.has(486);
  await until('the lookup has failed', async () => (await calls.stack.metrics('voiced')).voice_names_failed_total > 0);
});

test('sources may be names; what is neither name nor address is refused with why', async () => {
  const answer = await calls.adam.call('POST', '/api/v1/trunks', { name: 'Bad', host: 'localhost', port: 5060, transport: 'udp', sources: ['192.0.2.7', 'not a name'] });
  assert.equal(answer.status, 422);
  assert.equal(answer.body.errors[0].pointer, '/sources/1');
  await calls.make('trunks', { name: 'Good', host: 'localhost', port: 5060, transport: 'udp', sources: ['sip.carrier.invalid', '192.0.2.8'] });
});

test('names that are never found hold up none that is', async () => {
  const failed = async () => (await calls.stack.metrics('voiced')).voice_names_failed_total;
  const before = await failed();
  for (let n = 0; n < 10; n++) await calls.make('trunks', { name: `Lost ${n}`, host: `lost${n}.invalid`, port: 5060, transport: 'udp', sources: [] });
  await until('all have failed', async () => await failed() >= before + 10);
  const late = await calls.make('trunks', { name: 'Late', host: 'LOCALHOST', port: gate.local, transport: 'udp', sources: [] });
  await calls.make('dial-rules', { prefix: '+1203', action: 'allow', trunk_ids: [late.id] });
  await planned(3);
  await lookedUp(2); // localhost in both spellings
  const call = await phone.call('+12035550188', { from: ann.device.username, login: ann.device });
  const leg = await gate.called();
  leg.refuse(486);
  await call.has(486);
});

test('an organisation has so many names at most: each is looked up again and again', async () => {
  const names = (from, n) => Array.from({ length: n }, (_, i) => `sip${from + i}.carrier.invalid`);
  const make = (name, sources) => calls.adam.call('POST', '/api/v1/trunks', { name, host: '192.0.2.9', port: 5060, transport: 'udp', sources });
  for (let n = 0; n < 3; n++) assert.equal((await make(`Many ${n}`, names(n * 28, 28))).status, 201);
  const { status, body } = await make('Too many', names(84, 16));
  assert.deepEqual([status, body.type], [409, 'too_many'], JSON.stringify(body));
  assert.equal((await make('Known ones', [...names(0, 28), '192.0.2.77'])).status, 201);
});

// voiced anew, whose lookups of hosts of .slow.test end when `found` is there.
async function slowNames() {
  const library = join(calls.stack.dir, 'resolver.so');
  buildPreload('resolver', library);
  found = join(calls.stack.dir, 'found');
  await calls.stack.kill('voiced', 'SIGTERM');
  calls.stack.spawn('voiced', preloadEnv(library, { RESOLVER_FILE: found }));
  await calls.stack.untilAllReady(15000);
}
const help = () => phone.call('911', { from: ann.device.username, login: ann.device });

test('a call for help waits for a name that is being looked up', async () => {
  await calls.make('trunks', { name: 'Help', host: 'help.slow.test', port: gate.local, transport: 'udp', sources: ['calls.slow.test'], emergency: true });
  for (const { id, version, name } of (await calls.adam.call('GET', '/api/v1/trunks')).body.data.filter((one) => one.name !== 'Help'))
    assert.equal((await calls.adam.call('PATCH', `/api/v1/trunks/${id}`, { disabled: true }, { headers: { 'if-match': `"${version}"` } })).status, 200, name);
  await slowNames();
  await until('one trunk is left', async () => await metric('voice_trunks') === 1);
  const call = await help();
  await until('it is proved', () => call.proved);
  await until('it waits', async () => await metric('voice_help_calls') === 1);
  writeFileSync(found, '');
  const leg = await gate.called();
  assert.match(leg.invite.uri, /^sip:911@help\.slow\.test:/);
  await leg.answer();
  await call.has(200);
  await call.bye();
  await leg.has('BYE');
});

test('sources that are names are looked up before the first call from them comes', async () => {
  await until('all that can be found are known', async () => await metric('voice_names') === 4); // localhost twice, help, calls
  const call = await gate.call(CALLED);
  await call.has(200);
  assert.ok(!call.told.includes('401'), call.told.join(' '));
  await call.bye();
  await calls.nothingLeft();
});

test('while the database is away no name is forgotten: a call for help goes out by it', async () => {
  await calls.stack.killPostgres();
  rmSync(found); // nobody can be asked any more
  // How long it is away is what is tried: longer than names are kept. That none is forgotten shows itself by nothing.
  await new Promise((done) => setTimeout(done, 3000));
  const call = await help();
  const leg = await gate.called();
  await leg.answer();
  await call.has(200);
  await call.hears(10);
  await call.bye();
  await leg.has('BYE');
  await calls.stack.startPostgres();
  await calls.stack.untilAllReady(30000);
});

test('names that nobody answers for hold up none for whom a call waits', async () => {
  const many = (await calls.adam.call('GET', '/api/v1/trunks')).body.data.find(({ name }) => name === 'Many 2'); // makes room
  assert.equal((await calls.adam.call('DELETE', `/api/v1/trunks/${many.id}`, undefined, { headers: { 'if-match': `"${many.version}"` } })).status, 200);
  await calls.make('trunks', { name: 'Stuck', host: '192.0.2.10', port: 5060, transport: 'udp', sources: ['a', 'b', 'c', 'd'].map((name) => `${name}.slow.test`) });
  await calls.make('trunks', { name: 'Quick', host: 'help.quick.test', port: gate.local, transport: 'udp', sources: [], emergency: true });
  await slowNames();
  await until('the trunks are known', async () => await metric('voice_trunks') === 3);
  const call = await help(), leg = await gate.called(9000); // a call for help waits ten seconds for names
  assert.match(leg.invite.uri, /^sip:911@help\.quick\.test:/);
  await leg.answer();
  await call.has(200);
  await call.bye();
  await leg.has('BYE');
  writeFileSync(found, '');
});
