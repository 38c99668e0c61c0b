// Address books as files (CT-4, CT-6): made by other people's libraries and in the headers of Google and Outlook, imported,
// imported again, exported and read by the same libraries.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { parse as parseCsv } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import ICAL from 'ical.js';
import vCard from 'vcf';
import { Client } from '../lib/client.mjs';
import { Stack } from '../lib/stack.mjs';

let stack, adam, ann, ben;
before(async () => {
  stack = await Stack.start({ name: 'people' });
  adam = await Client.login(stack, stack.user('administrator'), 'admin');
  [ann, ben] = await Promise.all([0, 1].map((n) => Client.login(stack, stack.user('agent', n))));
});
after(async () => { await stack?.stop(); });

const ok = (answer) => { assert.equal(answer.status, 200, JSON.stringify(answer.body).slice(0, 2000)); return answer.body; };
const counts = ({ added, changed, unchanged, skipped }) => [added, changed, unchanged, skipped];
const send = (who, path, raw, type, query = '') => who.call('POST', `/api/v1/${path}/import${query}`, undefined, { raw, headers: { 'content-type': type } });
const own = async (who, raw, type = 'text/csv', query = '') => ok(await send(who, 'me/contacts', raw, type, query));
const listed = async (who, path = 'me/contacts') => ok(await who.call('GET', `/api/v1/${path}?limit=200`)).data;
const file = async (who, path, format) => {
  const answer = await fetch(`${stack.base}/api/v1/${path}/export?format=${format}`, { headers: { authorization: `Bearer ${who.token}` } });
  assert.equal(answer.status, 200);
  return answer.text();
};
const clear = async (who) => {
  for (const contact of await listed(who)) {
    await who.call('DELETE', `/api/v1/me/contacts/${contact.id}`, undefined, { headers: { 'if-match': contact.version } });
  }
};

const google2024 = [['First Name', 'Middle Name', 'Last Name', 'Organization Name', 'Organization Title', 'Notes', 'Labels', 'E-mail 1 - Label', 'E-mail 1 - Value', 'Phone 1 - Label', 'Phone 1 - Value', 'Phone 2 - Label', 'Phone 2 - Value'],
  ['Grace', 'Brewster', 'Hopper', 'US Navy', 'Rear Admiral', 'two\nlines, "quoted"', '* myContacts', '* Work', 'grace@navy.example', 'Mobile', '+1 202 555 0199', 'Work Fax', '(202) 555-0143'],
  ['Åsa', '', 'Öberg', '', '', '', '', '', '', '', '+46 70 123 45 67 ::: +46 8 123 456 78', '', ''],
  ['No', '', 'Number', '', '', '', '', '', '', 'Mobile', '12', '', ''],
  ['', '', '', '', '', '', '* myContacts', '', '', '', '', '', ''],
  ['G.', '', 'Hopper', '', '', '', '', '', 'GRACE@navy.example', '', '+1 202 555 0101', '', ''],
  ['GRACE', 'Brewster', 'Hopper', '', '', '', '', '', 'GRACE@navy.example', '', '+1 202 555 0100', '', '']];

test('import twice: a table of Google in Windows-1252 shows what it will do, does it, and changes nothing the second time', async () => {
  const bytes = Buffer.from(stringify(google2024), 'latin1');
  const shown = await own(ann, bytes, 'text/csv', '?dry_run=true');
  assert.deepEqual(counts(shown), [4, 0, 0, 2]);
  assert.deepEqual(shown.items.filter((i) => i.possible_duplicate_of).map((i) => [i.line, i.action, i.possible_duplicate_of]), [[7, 'added', { line: 2, name: 'Grace Brewster Hopper' }]]);
  assert.equal(shown.dry_run, true);
  assert.deepEqual(await listed(ann), [], 'nothing is kept');
  const done = await own(ann, bytes);
  assert.deepEqual(done.items.map((i) => [i.line, i.action, i.name ?? i.problem, i.left_out?.length]), [
    [2, 'added', 'Grace Brewster Hopper', undefined], [4, 'added', 'Åsa Öberg', undefined], [5, 'added', 'No Number', 1],
    [6, 'skipped', 'It has no name, company, e-mail address or number.', undefined],
    [7, 'added', 'G. Hopper', undefined], [8, 'skipped', 'It is the same person as that of line 2: both are put together.', undefined]]);
  const [grace] = (await listed(ann)).filter((c) => c.company === 'US Navy'), [other] = (await listed(ann)).filter((c) => c.name === 'G. Hopper');
  assert.deepEqual([grace.possible_duplicate_of, other.possible_duplicate_of], [null, grace.id]);
  const card = ok(await ann.call('GET', `/api/v1/contacts/${other.contact}/card`));
  assert.deepEqual(card.possible_duplicate_of, { id: grace.contact, name: 'Grace Brewster Hopper' });
  assert.deepEqual(grace.numbers.map((n) => [n.label, n.kind, n.number]), [['Mobile', 'phone', '+12025550199'], ['Work', 'fax', '+12025550143'], ['Phone', 'phone', '+12025550100']]);
  assert.equal(grace.notes, 'two\nlines, "quoted"');
  assert.deepEqual(counts(await own(ann, bytes)), [0, 0, 4, 2], 'the same file again changes nothing and renames nobody');
  assert.deepEqual(await listed(ben), [], 'nobody else has them');
});

test('a file with changes says which, adds to what its owner wrote, and takes nothing away', async () => {
  const table = stringify([['First Name', 'Last Name', 'Company', 'E-mail Address', 'Business Phone', 'Business Fax'],
    ['grace', 'Brewster Hopper', 'Navy', 'grace@navy.example', '202-555-0177', '']]);
  for (const query of ['?dry_run=true', '']) {
    const { items: [item], ...rest } = await own(ann, table, 'text/csv', query);
    assert.deepEqual(counts(rest), [0, 1, 0, 0]);
    assert.deepEqual(Object.keys(item.changes).sort(), ['company', 'name', 'numbers']);
    assert.deepEqual(item.changes.company, { before: 'US Navy', after: 'Navy' });
  }
  const [grace] = (await listed(ann)).filter((c) => c.company === 'Navy');
  assert.deepEqual(grace.numbers.map((n) => n.number), ['+12025550199', '+12025550143', '+12025550100', '+12025550177']);
  assert.equal(grace.title, 'Rear Admiral');
});

test('two contacts that may be one are merged by their owner, once, and the merge is undone; by nobody else', async () => {
  await clear(ben);
  const table = 'Name,Mobile Phone,Company\nAda,+4687000001,\nOffice,+4687000001,Engines\n';
  assert.deepEqual(counts(await own(ben, table)), [2, 0, 0, 0]);
  const by = async () => Object.fromEntries((await listed(ben)).map((c) => [c.name, c]));
  const card = async (c) => { const it = ok(await ben.call('GET', `/api/v1/contacts/${c.contact}/card`)); return [it.merged?.name ?? null, it.actions.map((a) => a.action).filter((a) => /merge|apart/.test(a))]; };
  const { Ada: ada, Office: office } = await by();
  assert.deepEqual([await card(ada), await card(office)], [[null, []], [null, ['merge', 'keep_apart']]]);
  const key = { headers: { 'idempotency-key': `merge-${process.pid}` } };
  const merge = (who, more = key) => who.call('POST', `/api/v1/me/contacts/${ada.id}/merge`, { other: office.id }, more);
  assert.equal((await merge(ann)).status, 404, 'nobody else');
  assert.equal((await ben.call('POST', `/api/v1/me/contacts/${ada.id}/merge`, { other: ada.id })).status, 422);
  assert.equal(ok(await merge(ben)).company, 'Engines');
  const again = await merge(ben);
  assert.deepEqual([again.status, again.headers.get('idempotent-replayed')], [200, 'true'], 'the same command again');
  assert.equal((await merge(ben, {})).status, 404, 'another one finds nobody');
  assert.deepEqual(Object.keys(await by()), ['Ada']);
  assert.deepEqual(await card(ada), ['Office', ['unmerge']]);
  assert.deepEqual(counts(await own(ben, table)), [0, 0, 1, 1], 'the same file makes no second one');
  const unmerge = (who, other = office.id) => who.call('POST', `/api/v1/me/contacts/${ada.id}/unmerge`, { other });
  assert.equal((await unmerge(ann)).status, 404);
  assert.equal((await unmerge(ben, ada.id)).status, 404, 'another one than the newest');
  assert.equal((await ben.call('POST', `/api/v1/me/contacts/${ada.id}/unmerge`, {})).status, 422);
  assert.equal(ok(await unmerge(ben)).company, '');
  const now = await by();
  assert.deepEqual([now.Office.id, now.Office.possible_duplicate_of, now.Office.company], [office.id, ada.id, 'Engines']);
  assert.equal((await unmerge(ben)).status, 404);
  assert.equal(ok(await ben.call('POST', `/api/v1/me/contacts/${office.id}/keep-apart`)).possible_duplicate_of, null);
  assert.deepEqual(await card(office), [null, []]);
});

test('before it runs, the import says of each row what it will do, and what it can\'t keep', async () => {
  await clear(ben);
  const table = 'Name,Mobile Phone,Spouse,Web Page\nAda,+4687000011,,\nBob,+4687000012,Bea,http://b.example\n';
  await own(ben, table);
  const shown = await own(ben, `${table.replace('4687000012', '4687000012 ::: +4687000013')}Cy,+4687000011,Di,\n,,,\nx,1,,,,\n`, 'text/csv', '?dry_run=true');
  assert.deepEqual(shown.items.map((i) => [i.line, i.action, i.name ?? i.problem, i.possible_duplicate_of?.name]), [[2, 'unchanged', 'Ada', undefined], [3, 'changed', 'Bob', undefined],
    [4, 'added', 'Cy', 'Ada'], [6, 'skipped', 'It has more cells than the first line.', undefined]]);
  assert.deepEqual(shown.dropped, [{ name: 'Spouse', count: 2 }, { name: 'Web Page', count: 1 }]);
  const card = `BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Dee\r\nURL:http://d.example\r\nPHOTO;ENCODING=b:${'A'.repeat(70_000)}\r\nEND:VCARD\r\n`;
  assert.deepEqual((await own(ben, card, 'text/vcard', '?dry_run=true')).dropped, [{ name: 'PHOTO', count: 1 }, { name: 'URL', count: 1 }]);
});

test('declared charsets: of a table, of a card\'s values; an unknown one is refused', async () => {
  await clear(ben);
  await own(ben, Buffer.from([...Buffer.from('Name,Notes\n'), 0xCC, 0xEE, 0xF1, 0xEA, 0xE2, 0xE0, 0x2C, 0x78, 0x0A]), 'text/csv; charset=windows-1251');
  const old = Buffer.concat([Buffer.from('BEGIN:VCARD\r\nVERSION:2.1\r\nFN;CHARSET=ISO-8859-15:'), Buffer.from([0x41, 0xA4]), Buffer.from('\r\nNOTE;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=C3=\r\n=A5\r\nEND:VCARD\r\n')]);
  await own(ben, old, 'text/vcard');
  await own(ben, 'Vorname\tNachname\tMobiltelefon\rMax\tMuster\t+4915112345678\r', 'text/tab-separated-values');
  assert.deepEqual((await listed(ben)).map((c) => [c.name, c.notes, c.numbers.length]), [['Москва', 'x', 0], ['A€', 'å', 0], ['Max Muster', '', 1]]);
  const refused = await send(ben, 'me/contacts', 'Name\nx\n', 'text/csv; charset=x-unheard-of');
  assert.deepEqual([refused.status, refused.body.detail], [422, 'Unknown charset x-unheard-of. Send UTF-8.']);
  const bytes = (...parts) => Buffer.concat(parts.map((part) => Buffer.from(part)));
  await clear(ben);
  await own(ben, bytes('Name\n', [0x93, 0x8C, 0x8B, 0x9E], '\n'), 'text/csv; charset=Shift_JIS');
  const [skipped] = (await own(ben, 'BEGIN:VCARD\r\nVERSION:2.1\r\nFN;CHARSET=ISO-2022-JP:x\r\nEND:VCARD\r\n', 'text/vcard')).items;
  assert.deepEqual([skipped.line, skipped.action, skipped.problem], [1, 'skipped', 'Unknown charset ISO-2022-JP. Send UTF-8.']);
  // Declared UTF-8 is UTF-8, with one invalid byte as well: that one is reported, the rest is as it was meant.
  const table = await own(ben, bytes('Name,Notes\nÅsa,ok\nZo', [0xEB], ',ok\n'), 'text/csv; charset=utf-8');
  assert.deepEqual(table.items.map((i) => [i.name, i.left_out]), [['Åsa', undefined], ['Zo\ufffd', ['name: Unreadable characters became \ufffd.']]]);
  const cards = await own(ben, bytes('\ufeffBEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ö', [0xC3], '\r\n ', [0xA5], 'sten\r\nNOTE:', [0xE5], '\r\nEND:VCARD\r\n'), 'text/vcard');
  assert.deepEqual(cards.items.map((i) => [i.name, i.left_out]), [['Öåsten', ['notes: Unreadable characters became \ufffd.']]]);
});

test('national numbers of users without a site are read in the organisation\'s default country', async () => {
  const tenant = async () => (await listed(adam, 'tenants'))[0];
  const set = async (country) => { const { id, version } = await tenant(); return adam.call('PATCH', `/api/v1/tenants/${id}`, { default_country: country }, { headers: { 'if-match': version } }); };
  const number = async () => { await clear(ben); await own(ben, 'Name,Mobile Phone\nUdo,030 123456\n'); return (await listed(ben))[0].numbers[0]?.number; };
  const before = (await tenant()).default_country;
  const [{ site_id: site }] = await stack.asOwner(`SELECT site_id FROM directory.app_user WHERE id = ${ben.id}`);
  try {
    await stack.asOwner(`UPDATE directory.app_user SET site_id = NULL WHERE id = ${ben.id}`);
    ok(await set('DE'));
    assert.equal(await number(), '+4930123456');
    ok(await set('SE'));
    assert.equal(await number(), '+4630123456');
    for (const country of ['se', 'QQ', 'SWE']) {
      const refused = await set(country);
      assert.deepEqual([refused.status, refused.body.errors?.[0].pointer], [422, '/default_country'], country);
    }
  } finally {
    await stack.asOwner(`UPDATE directory.app_user SET site_id = ${site ?? 'NULL'} WHERE id = ${ben.id}`);
    ok(await set(before ?? null));
  }
});

test('an extension is kept with its number, in and out', async () => {
  const card = `BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Exa\r\n${['TEL;VALUE=uri:tel:+44-20-7946-0000;ext=5', 'TEL:+44 20 7946 0001 x12', 'TEL:+44 20 7946 0002 ext. 0034', 'TEL:+44 20 7946 0003 #7', 'TEL;TYPE=fax:Fax +44 20 7946 0004',
    'TEL:+44 20 7946 0005'].map((line) => `${line}\r\n`).join('')}END:VCARD\r\n`;
  const wanted = ['+442079460000 x5', '+442079460001 x12', '+442079460002 x0034', '+442079460003 x7', '+442079460004', '+442079460005'];
  await clear(ben);
  await own(ben, card, 'text/vcard');
  assert.deepEqual((await listed(ben))[0].numbers.map((n) => n.shown).slice(0, 2), ['+44-20-7946-0000;ext=5', '+44 20 7946 0001 x12']);
  for (const [format, type] of [['vcard3', 'text/vcard'], ['vcard4', 'text/vcard'], ['csv', 'text/csv']]) {
    const text = await file(ben, 'me/contacts', format);
    const written = format === 'csv' ? Object.entries(parseCsv(text, { columns: true })[0]).filter(([name]) => /^Phone \d - Value$/.test(name)).map(([, value]) => value)
      : [...text.matchAll(/^(?:item\d+\.)?TEL[^:]*:(.*)\r$/gm)].map(([, value]) => value);
    assert.deepEqual(written, wanted, format);
    await clear(ben);
    assert.deepEqual(counts(await own(ben, text, type)), [1, 0, 0, 0]);
    assert.deepEqual((await listed(ben))[0].numbers.map((n) => n.shown), wanted, format);
  }
});

test('a card goes out with the UID under which it came, and a corrected name is a change', async () => {
  await clear(ben);
  await own(ben, 'BEGIN:VCARD\r\nVERSION:3.0\r\nUID:urn:uuid:1\r\nFN:Jon\r\nTEL:+4687000031\r\nEND:VCARD\r\n', 'text/vcard');
  const text = await file(ben, 'me/contacts', 'vcard3');
  assert.match(text, /^UID:urn:uuid:1\r$/m);
  const { items: [item], ...rest } = await own(ben, text.replace('FN:Jon', 'FN:John'), 'text/vcard');
  assert.deepEqual([counts(rest), item.name], [[0, 1, 0, 0], 'John']);
});

for (const [name, encode] of [
  ['UTF-8', (t) => Buffer.from(t)], ['UTF-8 with mark', (t) => Buffer.from(`\ufeff${t}`)], ['UTF-16LE', (t) => Buffer.from(`\ufeff${t}`, 'utf16le')],
]) {
  test(`Outlook's table in ${name}`, async () => {
    await clear(ben);
    const table = stringify([['Title', 'First Name', 'Middle Name', 'Last Name', 'Company', 'Department', 'Job Title', 'Business Phone', 'Mobile Phone', 'Home Fax', 'E-mail Address', 'E-mail 2 Address', 'Birthday'],
      ['Dr.', 'Zoë', '', '李', 'Søn & Co', 'Ж', 'Boss', '+4930123456', '+4915112345678', '+4930123457', 'zoe@son.example', 'z@home.example', '0/0/00']], { delimiter: ';', quoted: true, record_delimiter: 'windows' });
    assert.deepEqual(counts(await own(ben, encode(table))), [1, 0, 0, 0]);
    const [zoe] = await listed(ben);
    assert.deepEqual([zoe.name, zoe.company, zoe.department, zoe.title, zoe.emails.map((e) => e.email), zoe.numbers.map((n) => `${n.label} ${n.kind} ${n.number}`)],
      ['Zoë 李', 'Søn & Co', 'Ж', 'Boss', ['zoe@son.example', 'z@home.example'], ['Work phone +4930123456', 'Mobile phone +4915112345678', 'Home fax +4930123457']]);
  });
}

test('cards written by vcf come in, go out as 3.0 and 4.0, and vcf and ical.js read in them what was written', async () => {
  await clear(ben);
  const card = new vCard();
  card.set('fn', 'Ada; Lovelace');
  card.set('n', 'Lovelace;Ada;;;');
  card.set('org', 'Analytical Engines');
  card.set('note', 'first\\nsecond');
  card.add('tel', '+44 20 7946 0000', { type: ['work', 'voice'] });
  card.add('tel', '+44 20 7946 0001', { type: ['fax', 'home'] });
  card.add('email', 'ada@engine.example', { type: 'work' });
  assert.deepEqual(counts(await own(ben, card.toString('3.0'), 'text/vcard')), [1, 0, 0, 0]);
  const [ada] = await listed(ben);
  for (const format of ['vcard3', 'vcard4']) {
    const text = await file(ben, 'me/contacts', format);
    const [read] = vCard.parse(text);
    assert.equal(read.get('fn').valueOf(), format === 'vcard3' ? 'Ada\\; Lovelace' : 'Ada; Lovelace', 'vcf leaves escapes as they are');
    assert.deepEqual([read.get('email').valueOf(), ...read.get('tel').map((p) => p.valueOf())], ['ada@engine.example', '+442079460000', '+442079460001']);
    if (format === 'vcard4') {
      const component = new ICAL.Component(ICAL.parse(text));
      assert.equal(component.getFirstPropertyValue('fn'), 'Ada; Lovelace');
      assert.equal(component.getFirstPropertyValue('note'), 'first\nsecond');
      assert.deepEqual(component.getAllProperties('tel').map((p) => p.getFirstValue()), ['+442079460000', '+442079460001']);
    }
    assert.deepEqual(counts(await own(ben, text, 'text/vcard')), [0, 0, 1, 0], 'what goes out comes in as the same');
  }
  assert.deepEqual((await listed(ben)).map(({ name, company, notes, numbers }) => ({ name, company, notes, numbers })),
    [{ name: ada.name, company: 'Analytical Engines', notes: 'first\nsecond', numbers: ada.numbers }]);
});

test('a table goes out without loss and is what csv-parse reads', async () => {
  const before = await listed(ben), text = await file(ben, 'me/contacts', 'csv');
  const [row] = parseCsv(text, { columns: true });
  assert.deepEqual([row.Name, row['Organization Name'], row.Notes, row['Phone 1 - Label'], row['Phone 1 - Value'], row['Phone 2 - Label']],
    ['Ada; Lovelace', 'Analytical Engines', 'first\nsecond', 'Work', '+442079460000', 'Home Fax']);
  await clear(ben);
  assert.deepEqual(counts(await own(ben, text)), [1, 0, 0, 0]);
  const bare = ({ name, company, department, title, emails, numbers, notes }) => ({ name, company, department, title, emails, notes, numbers: numbers.map(({ label, kind, number }) => ({ label, kind, number })) });
  assert.deepEqual((await listed(ben)).map(bare), before.map(bare));
});

test('what is too long or too much is told, also of two that are put together and of whom is there already; a number more finds its place', async () => {
  const card = (name, count, more = '') => `BEGIN:VCARD\r\nVERSION:3.0\r\nFN:${name}\r\n${Array.from({ length: count }, (_, i) => `TEL:+467012345${String(i).padStart(2, '0')}\r\n`).join('')}${more}END:VCARD\r\n`;
  const left = (done) => done.items.map((i) => [i.action, i.left_out]);
  assert.deepEqual(left(await own(ben, card('Many', 11, `NOTE:${'n'.repeat(5000)}\r\n`), 'text/vcard')), [['added', ['notes: Only the first 4000 bytes are kept.']]]);
  assert.deepEqual(left(await own(ben, card('Many', 12), 'text/vcard')), [['changed', undefined]]);
  const numbers = async () => (await listed(ben)).find((c) => c.name === 'Many').numbers.length;
  assert.equal(await numbers(), 12, 'the twelfth came in');
  assert.deepEqual(left(await own(ben, card('Many', 22), 'text/vcard')), [['changed', ['+46701234520: More than 20 are not kept.', '+46701234521: More than 20 are not kept.']]]);
  assert.equal(await numbers(), 20);
  const full = await own(ben, card('many', 1, 'TEL:+46709999999\r\n'), 'text/vcard');
  assert.deepEqual(left(full), [['changed', ['+46709999999: No more are kept.']]]);
  const two = await own(ben, card('One', 20).replaceAll('+4670', '+4672') + card('One', 1, 'TEL:+46729999999\r\nTEL:1\r\n').replaceAll('+4670', '+4672'), 'text/vcard');
  assert.deepEqual(left(two).map(([action, words]) => [action, words?.length]), [['added', undefined], ['skipped', 2]]);
  await clear(ben);
});

test('an administrator imports external contacts: everybody finds them, their numbers are the file\'s, the log says how many', async () => {
  const table = (number) => stringify([['Name', 'Company', 'Mobile Phone', 'E-mail Address'], ['Zoe Partner', 'Partner AG', number, 'zoe@partner.example']]);
  assert.deepEqual(counts(ok(await send(adam, 'external-contacts', table('+493012340001'), 'text/csv'))), [1, 0, 0, 0]);
  assert.deepEqual(counts(ok(await send(adam, 'external-contacts', table('+493012340001'), 'text/csv'))), [0, 0, 1, 0]);
  const shown = ok(await send(adam, 'external-contacts', table('+493012340002'), 'text/csv', '?dry_run=true'));
  assert.deepEqual(shown.items[0].changes.numbers.after.map((n) => n.number), ['+493012340002']);
  assert.deepEqual(counts(ok(await send(adam, 'external-contacts', table('+493012340002'), 'text/csv'))), [0, 1, 0, 0]);
  const found = ok(await ann.call('GET', '/api/v1/contacts?q=partner%20zoe')).data;
  assert.deepEqual(found.map((c) => [c.kind, c.name, c.numbers.map((n) => n.number)]), [['external', 'Zoe Partner', ['+493012340002']]]);
  assert.match(await file(adam, 'external-contacts', 'vcard3'), /FN:Zoe Partner/);
  assert.match(await file(adam, 'external-contacts', 'csv'), /Zoe Partner/);
  const { data } = ok(await adam.call('GET', '/api/v1/audit?action=external_contact_import&sort=-id'));
  assert.deepEqual(data.map((a) => [a.detail.added, a.detail.changed]), [[0, 1], [0, 0], [1, 0]]);
});

test('an administrator merges external contacts, sees with which, and undoes it; the log says so', async () => {
  assert.deepEqual(counts(ok(await send(adam, 'external-contacts', 'Name,Mobile Phone\nXenia,+4687000002\nYves,+4687000002\n', 'text/csv'))), [2, 0, 0, 0]);
  const all = async () => (await listed(adam, 'external-contacts')).filter((c) => ['Xenia', 'Yves'].includes(c.name));
  const [xenia, yves] = await all(), post = (who, what, body) => who.call('POST', `/api/v1/external-contacts/${xenia.id}/${what}`, body);
  assert.deepEqual([xenia.possible_duplicate_of, yves.possible_duplicate_of], [null, xenia.id]);
  assert.equal((await post(ann, 'merge', { other: yves.id })).status, 403);
  assert.equal((await post(adam, 'merge', { other: yves.id })).status, 204);
  assert.deepEqual((await all()).map((c) => c.name), ['Xenia']);
  const { at, ...merged } = ok(await adam.call('GET', `/api/v1/contacts/external:${xenia.id}/card`)).merged;
  assert.deepEqual(merged, { id: `external:${yves.id}`, name: 'Yves' });
  assert.equal((await post(adam, 'unmerge', { other: xenia.id })).status, 404);
  assert.equal((await post(ann, 'unmerge', { other: yves.id })).status, 403);
  assert.equal((await post(adam, 'unmerge', { other: yves.id })).status, 204);
  assert.deepEqual(await all(), [xenia, yves].map((c) => ({ ...c, version: c.id === xenia.id ? '3' : '2' })));
  assert.equal((await adam.call('POST', `/api/v1/external-contacts/${yves.id}/keep-apart`)).status, 204);
  assert.deepEqual((await all()).map((c) => [c.possible_duplicate_of, c.version]), [[null, '3'], [null, '3']]);
  // Beside lines that are noted later: exports of the tests before.
  const { data } = ok(await adam.call('GET', '/api/v1/audit?sort=-id&limit=50')), told = data.filter((a) => /^external_contact_(merge|unmerge|keep_apart)$/.test(a.action));
  assert.deepEqual(told.map((a) => [a.action, a.detail.other]), [['external_contact_keep_apart', xenia.id], ['external_contact_unmerge', yves.id], ['external_contact_merge', yves.id]]);
});

test('an agent may not import what everybody sees', async () => {
  assert.equal((await send(ann, 'external-contacts', 'Name\nX\n', 'text/csv')).status, 403);
  assert.equal((await ann.call('GET', '/api/v1/external-contacts/export')).status, 403);
});

test('what is no address book is refused with its reason, and nothing is kept', async () => {
  for (const [raw, type, wanted] of [
    ['a,b\n1,2\n', 'text/csv', /Line 1: no column has a name/], ['', 'text/csv', /Line 1: the names of the columns are missing/],
    ['Name\nx\n', 'text/vcard', /There is no BEGIN:VCARD/], ['Name,Notes\n"x,1\n', 'text/csv', /Line 2: a quote is never closed/],
  ]) {
    const answer = await send(ann, 'me/contacts', raw, type);
    assert.equal(answer.status, 422);
    assert.match(answer.body.detail, wanted);
  }
});

// Rows that are only counted: nothing is made of them that is searched.
const filled = (table, columns, values, n) => stack.asOwner(`DO $$ BEGIN
  ALTER TABLE directory.${table} DISABLE TRIGGER USER;
  INSERT INTO directory.${table} (tenant, ${columns}) SELECT 1, ${values} FROM generate_series(1, ${n}) AS i;
  ALTER TABLE directory.${table} ENABLE TRIGGER USER;
END $$`);

test('2,000 contacts come in at once; a file of more than 5,000 and more than anybody may have are refused', async () => {
  await clear(ben);
  const rows = (n) => stringify([['Name', 'Mobile Phone'], ...Array.from({ length: n }, (_, i) => [`Person ${i}`, `+46701${String(i).padStart(6, '0')}`])]);
  assert.deepEqual(counts(await own(ben, rows(2000))), [2000, 0, 0, 0]);
  assert.deepEqual(counts(await own(ben, rows(2000))), [0, 0, 2000, 0]);
  assert.equal((await send(ben, 'me/contacts', rows(5001), 'text/csv')).status, 413);
  await filled('personal_contact', 'owner, name', `${ben.id}, 'Filler'`, 18000);
  await filled('external_contact', 'name', `'Filler'`, 200000);
  for (const [who, path] of [[ben, 'me/contacts'], [adam, 'external-contacts']]) {
    const answer = await send(who, path, 'Name,Mobile Phone\nOne more,+46702000000\n', 'text/csv');
    assert.deepEqual([answer.status, answer.body.type.split('/').pop()], [409, 'too_many']);
  }
});
