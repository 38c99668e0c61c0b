// Countries (SMS-1, SMS-12, SMS-14): the installation's table, what an organisation takes away, numbers as people type them,
// what a text costs before it is sent, and segments by country in reports. Driven as operators, administrators and agents do.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { Client } from '../lib/client.mjs';
import { assigned, delivery, finish, send, status } from '../lib/desk.mjs';
import { randomOf, randomText } from '../lib/segments.mjs';
import { FLAVOUR, ROOT, Stack, until } from '../lib/stack.mjs';
import { newNumber, text } from '../lib/texts.mjs';
import { segments } from '../../web/src/segments.ts';

let stack, adam, maya, olga, channel;
before(async () => {
  stack = await Stack.start({ name: 'countries', testClock: 'noon' });
  channel = stack.channel('twilio');
  adam = await Client.login(stack, stack.user('administrator'), 'admin');
  maya = await Client.ready(stack, stack.user('agent', 0));
  // Operators are made from the shell, not by the API.
  await stack.asOwner(`INSERT INTO directory.app_user (tenant, username, name, password_hash, role)
    SELECT 1, 'olga', 'Olga', password_hash, 'operator' FROM directory.app_user WHERE tenant = 1 AND role = 'administrator' LIMIT 1`);
  olga = await Client.login(stack, { username: 'olga', password: stack.user('administrator').password }, 'admin');
});
after(async () => { await stack?.stop(); });

const ok = (answer, status = 200) => { assert.equal(answer.status, status, JSON.stringify(answer.body).slice(0, 2000)); return answer.body; };
const refused = (answer, status, type, pointer, words) => {
  assert.deepEqual([answer.status, answer.body.type, answer.body.errors?.[0]?.pointer], [status, type, pointer], JSON.stringify(answer.body));
  if (words) assert.match(answer.body.errors[0].detail, words);
};
const country = async (iso2, who = adam, path = 'countries') => ok(await who.call('GET', `/api/v1/${path}?iso2=${iso2}`)).data[0];
const change = async (iso2, item, who = adam, path = 'countries', version) => {
  const held = await country(iso2, who, path);
  return who.call('PATCH', `/api/v1/${path}/${held.id}`, item, { headers: { 'if-match': version ?? held.version } });
};
const install = (iso2, item) => change(iso2, item, olga, 'installed-countries');

test('thirty countries may receive, every country may be texted, the United States and Canada are the cheapest', async () => {
  const all = [];
  for (let cursor = ''; cursor !== null;) {
    const page = ok(await maya.call('GET', `/api/v1/countries?limit=200${cursor && `&cursor=${cursor}`}`));
    all.push(...page.data);
    cursor = page.next_cursor;
  }
  assert.ok(all.length > 240 && all.every((c) => c.sms_outbound));
  assert.equal(all.filter((c) => c.sms_inbound).length, 30);
  assert.deepEqual(all.filter((c) => c.price_class === 1).map((c) => c.iso2).sort(), ['CA', 'US']);
  assert.deepEqual(ok(await maya.call('GET', '/api/v1/countries?price_class=1&fields=iso2&sort=-name')).data, [{ iso2: 'US' }, { iso2: 'CA' }]);
});

test('an organisation narrows its countries and never widens them; If-Match, dry run, audit', async () => {
  refused(await change('GH', { sms_inbound: true }), 422, 'invalid', '/sms_inbound', /does not receive texts in Ghana.*not widen/);
  const germany = await country('DE');
  assert.equal((await adam.call('PATCH', `/api/v1/countries/${germany.id}`, { sms_outbound: false })).status, 428);
  refused(await change('DE', { sms_outbound: false }, adam, 'countries', '99'), 412, 'stale_version', undefined);
  ok(await adam.call('PATCH', `/api/v1/countries/${germany.id}?dry_run=true`, { sms_outbound: false }, { headers: { 'if-match': germany.version } }));
  assert.equal((await country('DE')).sms_outbound, true, 'a dry run keeps nothing');
  const narrowed = ok(await change('DE', { sms_outbound: false }));
  assert.equal(narrowed.sms_outbound, false);
  assert.notEqual(narrowed.version, germany.version);
  const [line] = ok(await adam.call('GET', '/api/v1/audit?resource=country&sort=-id&limit=1')).data;
  assert.deepEqual([line.action, line.detail.after.sms_outbound], ['country_update', false]);
  refused(await change('US', { sms_inbound: false }), 409, 'referenced', '/sms_inbound', /channel .* receives texts in United States/);
  for (const [who, status] of [[maya, 403], [olga, 403]]) assert.equal((await change('DE', { sms_outbound: true }, who)).status, status);
  ok(await change('DE', { sms_outbound: true }));
});

test('what an operator changes holds at once, for sending too; nobody else may', async () => {
  for (const who of [adam, maya]) assert.equal((await who.call('GET', '/api/v1/installed-countries')).status, 403);
  const interaction = await assigned(maya, channel, newNumber());
  const frame = ok(await maya.call('GET', `/api/v1/conversations/${interaction.state.conversation}`));
  assert.deepEqual([frame.state.country, frame.state.price_class], ['US', 1]);
  ok(await install('US', { sms_outbound: false, price_class: 2 }));
  refused(await send(maya, interaction, 'Hello?'), 409, 'country_not_allowed', undefined);
  assert.equal((await country('US')).price_class, 2);
  refused(await change('US', { sms_outbound: true }), 422, 'invalid', '/sms_outbound', /does not send texts to United States/);
  const held = ok(await olga.call('GET', `/api/v1/installed-countries/${(await country('US', olga, 'installed-countries')).id}`));
  assert.equal(held.iso2, 'US');
  assert.equal((await olga.call('PATCH', `/api/v1/installed-countries/${held.id}`, { note: 'x' })).status, 428);
  refused(await change('US', { note: 'x' }, olga, 'installed-countries', '1000'), 412, 'stale_version', undefined);
  refused(await install('US', { time_zones: ['Moon/Crater'] }), 422, 'invalid', '/time_zones', /no time zone/);
  refused(await install('US', { quiet_start: '25:00', quiet_end: '08:00' }), 422, 'invalid', '/quiet_start');
  ok(await install('US', { sms_outbound: true, price_class: 1 }));
  ok(await send(maya, interaction, 'Hello!'), 201);
  await finish(maya, interaction);
});

test('how fast types of senders may send is the operator\'s table: rows made, changed, removed; each wrong field named (SMS-22)', async () => {
  const path = '/api/v1/sender-rates', body = { sender: '10DLC', carrier: 'plivo', country: 'US', rate_milli: 7500, source: 'our campaign' };
  const at = (version) => ({ headers: { 'if-match': `"${version}"` } });
  for (const who of [adam, maya]) {
    refused(await who.call('GET', path), 403, 'forbidden', undefined);
    refused(await who.call('POST', path, body), 403, 'forbidden', undefined);
  }
  assert.ok(ok(await olga.call('GET', `${path}?limit=200`)).data.some((r) => r.sender === 'LC' && r.carrier === null && r.country === null && r.rate_milli === 1000), 'a general one');
  assert.equal(ok(await olga.call('POST', `${path}?dry_run=true`, body)).dry_run, true);
  const made = ok(await olga.call('POST', path, body), 201), one = `${path}/${made.id}`;
  assert.deepEqual(ok(await olga.call('GET', `${path}?carrier=plivo&sender=10DLC`)).data.map((r) => r.id), [made.id], 'a dry run kept nothing');
  refused(await olga.call('POST', path, body), 409, 'value_taken', '/sender');
  for (const [wrong, pointer] of [[{ sender: 'XX' }, '/sender'], [{ carrier: 'nobody' }, '/carrier'], [{ carrier: '*' }, '/carrier'], [{ country: 'QQ' }, '/country'],
    [{ country: 'us' }, '/country'], [{ rate_milli: 0 }, '/rate_milli'], [{ rate_milli: 10000001 }, '/rate_milli'], [{ source: 'x'.repeat(501) }, '/source']])
    refused(await olga.call('POST', path, { ...body, ...wrong }), 422, 'invalid', pointer);
  const rate = async () => (await stack.asOwner(`SELECT sms.sender_rate_of('10DLC', 'plivo', '+14155550100') AS r`))[0].r;
  assert.equal(await rate(), 7500, 'the closest row counts');
  assert.equal(ok(await olga.call('GET', one)).rate_milli, 7500);
  assert.equal((await olga.call('PATCH', one, { rate_milli: 8000 })).status, 428);
  assert.equal((await olga.call('DELETE', one)).status, 428);
  refused(await olga.call('PATCH', one, { country: 'CA' }, at(made.version)), 422, 'invalid', '/country');
  const changed = ok(await olga.call('PATCH', one, { rate_milli: 8000 }, at(made.version)));
  assert.deepEqual([changed.rate_milli, changed.source, await rate()], [8000, 'our campaign', 8000]);
  refused(await olga.call('PATCH', one, { rate_milli: 9000 }, at(made.version)), 412, 'stale_version', undefined);
  refused(await olga.call('DELETE', one, undefined, at(made.version)), 412, 'stale_version', undefined);
  ok(await olga.call('DELETE', one, undefined, at(changed.version)));
  refused(await olga.call('GET', one), 404, 'not_found', undefined);
  assert.equal(await rate(), 4000, 'without it the next wider one does');
});

test('a channel\'s number stands in a country that may receive', async () => {
  const make = (number) => adam.call('POST', '/api/v1/channels', { medium: 'sms', name: `Line ${number}`, number });
  refused(await make('+233201234567'), 422, 'invalid', '/number', /Ghana/);
  refused(await make('+9991234567'), 422, 'invalid', '/number', /no country/);
  const made = ok(await make('+46701112233'), 201);
  ok(await make('72345'), 201);
  const closed = ok(await install('SE', { sms_inbound: false }));
  assert.ok(closed.warnings.some((w) => w.kind === 'channel_country' && w.id === made.id), JSON.stringify(closed.warnings));
  ok(await install('SE', { sms_inbound: true }));
});

test('countries as a table: all of them out, changed rows in, wrong ones told', async () => {
  const table = await (await fetch(`${stack.base}/api/v1/countries/export`, { headers: { authorization: `Bearer ${adam.token}` } })).text();
  const lines = table.trim().split('\r\n');
  assert.equal(lines[0], 'iso2,sms_inbound,sms_outbound');
  assert.ok(lines.length > 240);
  const load = (raw, query = '') => adam.call('POST', `/api/v1/countries/import${query}`, undefined, { raw, headers: { 'content-type': 'text/csv' } });
  assert.deepEqual(ok(await load(table)).changed, {}, 'what was not changed is left alone');
  assert.deepEqual(ok(await load(`${lines[0]}\r\nFR,false,true\r\nES,true,false\r\n`)).changed, { country: 2 });
  assert.deepEqual([(await country('FR')).sms_inbound, (await country('ES')).sms_outbound], [false, false]);
  const wrong = await load(`${lines[0]}\r\nGH,true,true\r\nQQ,false,true\r\n`);
  assert.equal(wrong.status, 422);
  assert.deepEqual(wrong.body.errors.map((e) => e.pointer), ['/0/sms_inbound', '/1/iso2']);
  const list = await (await fetch(`${stack.base}/api/v1/countries/export?format=json`, { headers: { authorization: `Bearer ${adam.token}` } })).json();
  assert.deepEqual(list.map((c) => c.iso2).sort(), ['ES', 'FR'], 'JSON has what the organisation narrowed');
  const whole = JSON.parse(await (await fetch(`${stack.base}/api/v1/export`, { headers: { authorization: `Bearer ${adam.token}` } })).text());
  assert.deepEqual(whole.resources.country.map((c) => c.iso2).sort(), ['ES', 'FR'], 'as the whole configuration has');
  ok(await load(`${lines[0]}\r\nFR,true,true\r\nES,true,true\r\n`));
});

const ctl = (...args) => new Promise((done) => {
  execFile(join(ROOT, 'build', FLAVOUR, 'bin/trunklinectl'), args, (error, stdout, stderr) => done({ status: error?.code ?? 0, stdout, stderr }));
});

test('an operator edits the installation\'s table from the shell, without a restart', async () => {
  const file = join(stack.dir, 'countries.csv'), database = ['--database', stack.conninfo('trunkline')];
  const out = await ctl('countries', ...database);
  assert.equal(out.status, 0, out.stderr);
  const [head, ...rows] = out.stdout.trim().split('\r\n');
  assert.ok(rows.length > 240 && head.startsWith('iso2,name,calling_code,sms_inbound,sms_outbound,price_class,senders'), head);
  writeFileSync(file, `iso2,sms_inbound,price_class\r\nGH,true,2\r\n`);
  assert.match((await ctl('countries', file, ...database, '--dry-run')).stdout, /changed +GH\n1 countries changed: nothing was kept/);
  assert.equal((await country('GH')).sms_inbound, false);
  assert.match((await ctl('countries', file, ...database)).stdout, /1 countries changed\n/);
  const ghana = await country('GH');
  assert.deepEqual([ghana.sms_inbound, ghana.price_class], [true, 2]);
  ok(await adam.call('POST', '/api/v1/channels', { medium: 'sms', name: 'Accra', number: '+233201234567' }), 201);
  for (const [csv, words] of [['iso2,price_class\r\nQQ,1\r\n', /row 1 iso2/], ['iso2,price_class\r\nFR,1\r\nFR,2\r\n', /Is given twice/], ['iso2,price_class\r\nFR,9\r\n', /row 1/]]) {
    writeFileSync(file, csv);
    const done = await ctl('countries', file, ...database);
    assert.equal(done.status, 1);
    assert.match(done.stdout, words);
  }
  assert.equal((await country('FR')).price_class, 2, 'a table with a wrong row changes nothing');
  writeFileSync(file, out.stdout);
  assert.match((await ctl('countries', file, ...database)).stdout, /changed +GH\n1 countries changed/, 'the whole table goes in again');
  rmSync(file);
});

test('a number is read as people type it, or refused in words (SMS-12)', async () => {
  const read = (number, more = '') => maya.call('GET', `/api/v1/sms/numbers?number=${encodeURIComponent(number)}${more}`);
  const twilio = `&channel=${channel.id}`; // a number of the United States
  assert.deepEqual(ok(await read('(415) 555-2671', twilio)), { number: '+14155552671', valid: true, country: 'US', country_name: 'United States', price_class: 1, may_send: true, problem: null });
  assert.equal(ok(await read('011 46 70-123 45 67', twilio)).number, '+46701234567');
  assert.equal(ok(await read('070-123 45 67', '&country=SE')).number, '+46701234567');
  assert.equal(ok(await read('+44 1534 456789')).country, 'JE');
  assert.equal(ok(await read('+447700900123')).valid, false, 'possible, but not given out as far as is known');
  refused(await read('12345', twilio), 422, 'invalid', '/number', /too short/);
  refused(await read('+1 415 555 26711'), 422, 'invalid', '/number', /too long/);
  refused(await read('+999 1234567'), 422, 'invalid', '/number', /no country's code/);
  refused(await read('070-123 45 67'), 422, 'invalid', '/number', /Begin with \+/);
  refused(await read('Anna'), 422, 'invalid', '/number', /no telephone number/);
  refused(await read('+1 900 555 0123'), 422, 'invalid', '/number', /premium/);
  refused(await read('(415) 555-2671', '&channel=999999'), 422, 'invalid', '/number', /Begin with \+/);
  ok(await change('SE', { sms_outbound: false }));
  const closed = ok(await read('+46 70 123 45 67'));
  assert.deepEqual([closed.may_send, closed.problem], [false, 'Texts to Sweden are not allowed.']);
  ok(await change('SE', { sms_outbound: true }));
});

test('a customer\'s number is kept in E.164 however it was typed', async () => {
  const create = (number, more = {}) => maya.call('POST', '/api/v1/customers', { name: 'Typed', number, ...more });
  const tail = newNumber().slice(5);
  assert.deepEqual(ok(await create(`(415) ${tail.slice(0, 3)}-${tail.slice(3)}`), 201).state.numbers, [`+1415${tail}`], 'a national number is one of the first channel\'s country');
  assert.deepEqual(ok(await create('070-765 43 21', { country: 'SE' }), 201).state.numbers, ['+46707654321']);
  assert.deepEqual(ok(await create('70123'), 201).state.numbers, ['70123'], 'a short code stays as it is');
  refused(await create('+1 415 555'), 422, 'invalid', '/number', /too short/);
  refused(await create('Anna', { country: 'SE' }), 422, 'invalid', '/number', /no telephone number/);
  assert.equal(ok(await maya.call('GET', '/api/v1/customers?number=%2B46707654321')).data[0].state.name, 'Typed');
});

test('an integrator\'s numbers are read so, too, and go by the table', async () => {
  const begin = (more) => adam.call('POST', '/api/v1/sms/interactions', { channel_id: stack.channel('sandbox').id, number: newNumber(), direction: 'out', text: 'Hello', ...more });
  const number = newNumber();
  const { interaction } = ok(await begin({ number: `(${number.slice(2, 5)}) ${number.slice(5)}` }), 201);
  assert.equal(interaction.state.number, number);
  refused(await begin({ number: '+46 70' }), 422, 'invalid', '/number', /too short/);
  refused(await begin({ text: 'я'.repeat(700) }), 422, 'invalid', '/text', /Takes 11 segments/);
  ok(await change('SE', { sms_outbound: false }));
  refused(await begin({ number: '+46701234567' }), 409, 'country_not_allowed', '/number');
  ok(await begin({ number: '+46701234567', direction: 'in' }), 201);
  ok(await change('SE', { sms_outbound: true }));
});

test('what a text takes and costs is told before it is sent (SMS-14)', async () => {
  const count = (body) => maya.call('POST', '/api/v1/sms/segments', body);
  assert.deepEqual(ok(await count({ text: 'å'.repeat(161), number: '+14165550100' })),
    { encoding: 'GSM-7', segments: 2, left: 145, characters: 161, too_long: false, country: 'CA', price_class: 1, may_send: true });
  assert.deepEqual(ok(await count({ text: 'я'.repeat(700) })),
    { encoding: 'UCS-2', segments: 11, left: 37, characters: 700, too_long: true, country: null, price_class: null, may_send: null });
  assert.equal(ok(await count({ text: '' })).segments, 0);
  const interaction = await assigned(maya, channel, newNumber());
  refused(await send(maya, interaction, 'я'.repeat(700)), 422, 'invalid', '/text', /Takes 11 segments/);
  const sent = ok(await send(maya, interaction, 'я'.repeat(71)), 201);
  assert.deepEqual([sent.state.encoding, sent.state.segments], ['UCS-2', 2]);
  await finish(maya, interaction);
});

test('the database counts what the gateway counts, over 10,000 texts', async (t) => {
  const seed = Number(process.env.SEGMENTS_SEED ?? 20260402), random = randomOf(seed);
  t.diagnostic(`seed ${seed}`);
  const texts = Array.from({ length: 10000 }, () => randomText(random));
  const rows = await stack.asOwner('SELECT messaging.segments_of(t.text) AS parts FROM unnest($1::text[]) WITH ORDINALITY AS t (text, n) ORDER BY t.n', [texts]);
  texts.forEach((one, i) => assert.equal(rows[i].parts, segments(one).segments, `text ${i}: ${JSON.stringify(one)}`));
});

test('the table says whose a number is as libphonenumber does, over 15,000 numbers', async (t) => {
  const seed = Number(process.env.NUMBERS_SEED ?? 20260403), random = randomOf(seed);
  const shared = ['1', '44', '7', '39', '47', '61', '212', '262', '290', '358', '590', '599'];
  const codes = (await stack.query('SELECT DISTINCT calling_code::text AS code FROM sms.country ORDER BY 1')).map((r) => r.code);
  const numbers = [];
  for (let i = 0; i < 200000 && numbers.length < 15000; i++) {
    const from = i % 2 === 0 ? shared : codes, code = from[random(from.length)];
    let number = `+${code}`;
    for (let n = 7 + random(5); n > 0; n--) number += random(10);
    const parsed = parsePhoneNumberFromString(number);
    // Canada's numbers of seven digits begin as Los Angeles does; nobody texts from one.
    if (parsed?.isValid() && parsed.country && parsed.number === number && !(code === '1' && number.length < 12)) numbers.push([number, parsed.country]);
  }
  const rows = await stack.asOwner('SELECT sms.country_of(t.number) AS iso2 FROM unnest($1::text[]) WITH ORDINALITY AS t (number, n) ORDER BY t.n', [numbers.map(([number]) => number)]);
  t.diagnostic(`seed ${seed}: ${numbers.length} valid numbers of ${new Set(numbers.map(([, c]) => c)).size} countries`);
  assert.ok(numbers.length > 5000);
  numbers.forEach(([number, iso2], i) => assert.equal(rows[i].iso2, iso2, `seed ${seed}: ${number}`));
});

test('segments by country and price class stand in the reports, and agree with a recount (SV-7)', async () => {
  ok(await status(maya, 'available')); // what the tests before brought may have rung too long
  const number = newNumber();
  const interaction = await assigned(maya, channel, number, 'é'.repeat(161));
  const sent = ok(await send(maya, interaction, 'b'.repeat(307)), 201);
  await delivery(maya, sent.id, 'sent').catch(() => delivery(maya, sent.id, 'delivered'));
  const report = async (query) => ok(await adam.call('GET', `/api/v1/reports/texts?${query}`));
  const own = await until('the figures', async () => {
    const { data } = await report(`by=agent&id=${maya.id}`);
    return data.find((d) => d.counters.sent_segments >= 3 && d.country_code === 'US');
  });
  assert.equal(own.price_class, 1);
  const all = await report('by=country&interval=15m');
  assert.deepEqual(all.counters.map((c) => c.name), ['sent', 'sent_segments', 'received', 'received_segments']);
  const us = all.data.filter((d) => d.country_code === 'US');
  assert.ok(us.every((d) => d.country.name === 'United States') && us.reduce((n, d) => n + d.counters.received_segments, 0) >= 2);
  for (const by of ['queue', 'channel']) assert.ok((await report(`by=${by}`)).data.some((d) => d[by] && d.counters.sent >= 1), by);
  refused(await adam.call('GET', '/api/v1/reports/texts?id=1'), 400, 'bad_request', '/id');
  assert.equal((await adam.call('GET', '/api/v1/reports/texts?by=queue&id=999999')).status, 404);
  const csv = (await adam.call('GET', '/api/v1/reports/texts?by=queue&format=csv')).body;
  assert.equal(csv.split('\r\n')[0], 'since,until,id,queue,sent,sent_segments,received,received_segments,country_code,price_class');
  assert.match(csv, /,US,1\r\n/);
  const rows = await stack.asOwner(`SELECT * FROM routing.reports_recount(1, ops.clock() - interval '1 day', ops.clock() + interval '1 hour') WHERE noun = 'texts'`);
  assert.deepEqual(rows, []);
  await finish(maya, interaction);
});
