// Configuration over REST (AD-1 to AD-4, AD-6): every resource by the same rules, and what is changed is in force at once.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Client } from '../lib/client.mjs';
import { finish } from '../lib/desk.mjs';
import { Stack, until } from '../lib/stack.mjs';
import { newNumber, text } from '../lib/texts.mjs';

let stack, adam, maya, other;
before(async () => {
  stack = await Stack.start({ name: 'admin' });
  adam = await Client.login(stack, stack.user('administrator'), 'admin');
  maya = await Client.login(stack, stack.user('agent', 0));
  // Another organisation's administrator, with a key of theirs that may administer.
  const [tenant] = await stack.asOwner(`SELECT directory.tenant_create('Other') AS id`);
  const token = 'tlk_' + 'b'.repeat(43);
  await stack.asOwner(`INSERT INTO directory.api_key (tenant, name, key_hash, scopes, created_at)
    VALUES ($1, 'theirs', sha256('${token}'::bytea), '{admin,sms}', ops.clock())`, [tenant.id]);
  other = new Client(stack, token);
});
after(async () => { maya?.close(); await stack?.stop(); });

let count = 0;
const unique = (word) => `${word} ${process.pid}-${++count}`;
const etag = (thing) => ({ headers: { 'if-match': `"${thing.version}"` } });
const post = (path, body, more) => adam.call('POST', `/api/v1/${path}`, body, more);
const get = (path) => adam.call('GET', `/api/v1/${path}`);
const patch = (path, thing, body, query = '') => adam.call('PATCH', `/api/v1/${path}/${thing.id}${query}`, body, etag(thing));
const remove = (path, thing, query = '') => adam.call('DELETE', `/api/v1/${path}/${thing.id}${query}`, undefined, etag(thing));

const ok = (answer, status = 200) => { assert.equal(answer.status, status, JSON.stringify(answer.body)); return answer.body; };
const made = async (path, body) => ok(await post(path, body), 201);
const gone = async (path, thing) => ok(await remove(path, ok(await get(`${path}/${thing.id}`))));
const problem = (answer, status, type, ...pointers) => {
  assert.equal(answer.status, status, JSON.stringify(answer.body));
  assert.equal(answer.body.type, type, JSON.stringify(answer.body));
  assert.ok(answer.body.request_id);
  for (const pointer of pointers) assert.ok(answer.body.errors?.some((e) => e.pointer === pointer), `${pointer} in ${JSON.stringify(answer.body)}`);
};

const user = () => ({ username: `u${process.pid}-${++count}`, name: unique('User'), password: 'a long password', role: 'agent', has_seat: true });
const always = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, opens: '00:00', closes: '00:00' }));

// What a resource's life needs: fit() a body that is right, change a PATCH that is right, taken: what makes another
// body clash with the first, bad: [body over fit(), pointer, type (default invalid)].
const resources = {
  'agent-groups': {
    fit: () => ({ name: unique('Group') }), change: { name: unique('Renamed') }, named: true,
    bad: [[{ name: '' }, '/name'], [{ name: 5 }, '/name'], [{ colour: 'red' }, '/colour'], [{ role_id: '999999' }, '/role_id', 'unknown_reference'], [{ role_id: 'x' }, '/role_id']],
  },
  roles: {
    fit: () => ({ name: unique('Role'), permissions: ['records_search'] }), change: { permissions: ['calls_listen', 'sms_initiate'] }, named: true, clash: (first) => ({ name: first.name }),
    bad: [[{ name: '' }, '/name'], [{ permissions: ['records_search', 'fly'] }, '/permissions/1'], [{ permissions: ['records_search', 5] }, '/permissions/1'], [{ permissions: 'records_search' }, '/permissions'],
      [{ permissions: null }, '/permissions'], [{ user_role: 'agent' }, '/user_role']],
  },
  users: {
    fit: user, change: { chat_limit: 3, disabled: true }, named: true, clash: (first) => ({ username: first.username }), at: '/username',
    bad: [[{ password: 'short' }, '/password'], [{ role: 'operator' }, '/role'], [{ username: 'UPPER' }, '/username'], [{ chat_limit: 7 }, '/chat_limit'],
      [{ offer_ms: 1 }, '/offer_ms'], [{ group_id: '999999' }, '/group_id', 'unknown_reference'], [{ supervises: 'x' }, '/supervises'],
      [{ supervises: ['999999'] }, '/supervises', 'unknown_reference']],
  },
  'status-codes': {
    fit: () => ({ status: 'on_break', name: unique('Code') }), change: { disabled: true }, named: true, clash: (first) => ({ name: first.name }),
    bad: [[{ status: 'busy' }, '/status'], [{ name: 'x'.repeat(101) }, '/name']], fixed: { status: 'available' },
  },
  dispositions: {
    fit: () => ({ name: unique('Sold'), queue_ids: ['1'] }), change: { disabled: true, queue_ids: [] }, named: true, clash: (first) => ({ name: first.name }),
    bad: [[{ name: 'x'.repeat(101) }, '/name'], [{ queue_ids: ['1', '999999'] }, '/queue_ids/1', 'unknown_reference'], [{ queue_ids: [1] }, '/queue_ids/0'], [{ queue_ids: ['x'] }, '/queue_ids'], [{ queue_ids: null }, '/queue_ids'], [{ queue_ids: '1' }, '/queue_ids']],
  },
  channels: {
    fit: () => ({ medium: 'sms', name: unique('Channel'), number: '+14155550199' }), change: { help_text: 'Help', number: null, stop_words: ['Kündigen!', 'raus damit'] }, named: true, clash: (first) => ({ name: first.name }),
    bad: [[{ medium: 'fax' }, '/medium'], [{ number: '+0' }, '/number'], [{ hook_key: 'x'.repeat(32) }, '/hook_key'],
      ...['Start', 'unstop!', 'yes', 'Ayuda', 'ALTA', 'help', '...', 'Stop?', 'x.', '', 5, null, 'x'.repeat(41), '退'.repeat(30)].map((word) => [{ stop_words: ['kündigen', word] }, '/stop_words/1']),
      [{ stop_words: Array(21).fill('raus') }, '/stop_words'], [{ stop_words: 'raus' }, '/stop_words']], fixed: { medium: 'chat' },
  },
  'api-keys': {
    fit: () => ({ name: unique('Key'), scopes: ['events'] }), change: { scopes: ['sms'], expires_at: '2099-01-01T00:00:00Z' }, named: true,
    bad: [[{ scopes: ['No Scope'] }, '/scopes'], [{ scopes: 'sms' }, '/scopes'], ...['tomorrow-ish', 'tomorrow', 'infinity', '2099-01-01', '2099-01-01T00:00:00', 'Jan 1 2099 00:00 UTC', '2099-02-31T00:00:00Z'].map((expires_at) => [{ expires_at }, '/expires_at'])],
  },
  'smpp-clients': {
    fit: () => ({ name: unique('Client'), system_id: `c${process.pid}-${++count}` }), change: { channel_ids: ['2'], bind_kinds: ['receiver'], rate_per_s: 100, disabled: true }, named: true,
    clash: (first) => ({ name: first.name }),
    bad: [[{ system_id: 'x' }, '/system_id'], [{ system_id: 'with blank' }, '/system_id'], [{ channel_ids: ['999999'] }, '/channel_ids', 'unknown_reference'], [{ bind_kinds: ['sideways'] }, '/bind_kinds'],
      [{ binds: 0 }, '/binds'], [{ submit_window: 1001 }, '/submit_window'], [{ rate_per_s: 0 }, '/rate_per_s']], fixed: { system_id: 'another' },
  },
  widgets: {
    fit: async () => ({ channel_id: (await made('channels', { medium: 'chat', name: unique('Web') })).id, origins: ['https://www.example.com', 'http://localhost:3000'], form: [{ name: 'email', label: 'E-mail', type: 'email', required: true }], title: 'Ask us' }),
    change: { origins: [], colour: '#aa0000', greeting: 'Hello', form: [{ name: 'topic', label: 'Topic', type: 'choice', options: ['A', 'B'] }], starts_minute_source: 2, proof_of_work: 18 }, clash: (first) => ({ channel_id: first.channel_id }), at: '/channel_id',
    bad: [[{ channel_id: '1' }, '/channel_id'], [{ channel_id: '999999' }, '/channel_id', 'unknown_reference'], [{ origins: ['https://www.example.com/path'] }, '/origins/0'], [{ origins: ['https://www.example.com', '*'] }, '/origins/1'], [{ origins: 'x' }, '/origins'], [{ colour: 'red' }, '/colour'],
      [{ form: [{ name: 'Name', label: 'x', type: 'text' }] }, '/form/0'], [{ form: [{ name: 'a', label: 'x', type: 'choice' }] }, '/form/0'], [{ form: [{ name: 'a', label: 'x', type: 'text' }, { name: 'a', label: 'y', type: 'text' }] }, '/form/0'], [{ open_chats: 0 }, '/open_chats'], [{ proof_of_work: -1 }, '/proof_of_work'], [{ proof_of_work: 19 }, '/proof_of_work'], [{ proof_of_work: null }, '/proof_of_work']],
    fixed: { channel_id: '3' }, open: ['key'], // pages name it by that
  },
  'canned-messages': {
    fit: () => ({ folder: 'Orders/Delays', name: unique('Canned'), text: 'Dear {customer.name}, your case {case.number} is with {agent.name}.', language: 'en', queue_ids: ['1'] }), change: { text: 'Short.', language: null, queue_ids: [] }, named: true,
    clash: (first) => ({ folder: first.folder, name: first.name }),
    bad: [[{ text: 'Dear {customer.nmae}' }, '/text'], [{ text: 'Dear {customer.name' }, '/text'], [{ text: '}' }, '/text'], [{ language: 'Swedish!' }, '/language'], [{ text: '' }, '/text'],
      [{ queue_ids: ['1', '999999'] }, '/queue_ids/1', 'unknown_reference'], [{ queue_ids: [1] }, '/queue_ids/0'], [{ queue_ids: null }, '/queue_ids'], [{ queue_ids: Array(201).fill('1') }, '/queue_ids']],
  },
  numbers: {
    noun: 'phone_number', fit: () => ({ number: newNumber() }), change: { state: 'claimed' }, clash: (first) => ({ number: first.number }), at: '/number',
    bad: [[{ number: '12' }, '/number'], [{ number: 'x' }, '/number'], [{ state: 'assigned' }, '/state'], [{ state: 'available' , number: null }, '/number']], fixed: { number: '+14155550100' },
  },
  sites: {
    fit: () => ({ name: unique('Site'), country: 'SE', address: 'Storgatan 1, Umeå', work_first: '200', work_last: '299', agent_first: '300', agent_last: '399' }), change: { address: '', agent_first: null, agent_last: null }, named: true, clash: (first) => ({ name: first.name }),
    bad: [[{ country: 'se' }, '/country'], [{ country: 'SWE' }, '/country'], [{ name: null }, '/name'], [{ work_first: '300' }, '/work_first'], [{ work_last: '2999' }, '/work_last'],
      [{ work_first: null }, '/work_first'], [{ work_first: 'ab' }, '/work_first'], [{ agent_first: '250' }, '/agent_first']],
  },
  trunks: {
    fit: () => ({ name: unique('Trunk'), host: 'sip.carrier.example', port: 5061, transport: 'tls', sources: ['192.0.2.0/28', '2001:db8::1'], max_calls: 10 }), change: { host: '[2001:db8::2]', sources: [], disabled: true, emergency: true }, named: true, clash: (first) => ({ name: first.name }),
    bad: [[{ host: 'sip:a.example' }, '/host'], [{ host: 'a.example:5060' }, '/host'], [{ host: 'a b' }, '/host'], [{ port: 0 }, '/port'], [{ port: 65536 }, '/port'], [{ transport: 'ws' }, '/transport'],
      [{ sources: ['0.0.0.0/0'] }, '/sources/0'], [{ sources: ['192.0.2.1', 'localhost'] }, '/sources/1'], [{ sources: ['192.0.2.1/24'] }, '/sources/0'], [{ sources: Array(33).fill('192.0.2.1') }, '/sources'], [{ sources: [null] }, '/sources'], [{ sources: '192.0.2.1' }, '/sources'],
      [{ max_calls: 0 }, '/max_calls'], [{ password: 'without a name' }, '/username'], [{ username: 'a"b' }, '/username'], [{ secret: '\\x01' }, '/secret'], [{ box: '1' }, '/box']],
  },
  'dial-rules': {
    fit: () => ({ prefix: `+49${++count}`, action: 'allow', trunk_ids: ['1'], note: 'Berlin' }), change: { action: 'refuse', trunk_ids: [], price_class: 'premium' }, clash: (first) => ({ prefix: first.prefix }), at: '/prefix',
    bad: [[{ prefix: '49' }, '/prefix'], [{ prefix: '+0' }, '/prefix'], [{ prefix: '+4x' }, '/prefix'], [{ action: 'ask' }, '/action'], [{ action: 'allow', trunk_ids: [] }, '/trunk_ids'], [{ trunk_ids: ['999999'] }, '/trunk_ids/0', 'unknown_reference'],
      [{ trunk_ids: ['1', '1'] }, '/trunk_ids'], [{ trunk_ids: [1] }, '/trunk_ids'], [{ trunk_ids: '1' }, '/trunk_ids'], [{ price_class: 'dear' }, '/price_class'], [{ site_id: '999999' }, '/site_id', 'unknown_reference'], [{ note: 'x'.repeat(201) }, '/note']],
  },
  'caller-ids': {
    fit: async () => ({ phone_number_id: (await made('numbers', { number: newNumber(), state: 'claimed' })).id, group_id: '1' }), change: { group_id: '2' }, clash: (first) => ({ phone_number_id: first.phone_number_id, group_id: first.group_id }), at: '/phone_number_id',
    bad: [[{ phone_number_id: '999999' }, '/phone_number_id', 'unknown_reference'], [{ phone_number_id: '6' }, '/phone_number_id'], [{ group_id: '999999' }, '/group_id', 'unknown_reference'], [{ group_id: null }, '/group_id'], [{ group_id: '1', site_id: '1' }, '/site_id']], open: ['number'],
  },
  skills: {
    fit: () => ({ name: unique('Skill') }), change: { name: unique('Renamed') }, named: true, clash: (first) => ({ name: first.name }),
    bad: [[{ name: null }, '/name']],
  },
  schedules: {
    fit: () => ({ name: unique('Schedule'), time_zone: 'Europe/Berlin', week: always, exceptions: [{ day: '2027-05-01', name: 'Labour Day' }] }),
    change: { week: [{ weekday: 1, opens: '08:00', closes: '18:00' }] }, named: true, clash: (first) => ({ name: first.name }),
    bad: [[{ time_zone: 'Mars/Olympus' }, '/time_zone'], [{ time_zone: 'europe/berlin' }, '/time_zone'], [{ time_zone: 'CEST' }, '/time_zone'], [{ time_zone: 'XYZ-3' }, '/time_zone'], [{ week: {} }, '/week'], [{ week: null }, '/week'], [{ week: [{ weekday: 8, opens: '08:00', closes: '09:00' }] }, '/week/0/weekday'],
      [{ week: [...always, { weekday: 1, opens: '8', closes: '09:00' }] }, '/week/7/opens'], [{ exceptions: [{ day: '2026-02-30' }] }, '/exceptions/0/day'],
      [{ exceptions: [{ day: '2026-02-20', opens: '08:00' }] }, '/exceptions/0/closes'], [{ week: [{ colour: 'red' }] }, '/week/0']],
  },
  queues: {
    fit: () => ({ name: unique('Queue'), priority: 4 }), change: { wrap_ms: 1000, closing: 'text', closing_text: 'We are closed.' }, named: true, clash: (first) => ({ name: first.name }),
    bad: [[{ priority: 11 }, '/priority'], [{ closing: 'text' }, '/closing_text'], [{ closing: 'overflow' }, '/overflow_queue_id'], [{ schedule_id: '999999' }, '/schedule_id', 'unknown_reference'],
      [{ schedule_id: 7 }, '/schedule_id'], [{ on_miss: 'sleep' }, '/on_miss']], fixed: { medium: 'voice' },
  },
  'agent-skills': {
    fit: async () => ({ agent_id: maya.id, skill_id: (await made('skills', { name: unique('Skill') })).id, level: 50 }), change: { level: 100 },
    clash: (first) => ({ skill_id: first.skill_id }), at: '/skill_id',
    bad: [[{ level: 55 }, '/level'], [{ agent_id: '999999' }, '/agent_id', 'unknown_reference'], [{ skill_id: '999999' }, '/skill_id', 'unknown_reference']], fixed: { agent_id: '1' },
  },
  memberships: {
    fit: async () => ({ agent_id: maya.id, queue_id: (await made('queues', { name: unique('Queue') })).id }), change: { enabled: false },
    clash: (first) => ({ queue_id: first.queue_id }), at: '/queue_id',
    bad: [[{ agent_id: '999999' }, '/agent_id', 'unknown_reference'], [{ queue_id: '0' }, '/queue_id']], fixed: { queue_id: '1' },
  },
  'blocked-numbers': {
    fit: () => ({ number: newNumber(), reason: 'Sends what nobody wants' }), change: { reason: 'Has apologised, but not enough' }, clash: (first) => ({ number: first.number }), at: '/number',
    bad: [[{ number: '!!!' }, '/number'], [{ number: null }, '/number'], [{ number: '0701740605' }, '/number'], [{ reason: '' }, '/reason'],
      [{ channel_id: '999999' }, '/channel_id', 'unknown_reference']], fixed: { number: '+14155550100' },
  },
  'route-rules': {
    fit: async () => ({ channel_id: '2', position: 9000 + ++count, queue_id: '1', conditions: { keyword: [unique('word')], schedule: { id: '1', open: true } }, skills: [{ skill: '1', level: 20 }] }),
    change: { queue_id: null, auto_reply: 'We call you back.' },
    bad: [[{ conditions: { weather: 'rain' } }, '/conditions/weather'], [{ conditions: { keyword: [] } }, '/conditions/keyword'], [{ conditions: { customer: 'rich' } }, '/conditions/customer'],
      [{ conditions: { schedule: { id: '999999', open: true } } }, '/conditions/schedule/id', 'unknown_reference'], [{ conditions: [] }, '/conditions'],
      [{ skills: [{ skill: '999999', level: 50 }] }, '/skills/0/skill', 'unknown_reference'], [{ skills: [{ skill: '1', level: 5 }] }, '/skills/0'], [{ auto_reply: 'both' }, '/auto_reply'],
      [{ queue_id: '999999' }, '/queue_id', 'unknown_reference'], [{ channel_id: '999999' }, '/channel_id', 'unknown_reference'], [{ position: 0 }, '/position']], fixed: { channel_id: '1' },
  },
};

for (const [path, { fit, change, bad, clash, at = '/name', fixed, named, open = [], noun: called }] of Object.entries(resources)) {
  test(`${path}: made, read, changed, refused by field, deleted`, async () => {
    const body = await fit();
    const thing = await made(path, body);
    assert.match(thing.id, /^\d+$/);
    assert.ok(Array.isArray(thing.warnings));
    for (const [name, value] of Object.entries(body)) if (name !== 'password') assert.deepEqual(thing[name], value, name);

    const shown = await get(`${path}/${thing.id}`);
    ok(shown);
    assert.equal(shown.headers.get('etag'), `"${thing.version}"`);
    for (const secret of ['password', 'password_hash', 'key', 'key_hash', 'hook_key', 'tenant'].filter((one) => !open.includes(one))) assert.ok(!(secret in shown.body), secret);

    const changed = ok(await patch(path, thing, change));
    for (const [name, value] of Object.entries(change)) assert.deepEqual(changed[name], name === 'expires_at' ? '2099-01-01T00:00:00.000Z' : value, name);
    assert.ok(Number(changed.version) > Number(thing.version));
    const stale = await patch(path, thing, change);
    problem(stale, 412, 'stale_version');
    assert.equal(stale.body.state.version, changed.version);
    problem(await adam.call('PATCH', `/api/v1/${path}/${thing.id}`, change), 428, 'precondition_required');
    problem(await adam.call('DELETE', `/api/v1/${path}/${thing.id}`), 428, 'precondition_required');
    problem(await remove(path, thing), 412, 'stale_version');
    if (fixed) problem(await patch(path, changed, fixed), 422, 'invalid', `/${Object.keys(fixed)[0]}`);

    for (const [wrong, pointer, type = 'invalid'] of bad) problem(await post(path, { ...await fit(), ...wrong }), 422, type, pointer);
    for (const [wrong, pointer] of bad.filter(([wrong]) => !fixed || !(Object.keys(wrong)[0] in fixed)))
      if (!['/agent_id', '/queue_id', '/skill_id', '/channel_id', '/closing_text', '/auto_reply'].includes(pointer)) {
        const refused = await patch(path, changed, wrong);
        assert.equal(refused.status, 422, `${JSON.stringify(wrong)}: ${JSON.stringify(refused.body)}`);
      }
    if (clash) problem(await post(path, { ...await fit(), ...clash(changed) }), 409, /name$/.test(at ?? 'name') ? 'name_taken' : 'value_taken', at);

    // Nobody else sees it, or may touch it.
    problem(await other.call('GET', `/api/v1/${path}/${thing.id}`), 404, 'not_found');
    problem(await other.call('PATCH', `/api/v1/${path}/${thing.id}`, change, etag(changed)), 404, 'not_found');
    problem(await other.call('DELETE', `/api/v1/${path}/${thing.id}`, undefined, etag(changed)), 404, 'not_found');
    assert.ok(!ok(await other.call('GET', `/api/v1/${path}?limit=200`)).data.some((one) => one.id === thing.id));
    for (const answer of [await maya.call('POST', `/api/v1/${path}`, body), await maya.call('PATCH', `/api/v1/${path}/${thing.id}`, change, etag(changed)),
      await maya.call('DELETE', `/api/v1/${path}/${thing.id}`, undefined, etag(changed))]) problem(answer, 403, 'forbidden');

    // A dry run judges and keeps nothing.
    const dry = ok(await post(`${path}?dry_run=true`, await fit()));
    assert.equal(dry.dry_run, true);
    assert.ok(!('id' in dry));
    assert.equal(ok(await patch(path, changed, named ? { name: unique('Dry') } : change, '?dry_run=true')).dry_run, true);
    ok(await remove(path, changed, '?dry_run=true'));
    const after = ok(await get(`${path}/${thing.id}`));
    assert.equal(after.version, changed.version);
    problem(await post(`${path}?dry_run=true`, { ...await fit(), ...bad[0][0] }), 422, bad[0][2] ?? 'invalid', bad[0][1]);

    // Who did what from where, before and after.
    ok(await remove(path, after));
    problem(await get(`${path}/${thing.id}`), 404, 'not_found');
    const noun = called ?? path.replaceAll('-', '_').replace(/s$/, '');
    const { data } = ok(await get(`audit?key=${thing.id}&limit=200`));
    const mine = data.filter((line) => line.detail.resource === noun);
    assert.deepEqual(mine.map((line) => line.action), ['create', 'update', 'delete'].map((verb) => `${noun}_${verb}`));
    assert.ok(mine.every((line) => line.actor_id === adam.id && line.detail.source && line.detail.request_id && line.at));
    assert.deepEqual([mine[0].detail.before, mine[2].detail.after], [null, null]);
    assert.equal(mine[1].detail.before.version, thing.version);
    assert.equal(mine[1].detail.after.version, changed.version);
    assert.doesNotMatch(JSON.stringify(mine), /argon2|a long password|"(key_hash|hook_key)":/);
  });
}

test('a list pages by its cursor, complete and without doubles while others add and remove; by name, turned, filtered, with chosen fields', async () => {
  const word = `Page ${process.pid}`;
  const mine = [];
  for (let i = 0; i < 9; i++) mine.push(await made('skills', { name: `${word} ${String(i * 2).padStart(2, '0')}` }));
  for (const sort of ['id', '-id', 'name', '-name']) {
    const seen = [];
    const added = [];
    let cursor = null;
    let removed;
    do {
      const { data, next_cursor } = ok(await get(cursor ? `skills?limit=2&cursor=${cursor}` : `skills?limit=2&sort=${sort}&fields=id,name`));
      for (const one of data) assert.deepEqual(Object.keys(one).sort(), ['id', 'name']);
      seen.push(...data);
      cursor = next_cursor;
      // Others add before, behind and where the page ended, and remove what was told last.
      if (added.length < 3) added.push(await made('skills', { name: `${word} ${String(added.length * 6 + 1).padStart(2, '0')} ${sort}` }));
      else if (!removed) { removed = data.at(-1); const own = mine.findIndex((s) => s.id === removed.id); if (own < 0) await gone('skills', removed); }
    } while (cursor);
    const names = seen.map((one) => one.name), ids = seen.map((one) => Number(one.id));
    assert.equal(new Set(ids).size, ids.length);
    for (const one of mine) assert.ok(ids.includes(Number(one.id)), `${one.name} by ${sort}`);
    if (sort.endsWith('name')) assert.deepEqual(names, [...names].sort().toSorted((a, b) => (a < b ? -1 : 1) * (sort[0] === '-' ? -1 : 1)));
    else assert.deepEqual(ids, ids.toSorted((a, b) => (sort === 'id' ? a - b : b - a)));
    for (const one of added) if (one.id !== removed?.id) await gone('skills', one);
  }
  assert.deepEqual(ok(await get(`skills?name=${encodeURIComponent(mine[3].name)}`)).data.map((one) => one.id), [mine[3].id]);
  assert.deepEqual(ok(await get(`skills?limit=1&sort=name&name=${encodeURIComponent(mine[3].name)}`)).next_cursor, null);
  const agents = ok(await get('users?role=agent&disabled=false&limit=2'));
  const more = ok(await get(`users?cursor=${agents.next_cursor}`));
  assert.ok([...agents.data, ...more.data].every((one) => one.role === 'agent' && !one.disabled), 'the cursor keeps the filter');
  const forged = (ask, last) => Buffer.from(JSON.stringify({ ask, last })).toString('base64url');
  for (const query of ['cursor=nonsense', `cursor=${forged({ sort: 'password_hash' }, { id: '1', password_hash: '' })}`, `cursor=${forged({}, {})}`, `cursor=${forged({}, { id: 'x' })}`])
    problem(await get(`users?${query}`), 400, 'bad_request', '/cursor');
  problem(await get('users?fields=id,password_hash'), 400, 'bad_request', '/fields');
  problem(await get('users?colour=red'), 400, 'bad_request', '/colour');
  problem(await get('users?limit=201'), 422, 'invalid', '/limit');
  problem(await get('users?sort=role'), 422, 'invalid', '/sort');
  problem(await adam.call('GET', '/api/v1/users/me'), 404, 'not_found');
  for (const one of mine) await gone('skills', one);
});

test('a POST that comes again makes one thing; the key with another body, or a dry run after it, is told apart', async () => {
  const body = { name: unique('Once') };
  const headers = { 'idempotency-key': unique('key').replace(' ', '-') };
  const [one, two] = await Promise.all([post('skills', body, { headers }), post('skills', body, { headers })]);
  assert.deepEqual([one.status, two.status, one.body.id], [201, 201, two.body.id]);
  problem(await post('skills', { name: unique('Other') }, { headers }), 409, 'idempotency_key_reused');
  problem(await post('skills?dry_run=true', body, { headers }), 409, 'idempotency_key_reused');
  const key = { headers: { 'idempotency-key': unique('secret').replace(' ', '-') } };
  const first = ok(await post('api-keys', { name: unique('Key'), scopes: ['sms'] }, key), 201);
  assert.match(first.key, /^tlk_/);
  problem(await post('api-keys', { name: unique('Key'), scopes: ['sms'] }, key), 409, 'idempotency_key_reused');
  const again = { name: unique('Again'), scopes: ['sms'] };
  const repeat = { headers: { 'idempotency-key': unique('repeat').replace(' ', '-') } };
  const shown = ok(await post('api-keys', again, repeat), 201);
  const hidden = ok(await post('api-keys', again, repeat), 201);
  assert.deepEqual([hidden.id, 'key' in hidden], [shown.id, false], 'a secret is shown once');
  const kept = JSON.stringify(await stack.asOwner(`SELECT body FROM ops.command WHERE body::text LIKE '%Again%'`));
  assert.ok(kept.includes(shown.id) && !kept.includes(shown.key), 'and stored nowhere');
  for (const thing of [first, shown]) await gone('api-keys', thing);
  await gone('skills', one.body);
});

test('what others refer to is not deleted, and they are named', async () => {
  const refused = async (path, thing, ...kinds) => {
    const answer = await remove(path, ok(await get(`${path}/${thing.id}`)));
    problem(answer, 409, 'referenced');
    assert.deepEqual(answer.body.referenced_by.map((one) => one.kind), kinds, JSON.stringify(answer.body));
    assert.ok(answer.body.referenced_by.every((one) => one.count > 0));
    return answer.body;
  };
  const group = await made('agent-groups', { name: unique('Group') });
  const agent = await made('users', { ...user(), group_id: group.id });
  const boss = await made('users', { ...user(), role: 'supervisor', supervises: [group.id] });
  assert.deepEqual(boss.supervises, [group.id]);
  const schedule = await made('schedules', { name: unique('Hours'), time_zone: 'UTC', week: always });
  const queue = await made('queues', { name: unique('Queue'), schedule_id: schedule.id });
  const second = await made('queues', { name: unique('Queue'), closing: 'overflow', overflow_queue_id: queue.id });
  const skill = await made('skills', { name: unique('Skill') });
  const member = await made('memberships', { queue_id: queue.id, agent_id: agent.id });
  const level = await made('agent-skills', { skill_id: skill.id, agent_id: agent.id, level: 30 });
  const rule = await made('route-rules', { channel_id: '2', position: 500, queue_id: queue.id,
    conditions: { keyword: 'referenced', schedule: { id: schedule.id, open: true } }, skills: [{ skill: skill.id, level: 10 }] });
  const told = await refused('agent-groups', group, 'supervision', 'user');
  assert.deepEqual(told.referenced_by[1], { kind: 'user', count: 1, names: [agent.name] });
  assert.match(told.detail, /1 user/);
  await refused('users', agent, 'agent_skill', 'membership');
  await refused('queues', queue, 'membership', 'queue', 'route_rule');
  await refused('schedules', schedule, 'queue', 'route_rule');
  await refused('skills', skill, 'agent_skill', 'route_rule');
  await refused('channels', { id: '2' }, 'channel_carrier', 'route_rule');
  await refused('users', { id: maya.id }, 'agent_skill', 'membership', 'session', 'status');
  for (const [path, thing] of [['route-rules', rule], ['agent-skills', level], ['memberships', member], ['skills', skill], ['queues', second],
    ['queues', queue], ['schedules', schedule], ['users', boss], ['users', agent], ['agent-groups', group]]) await gone(path, thing);
});

test('a rule that comes to a taken place moves those behind it; a move of one to another place keeps their order', async () => {
  const channel = await made('channels', { medium: 'sms', name: unique('Ordered') });
  const rule = (position, keyword) => made('route-rules', { channel_id: channel.id, position, queue_id: '1', conditions: { keyword } });
  await rule(1, 'one'); await rule(2, 'two');
  const third = await rule(3, 'three');
  const order = async () => ok(await get(`route-rules?channel_id=${channel.id}&sort=position`)).data.map((r) => [r.position, r.conditions.keyword]);
  await rule(2, 'between');
  assert.deepEqual(await order(), [[1, 'one'], [2, 'between'], [3, 'two'], [4, 'three']]);
  problem(await patch('route-rules', third, { position: 1 }), 412, 'stale_version'); // it was moved meanwhile
  ok(await patch('route-rules', ok(await get(`route-rules/${third.id}`)), { position: 1 }));
  assert.deepEqual((await order()).map(([, keyword]) => keyword), ['three', 'one', 'between', 'two']);
});

test('users: the password logs in and is shown nowhere; a new one, or disabling, ends every login; an administrator remains', async () => {
  const body = user();
  const thing = await made('users', body);
  const person = await Client.login(stack, body);
  const changed = ok(await patch('users', thing, { password: 'another password' }));
  await until('the end of the login', async () => (await person.call('GET', '/api/v1/sessions/me')).status === 401);
  problem(await person.call('POST', '/api/v1/sessions', { username: body.username, password: body.password, app: 'workspace' }), 401, 'unauthenticated');
  const again = await Client.login(stack, { ...body, password: 'another password' });
  ok(await patch('users', changed, { disabled: true }));
  await until('the end of the login', async () => (await again.call('GET', '/api/v1/sessions/me')).status === 401);
  problem(await again.call('POST', '/api/v1/sessions', { username: body.username, password: 'another password', app: 'workspace' }), 401, 'unauthenticated');
  const [status] = await stack.query('SELECT chosen FROM presence.agent_status WHERE agent = $1', [thing.id]);
  assert.equal(status.chosen, 'logged_out');
  const me = ok(await get(`users/${adam.id}`));
  problem(await patch('users', me, { role: 'agent' }), 409, 'last_administrator');
  problem(await patch('users', me, { disabled: true }), 409, 'last_administrator');
  const held = await remove('users', ok(await get(`users/${thing.id}`)));
  problem(held, 409, 'referenced'); // whoever has worked is disabled, not deleted
});

test('api keys: shown once, may what their scopes say, end when they are deleted; administration needs the scope admin', async () => {
  const plain = await made('api-keys', { name: unique('Plain'), scopes: ['sms'] });
  const mighty = await made('api-keys', { name: unique('Mighty'), scopes: ['admin'], expires_at: '2099-01-01T00:00:00Z' });
  const key = new Client(stack, plain.key), admin = new Client(stack, mighty.key);
  ok(await key.call('GET', '/api/v1/channels'));
  problem(await key.call('GET', '/api/v1/skills'), 403, 'forbidden');
  problem(await key.call('POST', '/api/v1/skills', { name: unique('No') }), 403, 'forbidden');
  const skill = ok(await admin.call('POST', '/api/v1/skills', { name: unique('By key') }), 201);
  const [line] = ok(await get(`audit?key=${skill.id}&action=skill_create&sort=-id&limit=1`)).data;
  assert.deepEqual([line.actor_id, line.actor_role, line.detail.api_key], [null, 'integrator', mighty.id]);
  await gone('skills', skill);
  await until('the use to be noted', async () => ok(await get(`api-keys/${plain.id}`)).last_used_at !== null);
  await gone('api-keys', plain); // its use was noted meanwhile: that is no change of its version
  await until('the end of the key', async () => (await key.call('GET', '/api/v1/channels')).status === 401);
  await gone('api-keys', mighty);
});

test('the audit log is listed to administrators, newest first if wanted, and changed by nobody', async () => {
  const { data } = ok(await get('audit?sort=-id&limit=5'));
  assert.ok(data.length === 5 && data.every((line, i) => i === 0 || Number(line.id) < Number(data[i - 1].id)));
  assert.ok(data.some((line) => line.kind === 'config')); // refused logins are noted later
  problem(await maya.call('GET', '/api/v1/audit'), 403, 'forbidden');
  assert.equal((await adam.call('DELETE', `/api/v1/audit/${data[0].id}`, undefined, { headers: { 'if-match': '1' } })).status, 405);
  assert.ok(!ok(await other.call('GET', '/api/v1/audit?limit=200')).data.some((line) => line.actor_id === adam.id));
});

test('every write tells what can\'t work, a dry run before it happens', async () => {
  const kinds = (answer, thing) => answer.warnings.filter((w) => w.id === thing.id && w.resource === (thing.week ? 'schedule' : thing.medium === 'sms' ? 'channel' : thing.position ? 'route_rule' : 'queue')).map((w) => w.kind);
  const queue = await made('queues', { name: unique('Alone') });
  assert.deepEqual(kinds(queue, queue), ['queue_unserved']);
  const joined = await made('memberships', { queue_id: queue.id, agent_id: maya.id });
  assert.deepEqual(kinds(joined, queue), []);
  const next = await made('queues', { name: unique('Next'), closing: 'overflow', overflow_queue_id: queue.id });
  const loop = ok(await patch('queues', queue, { closing: 'overflow', overflow_queue_id: next.id }, '?dry_run=true'));
  assert.deepEqual(kinds(loop, queue), ['overflow_loop']);
  const never = await made('schedules', { name: unique('Never'), time_zone: 'UTC' });
  assert.deepEqual(kinds(never, never), ['schedule_never_opens']);
  const channel = await made('channels', { medium: 'sms', name: unique('Bare') });
  assert.deepEqual(kinds(channel, channel), ['channel_without_default']);
  const skill = await made('skills', { name: unique('Rare') });
  const rule = await made('route-rules', { channel_id: channel.id, position: 1, queue_id: queue.id, skills: [{ skill: skill.id, level: 50 }] });
  assert.deepEqual([kinds(rule, rule), kinds(rule, channel)], [['rule_unserved'], []]);
  const held = await made('agent-skills', { agent_id: maya.id, skill_id: skill.id, level: 50 });
  assert.deepEqual(kinds(held, rule), []);
  for (const [path, thing] of [['route-rules', rule], ['channels', channel], ['agent-skills', held], ['skills', skill], ['schedules', never],
    ['queues', next], ['memberships', joined], ['queues', queue]]) await gone(path, thing);
});

test('what is configured is in force at once: a new agent, queue, skill and rule take the next text, without a restart', async () => {
  const body = user();
  const agent = await made('users', body);
  const queue = await made('queues', { name: unique('Fresh'), wrap_ms: 0 });
  const skill = await made('skills', { name: unique('Fresh') });
  await made('memberships', { queue_id: queue.id, agent_id: agent.id });
  const level = await made('agent-skills', { agent_id: agent.id, skill_id: skill.id, level: 40 });
  const word = `fresh${process.pid}`;
  const channel = stack.channel('twilio');
  const rule = await made('route-rules', { channel_id: channel.id, position: 1, conditions: { keyword: word }, queue_id: queue.id, skills: [{ skill: skill.id, level: 50 }] });
  const fresh = await Client.ready(stack, body);
  const number = newNumber();
  try {
    await text(channel, number, `${word} please`);
    await until('the text waits', async () => ok(await get(`queues/${queue.id}`)).waiting === 1);
    problem(await remove('queues', ok(await get(`queues/${queue.id}`))), 409, 'referenced');
    assert.ok(![...fresh.things.values()].some((f) => f.kind === 'offer' && f.state?.state === 'made'), 'not offered: the level is too low');
    ok(await patch('agent-skills', level, { level: 50 }));
    const offer = await fresh.offerOf(number, 5000);
    assert.equal(offer.state.queue.id, queue.id);
    const taken = ok(await fresh.call('POST', `/api/v1/offers/${offer.id}/accept`));
    await finish(fresh, taken);
    // A rule that is gone routes nothing more: the same word goes the channel's other way.
    await gone('route-rules', rule);
    // The router hears of it after the answer: texts that were placed before go the old way.
    await until('the rule is out of force', async () => {
      const next = newNumber();
      await text(channel, next, `${word} please`);
      const [row] = await until('the next text is placed', async () => {
        const rows = await stack.query(`SELECT i.queue FROM routing.interaction AS i JOIN messaging.conversation AS c ON c.tenant = i.tenant AND c.id = i.conversation
          WHERE c.number = $1 AND i.queue IS NOT NULL`, [next]);
        return rows.length > 0 && rows;
      });
      return row.queue === '1';
    }, 5000);
  } finally { fresh.close(); }
});

test('canned messages are found by folder, language and words, by agents too', async () => {
  const word = unique('zebra').replace(' ', '');
  const one = await made('canned-messages', { folder: 'Greetings', name: unique('Hello'), text: `Hej {customer.name}, ${word.toUpperCase()}`, language: 'sv' });
  const two = await made('canned-messages', { folder: `Top ${word}`, name: unique('Hello'), text: 'Hello' });
  const find = async (query) => ok(await maya.call('GET', `/api/v1/canned-messages?${query}`)).data.map((m) => m.id);
  assert.deepEqual(await find(`search=${word}`), [one.id, two.id]);
  assert.deepEqual(await find(`search=${word}&language=sv`), [one.id]);
  assert.deepEqual(await find(`search=${word}&limit=1&sort=-name`).then((ids) => ids.length), 1);
  assert.deepEqual(await find('search=%25'), []);
  for (const thing of [one, two]) await gone('canned-messages', thing);
});

test('the audit log is read by time, actor, action and thing; a supervisor reads what concerns theirs alone', async () => {
  const rosa = await Client.login(stack, stack.user('supervisor'));
  const made_ = await made('skills', { name: unique('Audited') });
  const ask = async (query, who = adam) => ok(await who.call('GET', `/api/v1/audit?limit=200&${query}`)).data;
  const [line] = await ask(`resource=skill&key=${made_.id}`);
  assert.deepEqual([line.action, line.actor_id, line.resource], ['skill_create', adam.id, 'skill']);
  assert.deepEqual((await ask(`since=${line.at}&actor_id=${adam.id}&action=skill_create`)).at(-1).id, line.id);
  // Half-open: a moment before its time is out, its own time is in.
  assert.ok(!(await ask(`until=${line.at}&resource=skill`)).some((l) => l.id === line.id));
  assert.deepEqual(await ask('since=2099-01-01T00:00:00Z'), []);
  for (const bad of ['soon', 'tomorrow', 'infinity', '2026-01-01', '2026-01-01T00:00:00']) problem(await get(`audit?since=${bad}`), 400, 'bad_request', '/since');
  problem(await get('audit?until=later'), 400, 'bad_request', '/until');
  // A page's cursor carries the filter; it can't be made to carry another's eyes.
  const page = ok(await get('audit?limit=1&sort=-id&until=2099-01-01T00:00:00Z'));
  assert.ok(Number(ok(await get(`audit?limit=1&cursor=${page.next_cursor}`)).data[0].id) < Number(page.data[0].id));

  ok(await rosa.call('PUT', `/api/v1/agents/${maya.id}/status`, { status: 'logged_out' }));
  const hers = await ask('sort=-id', rosa);
  assert.ok(hers.some((l) => l.action === 'status_set' && l.key === maya.id && l.actor_id === rosa.id));
  assert.ok(!hers.some((l) => ['queue', 'skill', 'channel', 'api_key'].includes(l.resource)));
  problem(await rosa.call('GET', `/api/v1/audit/${line.id}`), 404, 'not_found');
  const forged = Buffer.from(JSON.stringify({ ask: { filter: {}, who: { actor: Number(adam.id), role: 'administrator' } }, last: { id: '0' } })).toString('base64url');
  assert.ok(!ok(await rosa.call('GET', `/api/v1/audit?limit=200&cursor=${forged}`)).data.some((l) => l.id === line.id));
  problem(await (await Client.login(stack, stack.user('agent', 1))).call('GET', '/api/v1/audit'), 403, 'forbidden');
});

test('nobody sets their own password, or ends their own second factor, where neither password nor code is asked for', async () => {
  const me = ok(await get(`users/${adam.id}`));
  problem(await patch('users', me, { password: 'Quite another 31 phrase' }), 403, 'own_account', '/password');
  problem(await adam.call('DELETE', `/api/v1/users/${me.id}/second-factor`), 403, 'own_account');
  const other = await made('users', { ...user(), role: 'administrator' });
  ok(await patch('users', other, { password: 'Quite another 32 phrase' }));
  await gone('users', ok(await get(`users/${other.id}`)));
});

test('an API key makes no administrator without the scope for it, and no key with other scopes or a later end', async () => {
  const plain = await made('api-keys', { name: unique('Admin'), scopes: ['admin', 'sms'], expires_at: '2099-01-01T00:00:00Z' });
  const [tenant] = ok(await get('tenants')).data;
  const mighty = await made('api-keys', { name: unique('Administrators'), scopes: ['admin', 'administrators'] });
  const key = new Client(stack, plain.key), strong = new Client(stack, mighty.key);
  const changed = (who, path, thing, fields) => who.call('PATCH', `/api/v1/${path}/${thing.id}`, fields, { headers: { 'if-match': thing.version } });
  const agent = ok(await key.call('POST', '/api/v1/users', user()), 201);
  const boss = ok(await strong.call('POST', '/api/v1/users', { ...user(), role: 'administrator' }), 201);
  const provider = { name: unique('Provider'), slug: unique('p').toLowerCase(), issuer: 'https://login.example.com', client_id: 'x', client_secret: 'y' };
  const refusals = [
    await key.call('POST', '/api/v1/users', { ...user(), role: 'administrator' }),
    await changed(key, 'users', agent, { role: 'administrator' }),
    await changed(key, 'users', boss, { password: 'Quite another 33 phrase' }),
    await key.call('DELETE', `/api/v1/users/${boss.id}`, undefined, { headers: { 'if-match': boss.version } }),
    await key.call('DELETE', `/api/v1/users/${agent.id}/second-factor`),
    await key.call('POST', '/api/v1/identity-providers', provider),
    await key.call('POST', '/api/v1/api-keys', { name: unique('Key'), scopes: ['sms', 'personal_data'] }),
    await changed(key, 'api-keys', mighty, { name: unique('Mine') }),
    await key.call('POST', `/api/v1/api-keys/${mighty.id}/rotate`, undefined, { headers: { 'if-match': mighty.version } }),
    await key.call('POST', '/api/v1/api-keys', { name: unique('Endless'), scopes: ['sms'] }),
    await changed(key, 'api-keys', plain, { expires_at: null }),
    await changed(key, 'tenants', tenant, { second_factor_roles: [] }),
  ];
  for (const answer of refusals) problem(answer, 403, 'forbidden');
  const file = { format: 'trunkline-configuration', format_version: 1, resources: { user: [{ username: unique('boss').toLowerCase(), name: 'Boss', role: 'administrator' }] } };
  const imported = await key.call('POST', '/api/v1/import?mode=merge', file);
  assert.deepEqual([imported.status, imported.body.errors?.map(({ type }) => type)], [422, ['forbidden']], JSON.stringify(imported.body));
  ok(await changed(strong, 'users', boss, { password: 'Quite another 34 phrase' }));
  const less = ok(await key.call('POST', '/api/v1/api-keys', { name: unique('Less'), scopes: ['sms'], expires_at: '2098-12-31T00:00:00Z' }), 201);
  for (const one of [less, mighty, plain]) await gone('api-keys', one);
  for (const one of [agent, boss]) await gone('users', ok(await get(`users/${one.id}`)));
});
