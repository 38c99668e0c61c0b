// The directory as its users have it (30-contacts): company, external and personal contacts, search, cards and what they
// offer, favourites, block lists.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Client } from '../lib/client.mjs';
import { SEED } from '../lib/random.mjs';
import { Stack } from '../lib/stack.mjs';
import { claim } from '../lib/texts.mjs';

let stack, adam, ida, idaWork, rosa, maya, key, stranger;
before(async () => {
  stack = await Stack.start({ name: 'contacts' });
  const named = (username) => stack.run.users.find((u) => u.username === username);
  await stack.mode(3);
  adam = await Client.login(stack, stack.user('administrator'), 'admin');
  [ida, idaWork, rosa, maya] = await Promise.all([Client.login(stack, named('ida')), Client.login(stack, named('ida'), 'work'),
    Client.login(stack, named('rosa'), 'work'), Client.login(stack, stack.user('agent', 0))]);
  key = new Client(stack, ok(await post('api-keys', { name: 'Everything', scopes: (await stack.asOwner('SELECT name FROM directory.scopes()')).map(({ name }) => name) }), 201).key);
  // Another organisation with somebody who has the same names and numbers.
  const [{ id }] = await stack.asOwner(`SELECT directory.tenant_create('Other') AS id`);
  await stack.asOwner(`INSERT INTO directory.app_user (tenant, username, name, password_hash, role, has_seat, has_work)
    SELECT $1, 'stranger', 'Åsa Lindström', u.password_hash, 'agent', true, true FROM directory.app_user AS u WHERE u.username = 'ida'`, [id]);
  stranger = await Client.login(stack, { username: 'stranger', password: named('ida').password }, 'work');
});
after(async () => { await stack?.stop(); });

let count = 0;
const unique = (word) => `${word}${process.pid}x${++count}`;
const ok = (answer, status = 200) => { assert.equal(answer.status, status, JSON.stringify(answer.body)); return answer.body; };
const problem = (answer, status, type, pointer) => {
  assert.equal(answer.status, status, JSON.stringify(answer.body));
  assert.equal(answer.body.type, type, JSON.stringify(answer.body));
  if (pointer) assert.ok(answer.body.errors?.some((e) => e.pointer === pointer), JSON.stringify(answer.body));
};
const get = (who, path) => who.call('GET', `/api/v1/${path}`);
const post = (path, body, who = adam) => who.call('POST', `/api/v1/${path}`, body);
const etag = (thing) => ({ headers: { 'if-match': `"${thing.version}"` } });
const patch = async (path, body, who = adam) => who.call('PATCH', `/api/v1/${path}`, body, etag(ok(await get(who, path))));
const put = (who, path, body, more) => who.call('PUT', `/api/v1/${path}`, body, more);
const remove = (who, path, more) => who.call('DELETE', `/api/v1/${path}`, undefined, more);
const found = async (who, q, more = '') => ok(await get(who, `contacts?q=${encodeURIComponent(q)}${more}`)).data.map((one) => one.id);
const card = async (who, id) => ok(await get(who, `contacts/${id}/card`));
const cardOf = async (who, number) => ok(await get(who, `card?number=${encodeURIComponent(number)}`));
const offers = ({ actions }) => actions.map((one) => one.action);
const targets = (of, action) => of.actions.find((one) => one.action === action)?.targets;
const me = (who) => `user:${who.id}`;
let mobile = 46700000000 + (SEED % 10000) * 1000;
const number = () => `+${++mobile}`;

test('a colleague is one contact with an extension an account, found in whatever way they are called, by everyone at once', async () => {
  const site = ok(await post('sites', { name: unique('Umeå '), country: 'SE' }), 201);
  ok(await patch('sites/1', { country: 'SE' })); // where all others are: numbers are written as there
  const own = `070${String(SEED % 10000).padStart(4, '0')}111`;
  const e164 = `+46${own.slice(1)}`;
  await claim(adam, e164);
  const shown = ok(await patch(`users/${ida.id}`, { name: 'Åsa Lindström-Öberg', email: 'asa.lindstrom@example.com', department: 'Kundtjänst', site_id: site.id,
    work_number: own, work_extension: '4711', agent_extension: '74711', numbers: [{ label: 'Home', number: '090-12 34 56' }, { kind: 'fax', number: '+46 90 12 34 57' }] }));
  assert.equal(shown.work_number, e164, 'normalised');
  assert.deepEqual(shown.numbers, [{ label: 'Home', kind: 'phone', number: '+4690123456', shown: '090-12 34 56' }, { label: 'Fax', kind: 'fax', number: '+4690123457', shown: '+46 90 12 34 57' }], 'what was typed is kept');
  for (const who of [rosa, maya]) {
    for (const q of ['ås', 'ASA', 'öberg', 'lindstrom åsa', 'oberg as', 'asa.lind', 'example.com åsa', '4711', '74711', own, `${own.slice(0, 3)}-${own.slice(3, 6)} ${own.slice(6)}`,
      e164, `00${e164.slice(1)}`, e164.slice(1), own.slice(0, 8), '090-12 34 56', 'kundtjanst', 'umea', 'kund åsa 090'])
      assert.deepEqual(await found(who, q), [me(ida)], `"${q}"`);
    for (const q of ['zz', 'åsa rosa', '+47']) assert.deepEqual(await found(who, q), [], `"${q}"`);
    assert.deepEqual(await found(who, 'åsa', '&kind=service'), []);
  }
  problem(await get(maya, 'contacts?q=a'), 422, 'invalid', '/q');
  problem(await get(maya, 'contacts?kind=agent'), 422, 'invalid', '/kind');
  const shownCard = await card(rosa, me(ida));
  assert.deepEqual(shownCard.accounts.map(({ side, label, extension }) => `${side} ${label} ${extension}`), ['work Work 4711', 'agent Contact Center 74711']);
  assert.deepEqual(targets(shownCard, 'call').map((t) => t.extension ?? t.number), ['4711', '74711', e164, '+4690123456'], 'call lists every extension and number, the first is the default');
  assert.deepEqual([shownCard.site, shownCard.department, shownCard.emails[0].email], [site.name, 'Kundtjänst', 'asa.lindstrom@example.com']);
  assert.deepEqual(shownCard.numbers.map((n) => `${n.label} ${n.kind}`), ['Work phone', 'Home phone', 'Fax fax']);
  assert.equal((await cardOf(maya, own)).id, me(ida), 'a number of hers leads to her card');
  // CT-15: an entry an account, as 40-messaging says: of the agent account online or offline and nothing finer.
  ok(await put(ida, 'me/status', { status: 'on_break' }));
  assert.deepEqual(Object.keys((await card(rosa, me(ida))).presence.agent), ['online']);
  assert.equal((await card(rosa, me(ida))).presence.agent.online, true);
  // Chat: to each account to which the matrix lets one start.
  assert.deepEqual(targets(await card(rosa, me(ida)), 'chat'), [{ label: 'Work', user: ida.id, side: 'work' }, { label: 'Contact Center', user: ida.id, side: 'agent' }]);
  assert.deepEqual(targets(await card(rosa, me(maya)), 'chat').map((t) => t.side), ['agent']);
  assert.equal(targets(await card(rosa, `user:${stack.run.users.find((u) => u.username === 'tomas')?.id ?? adam.id}`), 'chat')?.some((t) => t.side === 'agent') ?? false, false, 'not to an agent who is logged out');
  // Nobody changes their own details, or any contact that the company has (CT-1, CT-3).
  for (const who of [ida, idaWork]) problem(await who.call('PATCH', `/api/v1/users/${ida.id}`, { name: 'Queen' }, { headers: { 'if-match': '"1"' } }), 403, 'forbidden');
  // Who is disabled is nobody's contact any more.
  const other = ok(await post('users', { username: unique('u'), name: 'Zebedee Quux', password: 'a long password', role: 'agent', has_work: true }), 201);
  assert.deepEqual(await found(maya, 'quux'), [`user:${other.id}`]);
  ok(await patch(`users/${other.id}`, { disabled: true }));
  assert.deepEqual(await found(maya, 'quux'), []);
  problem(await get(maya, `contacts/user:${other.id}/card`), 404, 'not_found');
});

test('the end of a number finds it, and so does a part of a name that is written without spaces', async () => {
  const digits = number(), made = ok(await post('external-contacts', { name: '王小明', company: '株式会社日立製作所', numbers: [{ number: digits }] }), 201), id = `external:${made.id}`;
  const own = ok(await post('me/contacts', { name: '田中 太郎', numbers: [{ number: digits }] }, rosa), 201);
  for (const q of [digits.slice(-6), `${digits.slice(-6, -3)} ${digits.slice(-3)}`, `0${digits.slice(3)}`]) {
    assert.deepEqual(await found(maya, q), [id], q);
    assert.deepEqual((await found(rosa, q)).toSorted(), [id, own.contact].toSorted(), q);
  }
  for (const q of ['小明', '日立', '製作 小明', '明　王']) assert.deepEqual(await found(maya, q), [id], q);
  assert.deepEqual(await found(rosa, '田中太郎'), [own.contact]);
  assert.deepEqual(await found(maya, '太郎'), [], 'a personal contact is nobody else\'s');
  ok(await remove(adam, `external-contacts/${made.id}`, etag(made)));
  ok(await remove(rosa, `me/contacts/${own.id}`, etag(own)), 204);
});

test('an extension and a Work number reach one; what is wrong names its field', async () => {
  const service = ok(await post('services', { kind: 'call_queue', name: unique('Support '), extension: '600', numbers: [{ number: '0771-123 456' }] }), 201);
  assert.deepEqual(await found(rosa, '600'), [`service:${service.id}`]);
  assert.deepEqual(offers(await card(rosa, `service:${service.id}`)), ['call', 'favourite']);
  for (const [body, pointer, type = 'invalid', status = 422] of [[{ work_extension: '600' }, '/work_extension', 'extension_taken', 409], [{ agent_extension: '4711' }, '/agent_extension', 'extension_taken', 409],
    [{ work_extension: '55', agent_extension: '55' }, '/work_extension', 'extension_taken', 409], [{ work_extension: '74711' }, '/work_extension', 'extension_taken', 409],
    [{ work_extension: '4711' }, '/work_extension', 'extension_taken', 409], [{ work_extension: 'abc' }, '/work_extension'], [{ email: 'nobody' }, '/email'],
    [{ site_id: '999999' }, '/site_id', 'unknown_reference'], [{ numbers: [{ number: 'x' }] }, '/numbers/0/number'], [{ numbers: 'x' }, '/numbers'], [{ work_number: '12' }, '/work_number'],
    [{ work_number: ok(await get(adam, `users/${ida.id}`)).work_number }, '/work_number', 'value_taken', 409]])
    problem(await patch(`users/${maya.id}`, body), status, type, pointer);
  problem(await post('services', { kind: 'call_group', name: unique('G'), extension: '4711' }), 409, 'extension_taken', '/extension');
});

test('in modes 1 and 2 each side has its own directory', async () => {
  await stack.mode(1);
  try {
    assert.deepEqual((await card(rosa, me(ida))).accounts.map((a) => a.side), ['work']);
    assert.deepEqual((await card(maya, me(ida))).accounts.map((a) => a.side), ['agent']);
    problem(await get(rosa, `contacts/user:${maya.id}/card`), 404, 'not_found');
    const users = ok(await get(rosa, 'contacts?kind=user&limit=200')).data;
    assert.ok(!users.some((one) => one.id === me(maya)) && users.every((one) => one.accounts.every((a) => a.side === 'work')));
    assert.ok(ok(await get(maya, 'contacts?kind=user&limit=200')).data.some((one) => one.id === me(maya)));
  } finally { await stack.mode(3); }
  assert.ok(ok(await get(rosa, 'contacts?kind=user&limit=200')).data.some((one) => one.id === me(maya)));
});

test('external contacts are everybody\'s, an administrator\'s to keep, and stand neither in the audit log nor in the configuration', async () => {
  const name = unique('Zoë '), digits = number();
  const made = ok(await post('external-contacts', { name, company: 'Straße & Søn', emails: [{ email: 'zoe@son.example' }], numbers: [{ label: 'Mobile', number: digits }], notes: 'Prefers mornings' }), 201);
  assert.deepEqual(made.emails, [{ label: 'E-mail', email: 'zoe@son.example' }]);
  for (const who of [rosa, maya]) {
    assert.deepEqual(await found(who, `strasse ${name.slice(4)}`), [`external:${made.id}`]);
    const shown = await card(who, `external:${made.id}`);
    assert.deepEqual([shown.kind, shown.company, shown.notes], ['external', 'Straße & Søn', 'Prefers mornings']);
    assert.deepEqual(offers(shown), ['call', 'email', 'favourite']);
    problem(await who.call('PATCH', `/api/v1/external-contacts/${made.id}`, { name: 'x' }, etag(made)), 403, 'forbidden');
  }
  problem(await post('external-contacts', { name, emails: [{ email: 'none' }] }), 422, 'invalid', '/emails/0/email');
  problem(await post('external-contacts', { name, numbers: [{ number: '+46701234567', colour: 'red' }] }), 422, 'invalid', '/numbers/0/');
  const changed = ok(await patch(`external-contacts/${made.id}`, { company: 'Elsewhere' }));
  assert.deepEqual(await found(maya, `straße ${name.slice(4)}`), []);
  assert.deepEqual(changed.numbers[0].number, digits);
  const told = JSON.stringify(ok(await get(adam, `audit?key=${made.id}&resource=external_contact`)).data) + JSON.stringify(await (await fetch(`${stack.base}/api/v1/export`, { headers: { authorization: `Bearer ${adam.token}` } })).json());
  for (const secret of [name, digits, 'Elsewhere', 'zoe@son']) assert.ok(!told.includes(secret), secret);
  ok(await remove(adam, `external-contacts/${made.id}`, etag(changed)));
  assert.deepEqual(await found(maya, name), []);
});

test('personal contacts are their owner\'s alone: made, changed, deleted by them; no administrator, key, colleague or export is told of them', async () => {
  const name = unique('Privata '), digits = number();
  const made = ok(await post('me/contacts', { name, company: 'Secret Ltd', numbers: [{ label: 'Mobile', number: digits }], emails: [{ label: 'Home', email: 'p@home.example' }], notes: 'likes tea' }, rosa), 201);
  const id = `personal:${made.id}`;
  assert.equal(made.contact, id);
  assert.deepEqual(await found(rosa, name), [id]);
  assert.deepEqual(await found(rosa, digits), [id]);
  assert.deepEqual(ok(await get(rosa, 'contacts?kind=personal')).data.map((one) => one.id), [id]);
  assert.deepEqual(ok(await get(rosa, 'me/contacts')).data.map((one) => one.id), [made.id]);
  const own = await card(rosa, id);
  assert.deepEqual(offers(own), ['call', 'email', 'favourite', 'edit', 'delete']);
  assert.deepEqual([own.version, own.notes], [made.version, 'likes tea']);
  // Everybody else, the administrator of the same organisation first.
  for (const who of [adam, ida, idaWork, maya, stranger]) {
    for (const q of [name, digits, 'secret', 'p@home.example']) assert.deepEqual(await found(who, q), [], q);
    problem(await get(who, `contacts/${id}/card`), 404, 'not_found');
    problem(await get(who, `me/contacts/${made.id}`), 404, 'not_found');
    problem(await who.call('PATCH', `/api/v1/me/contacts/${made.id}`, { name: 'Stolen' }, etag(made)), 404, 'not_found');
    problem(await remove(who, `me/contacts/${made.id}`, etag(made)), 404, 'not_found');
    problem(await put(who, `me/favourites/${id}`, {}), 404, 'not_found');
    assert.notEqual((await cardOf(who, digits)).id, id);
  }
  for (const path of ['contacts', `contacts/${id}/card`, 'me/contacts', `me/contacts/${made.id}`]) problem(await get(key, path), 403, 'forbidden');
  const everything = [await (await fetch(`${stack.base}/api/v1/export`, { headers: { authorization: `Bearer ${adam.token}` } })).text(),
    JSON.stringify(ok(await get(adam, 'audit?limit=200'))), JSON.stringify(ok(await get(adam, 'users?limit=200'))), JSON.stringify(ok(await get(key, 'events?limit=200')))].join('');
  for (const secret of [name, digits, 'Secret Ltd', 'p@home.example']) assert.ok(!everything.includes(secret), secret);
  // Changed by its version.
  const changed = ok(await rosa.call('PATCH', `/api/v1/me/contacts/${made.id}`, { company: '' }, etag(made)));
  assert.deepEqual([changed.company, changed.name, changed.numbers[0].number], ['', name, digits]);
  problem(await rosa.call('PATCH', `/api/v1/me/contacts/${made.id}`, { company: 'x' }, etag(made)), 412, 'stale_version');
  problem(await rosa.call('PATCH', `/api/v1/me/contacts/${made.id}`, { company: 'x' }), 428, 'precondition_required');
  problem(await rosa.call('PATCH', `/api/v1/me/contacts/${made.id}`, { numbers: [{ number: '1' }] }, etag(changed)), 422, 'invalid', '/numbers/0/number');
  problem(await remove(rosa, `me/contacts/${made.id}`, etag(made)), 412, 'stale_version');
  problem(await remove(rosa, `me/contacts/${made.id}`), 428, 'precondition_required');
  const answer = await get(rosa, `me/contacts/${made.id}`);
  assert.equal(answer.headers.get('etag'), `"${changed.version}"`);
  // Asked twice, made once.
  const twice = { headers: { 'idempotency-key': unique('k') } };
  const [one, two] = [ok(await rosa.call('POST', '/api/v1/me/contacts', { name }, twice), 201), ok(await rosa.call('POST', '/api/v1/me/contacts', { name }, twice), 201)];
  assert.equal(one.id, two.id);
  ok(await put(rosa, `me/favourites/${id}`, {}));
  ok(await remove(rosa, `me/contacts/${made.id}`, etag(changed)), 204);
  ok(await remove(rosa, `me/contacts/${one.id}`, etag(one)), 204);
  assert.deepEqual(await found(rosa, name), []);
  assert.ok(!ok(await get(rosa, 'me/favourites')).contacts.includes(id), 'with a contact goes its place among the favourites');
});

test('one\'s own contact that was deleted is restored by its owner alone, once', async () => {
  const made = ok(await post('me/contacts', { name: unique('Regretted '), company: 'Oops AB', numbers: [{ label: 'Mobile', number: number() }], notes: 'keep' }, rosa), 201);
  const restore = (who, id = made.id, more) => who.call('POST', `/api/v1/me/contacts/${id}/restore`, undefined, more);
  ok(await put(rosa, `me/favourites/${made.contact}`, {}));
  problem(await restore(rosa), 404, 'not_found');
  ok(await remove(rosa, `me/contacts/${made.id}`, etag(made)), 204);
  assert.deepEqual(await found(rosa, made.name), []);
  for (const who of [adam, ida, idaWork, maya, stranger]) problem(await restore(who), 404, 'not_found');
  problem(await restore(key), 403, 'forbidden');
  const once = { headers: { 'idempotency-key': unique('restore') } };
  const back = ok(await restore(rosa, made.id, once));
  const { version, ...same } = made;
  assert.deepEqual({ ...same, version: back.version }, back);
  assert.notEqual(back.version, version, 'who still has the former one is told that it is stale');
  assert.deepEqual(ok(await restore(rosa, made.id, once)), back, 'asked twice, done once');
  problem(await restore(rosa), 404, 'not_found');
  assert.deepEqual(await found(rosa, made.name), [made.contact]);
  assert.ok(ok(await get(rosa, 'me/favourites')).contacts.includes(made.contact));
  ok(await remove(rosa, `me/contacts/${made.id}`, etag(back)), 204);
});

test('favourites stand in one\'s own order, whoever else writes at the same time; the whole order goes by its version', async () => {
  const people = await Promise.all(Array.from({ length: 6 }, async (_, i) => `external:${ok(await post('external-contacts', { name: unique(`Fav${i} `) }), 201).id}`));
  const order = async (who = rosa) => ok(await get(who, 'me/favourites')).contacts;
  for (const one of people.slice(0, 4)) ok(await put(rosa, `me/favourites/${one}`, {}));
  assert.deepEqual(await order(), people.slice(0, 4));
  assert.deepEqual(ok(await put(rosa, `me/favourites/${people[3]}`, { before: people[0] })).contacts, [people[3], ...people.slice(0, 3)]);
  ok(await put(rosa, `me/favourites/${people[3]}`, { before: people[3] }));
  assert.deepEqual(ok(await get(rosa, 'contacts?favourites=true')).data.map((one) => one.id), [people[3], ...people.slice(0, 3)]);
  assert.ok(ok(await get(rosa, 'contacts?favourites=true')).data.every((one) => one.favourite));
  assert.deepEqual(await found(rosa, 'fav', '&favourites=true').then((ids) => ids.toSorted()), people.slice(0, 4).toSorted());
  const paged = [];
  for (let cursor = ''; cursor !== null;) {
    const page = ok(await get(rosa, `contacts?favourites=true&limit=2${cursor && `&cursor=${cursor}`}`));
    paged.push(...page.data.map((one) => one.id));
    cursor = page.next_cursor;
  }
  assert.deepEqual(paged, await order());
  assert.deepEqual(await order(maya), [], 'one\'s own');
  assert.deepEqual(offers(await card(rosa, people[0])).includes('unfavourite'), true);

  // Forty at once: each is in, none twice.
  await Promise.all(Array.from({ length: 40 }, (_, i) => put(rosa, `me/favourites/${people[i % 6]}`, i % 2 ? { before: people[1] } : {}).then((answer) => assert.equal(answer.status, 200, JSON.stringify(answer.body)))));
  assert.deepEqual((await order()).toSorted(), people.toSorted());

  const answer = await get(rosa, 'me/favourites');
  assert.equal(answer.headers.get('etag'), `"${answer.body.version}"`);
  const wanted = people.toReversed();
  const both = await Promise.all([wanted, people].map((contacts) => put(rosa, 'me/favourites', { contacts }, etag(answer.body))));
  assert.deepEqual(both.map((one) => one.status).toSorted(), [200, 412], 'of two whole orders at once one is told that it is stale');
  assert.deepEqual(await order(), both.find((one) => one.status === 200).body.contacts);
  problem(await put(rosa, 'me/favourites', { contacts: people }), 428, 'precondition_required');
  const once = (thing) => ({ headers: { ...etag(thing).headers, 'idempotency-key': 'favourites-once' } });
  const now = ok(await get(rosa, 'me/favourites'));
  ok(await put(rosa, 'me/favourites', { contacts: now.contacts }, once(now)));
  assert.equal((await put(rosa, 'me/favourites', { contacts: [] }, once(now))).status, 409, 'the same key for something else');
  const { version } = ok(await get(rosa, 'me/favourites'));
  problem(await put(rosa, 'me/favourites', { contacts: [people[0], 'external:999999999'] }, etag({ version })), 422, 'unknown_reference', '/contacts/1');
  problem(await put(rosa, 'me/favourites', { contacts: ['x'] }, etag({ version })), 422, 'invalid', '/contacts/0');
  problem(await put(rosa, 'me/favourites', { contacts: 'x' }, { ...etag({ version }), direct: true }), 422, 'invalid', '/contacts');
  problem(await put(rosa, `me/favourites/${people[0]}`, { before: 'user:999999999' }), 422, 'unknown_reference', '/before');
  problem(await put(rosa, `me/favourites/${people[0]}`, { before: 'x' }), 422, 'invalid', '/before');
  problem(await put(rosa, 'me/favourites/user:999999999', {}), 404, 'not_found');
  ok(await remove(rosa, `me/favourites/${people[0]}`));
  problem(await remove(rosa, `me/favourites/${people[0]}`), 404, 'not_found');
  assert.equal((await order()).length, 5);
});

test('a list by name and a search page through all, each once, while others add', async () => {
  const word = unique('Pagina');
  for (let i = 0; i < 9; i++) ok(await post('external-contacts', { name: `${word} ${i}`, company: `${word} AB` }), 201);
  for (const path of [`contacts?q=${word}&limit=2`, `contacts?q=${word.slice(0, 8)}%20${word}&limit=4`, 'contacts?limit=3']) {
    const ids = [];
    for (let next = path; next;) {
      const { data, next_cursor: cursor } = ok(await get(maya, next));
      ids.push(...data.map((one) => one.id));
      if (ids.length < 4) ok(await post('external-contacts', { name: `Other ${unique('x')}` }), 201);
      next = cursor && `${path}&cursor=${cursor}`;
    }
    assert.equal(new Set(ids).size, ids.length, path);
    if (path.includes('q=')) assert.equal(ids.length, 9, path);
  }
  problem(await get(maya, 'contacts?cursor=bm9uZQ'), 400, 'bad_request');
});

test('blocking: offered while the number is in none of the contacts; undone as long as it is blocked, also when saved since', async () => {
  ok(await patch(`users/${rosa.id}`, { work_number: await claim(adam, number()) }));
  const digits = number(), path = (list, n = digits) => `me/blocks/${list}/${encodeURIComponent(n)}`;
  assert.deepEqual(offers(await cardOf(rosa, digits)), ['call', 'block_caller', 'block_sender'], 'a number without a contact has a card');
  assert.deepEqual((await cardOf(rosa, digits)).numbers.map((n) => n.number), [digits]);
  assert.deepEqual(offers(await cardOf(maya, digits)), ['call'], 'nobody blocks for a queue: in the workspace it is not offered');
  problem(await get(rosa, 'card?number=x'), 422, 'invalid', '/number');
  problem(await put(maya, path('caller')), 403, 'forbidden');

  const block = ok(await put(rosa, path('caller')));
  assert.deepEqual([block.list, block.number, block.contact], ['caller', digits, null]);
  assert.equal(ok(await put(rosa, path('caller'))).at, block.at, 'twice is once');
  assert.deepEqual(offers(await cardOf(rosa, digits)), ['call', 'unblock_caller', 'block_sender'], 'two lists');
  assert.deepEqual(targets(await cardOf(rosa, digits), 'unblock_caller').map((t) => t.number), [digits]);
  ok(await put(rosa, path('sender')));
  assert.deepEqual(offers(await cardOf(rosa, digits)), ['call', 'unblock_caller', 'unblock_sender']);
  // Of nobody else.
  assert.deepEqual(offers(await cardOf(idaWork, digits)), ['call', 'text', 'block_caller', 'block_sender']);
  assert.deepEqual(ok(await get(idaWork, 'me/blocks')).data, []);
  problem(await remove(idaWork, path('caller')), 404, 'not_found');

  // Saved since: still blocked, and undone from the contact's card.
  const saved = ok(await post('me/contacts', { name: unique('Since '), numbers: [{ number: digits }] }, rosa), 201);
  assert.deepEqual(offers(await card(rosa, `personal:${saved.id}`)), ['call', 'favourite', 'unblock_caller', 'unblock_sender', 'edit', 'delete']);
  assert.deepEqual(ok(await get(rosa, 'me/blocks')).data.map((b) => [b.list, b.contact]), [['caller', `personal:${saved.id}`], ['sender', `personal:${saved.id}`]]);
  assert.deepEqual(ok(await get(rosa, 'me/blocks?list=sender')).data.map((b) => b.list), ['sender']);
  ok(await remove(rosa, path('caller')), 204);
  ok(await remove(rosa, path('sender')), 204);
  problem(await put(rosa, path('caller')), 409, 'number_is_contact');
  assert.ok(!offers(await card(rosa, `personal:${saved.id}`)).some((a) => a.includes('block')));
  // A colleague's, an external contact's; nobody else's personal contact keeps one from blocking.
  const external = ok(await post('external-contacts', { name: unique('Ext '), numbers: [{ number: number() }] }), 201);
  problem(await put(rosa, path('sender', external.numbers[0].number)), 409, 'number_is_contact');
  problem(await put(rosa, path('sender', ok(await get(adam, `users/${ida.id}`)).work_number)), 409, 'number_is_contact');
  ok(await put(idaWork, path('caller', digits)));

  for (const bad of ['+0', '12!', 'abcdefghijkl', '+', '%00']) problem(await put(rosa, path('caller', bad)), 404, 'not_found');
  problem(await put(rosa, path('both')), 404, 'not_found');
  ok(await put(rosa, path('sender', 'DHL Parcel')));
  // Who has no Work number has nothing to block for.
  await patch(`users/${rosa.id}`, { work_number: null });
  problem(await put(rosa, path('caller', number())), 409, 'no_work_number');
  assert.deepEqual(offers(await cardOf(rosa, number())), ['call']);

  assert.deepEqual(ok(await get(rosa, 'me/block-settings')), { block_unknown_senders: false });
  assert.deepEqual(ok(await put(rosa, 'me/block-settings', { block_unknown_senders: true })), { block_unknown_senders: true });
  assert.deepEqual(ok(await get(rosa, 'me/block-settings')), { block_unknown_senders: true });
  assert.deepEqual(ok(await get(idaWork, 'me/block-settings')), { block_unknown_senders: false });
  const once = { headers: { 'idempotency-key': unique('once') } };
  ok(await put(rosa, 'me/block-settings', { block_unknown_senders: true }, once));
  assert.equal((await put(rosa, 'me/block-settings', { block_unknown_senders: false }, once)).status, 409, 'the same key for something else');
});

test('fax, meetings and what a blocked caller hears are the tenant\'s to decide', async () => {
  assert.ok(!offers(await card(rosa, me(ida))).some((a) => ['fax', 'meet'].includes(a)));
  const [own] = ok(await get(adam, 'tenants')).data;
  const set = ok(await patch(`tenants/${own.id}`, { fax: true, meeting_template: 'https://meet.example/{room}', blocked_caller: 'announcement' }));
  assert.deepEqual([set.fax, set.meeting_template, set.blocked_caller], [true, 'https://meet.example/{room}', 'announcement']);
  assert.deepEqual(targets(await card(rosa, me(ida)), 'fax').map((t) => t.number), ['+4690123457']);
  assert.ok(offers(await card(rosa, me(ida))).includes('meet'));
  assert.ok(!offers(await card(idaWork, me(ida))).some((a) => ['call', 'meet', 'favourite', 'email', 'chat'].includes(a)), 'not with oneself');
  problem(await patch(`tenants/${own.id}`, { meeting_template: 'javascript:alert(1)' }), 422, 'invalid', '/meeting_template');
  problem(await patch(`tenants/${own.id}`, { blocked_caller: 'laugh' }), 422, 'invalid', '/blocked_caller');
  ok(await patch(`tenants/${own.id}`, { fax: false, meeting_template: null }));
});

test('nothing of one organisation is another\'s: no contact, no number, no favourite', async () => {
  const mine = ok(await post('external-contacts', { name: unique('Ours '), numbers: [{ number: number() }] }), 201);
  for (const id of [me(ida), `external:${mine.id}`]) {
    problem(await get(stranger, `contacts/${id}/card`), 404, 'not_found');
    problem(await put(stranger, `me/favourites/${id}`, {}), 404, 'not_found');
  }
  assert.deepEqual(await found(stranger, 'åsa'), [me(stranger)], 'she has the same name there');
  assert.ok(!(await found(rosa, 'åsa')).includes(me(stranger)));
  assert.equal((await cardOf(stranger, mine.numbers[0].number)).id, null);
  assert.deepEqual(ok(await get(stranger, 'contacts')).data.map((one) => one.id), [me(stranger)]);
});
