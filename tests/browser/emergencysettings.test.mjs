// What an administrator sets for emergency calls (EM-3, EM-5, EM-9, EM-10, EM-11), on one page, in a real Chromium: which sites lack something, each
// refusal at its field, and everything by keyboard-reachable forms that axe finds nothing wrong with.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Client } from '../lib/client.mjs';
import { eventually, faults, fits, logIn, openPage, reads } from '../lib/page.mjs';
import { Stack, until } from '../lib/stack.mjs';

let stack, adam, one, site;
before(async () => {
  stack = await Stack.start({ name: 'emergencysettings', instances: 'presenced routerd smsgw chatd voiced' });
  adam = await Client.login(stack, stack.user('administrator'), 'admin');
  site = ok(await adam.call('POST', '/api/v1/sites', { name: 'Umeå', country: 'SE' }), 201);
  one = await openPage({ size: { width: 1200, height: 900 }, screens: process.env.SCREENS ?? 'build/screens' });
  await one.page.goto(`${stack.base}/admin`);
  await logIn(one.the, stack.user('administrator'), 'admin');
  await one.the('section-emergency').click();
  await one.the('emergency-lacking').waitFor();
});
after(async () => { await one?.close(); await stack?.stop(); });

const ok = (answer, code = 200) => { assert.equal(answer.status, code, JSON.stringify(answer.body)); return answer.body; };
const get = async (path) => ok(await adam.call('GET', `/api/v1/${path}`));
const patch = async (path, body) => ok(await adam.call('PATCH', `/api/v1/${path}`, body, { headers: { 'if-match': `"${(await get(path)).version}"` } }));
const axe = async (what) => assert.deepEqual(await faults(one.page), [], what);
const field = (name) => one.the(`field-${name}`);
const row = (noun, id) => one.the(`${noun}-row`, `[data-id="${id}"]`);
const edit = (noun, id) => row(noun, id).locator(`[data-testid=${noun}-edit]`).click();
async function fill(values) {
  for (const [name, value] of Object.entries(values)) await (typeof value === 'boolean' ? field(name).setChecked(value) : field(name).fill(value));
}
// Saves what is refused: the words stand at exactly these fields, the first of them has the focus, and nothing is stored.
async function refused(noun, id, wanted, status = 422) {
  const { version } = await get(`${noun}/${id}`);
  await one.withErrors([`${status} /api/v1/${noun}/:id`], async () => {
    await one.the(`${noun}-save`).click();
    await eventually(() => one.page.locator('[aria-invalid=true]').evaluateAll((all) => all.map((it) => it.dataset.testid.slice('field-'.length)).sort()), Object.keys(wanted).sort());
  });
  for (const [name, words] of Object.entries(wanted)) {
    assert.match(await one.the(`wrong-${name}`).textContent(), words);
    assert.equal(await field(name).evaluate((it) => it.getAttribute('aria-describedby').split(' ').some((at) => document.getElementById(at)?.dataset.testid?.startsWith('wrong-'))), true, name);
  }
  await eventually(() => one.page.evaluate(() => document.activeElement.getAttribute('aria-invalid')), 'true');
  assert.equal((await get(`${noun}/${id}`)).version, version);
}
async function save(noun) {
  await one.the(`${noun}-save`).click();
  await one.the(`${noun}-form`).waitFor({ state: 'detached' });
}
// Light and dark, at 1200 and 400 px: nothing is wider than the window, and axe finds nothing.
async function looksRight(name) {
  for (const [width, colorScheme] of [[1200, 'light'], [1200, 'dark'], [400, 'dark'], [400, 'light']]) {
    await one.page.setViewportSize({ width, height: 900 });
    await one.page.emulateMedia({ colorScheme });
    await one.shot(`admin-${name}-${width}-${colorScheme}`);
    await fits(one.page, `${name} at ${width} px`);
    await axe(`${name}, ${width} px, ${colorScheme}`);
  }
  await one.page.setViewportSize({ width: 1200, height: 900 });
}

test('which sites lack an address or a call-back number is told, and goes when both are set; refusals stand at their fields', async () => {
  const lacks = one.the('lacks', `[data-id="${site.id}"]`);
  await eventually(() => lacks.textContent(), 'Umeå: no address, no call-back number');
  await looksRight('emergency');
  await edit('sites', site.id);
  await fill({ country: 'S', call_back_number: '12345', security_emails: 'guard@example.com\nnobody', street: 'Storgatan', house_number: '1', city: 'Umeå' });
  await refused('sites', site.id, { country: /2/ });
  await fill({ country: 'se' });
  await refused('sites', site.id, { call_back_number: /E\.164/ });
  await looksRight('emergency-refused');
  await fill({ call_back_number: '+46 90 123 456' });
  await refused('sites', site.id, { security_emails: /each an e-mail address/ });
  await fill({ security_emails: 'guard@example.com\nnight@example.com', security_numbers: 'none' });
  await refused('sites', site.id, { security_numbers: /E\.164/ });
  await fill({ security_numbers: '+46 70 123 45 67\n+46 (70) 123-45-68' });
  await save('sites');
  await lacks.waitFor({ state: 'detached' });
  const now = await get(`sites/${site.id}`);
  assert.deepEqual([now.country, now.street, now.house_number, now.city, now.call_back_number, now.security_emails, now.security_numbers],
    ['SE', 'Storgatan', '1', 'Umeå', '+4690123456', ['guard@example.com', 'night@example.com'], ['+46701234567', '+46701234568']]);
  assert.equal((await get('numbers?search=4690123456')).data[0].state, 'claimed', 'saving it claims it');
  await eventually(() => row('sites', site.id).textContent(), /Storgatan 1, Umeå.*Call back: \+46 901 234 56.*guard@example\.com/s);
  // Without the two fields of an address, its words go.
  await patch(`sites/${site.id}`, { street: '', address: 'The red house by the river' });
  await one.page.reload();
  await eventually(() => row('sites', site.id).textContent(), /The red house by the river \(in words only\)/);
});

test('no enabled trunk: emergency calls go nowhere, which the page and the linter\'s words at the next save say', async () => {
  await eventually(() => one.the('lacks-trunk').count(), 0);
  const [trunk] = (await get('trunks')).data;
  await patch(`trunks/${trunk.id}`, { emergency: true });
  await one.page.reload();
  await reads(one, 'emergency-lacking', /Tried first: Demo carrier/);
  await patch(`trunks/${trunk.id}`, { disabled: true });
  await one.page.reload();
  await reads(one, 'lacks-trunk', /emergency calls go nowhere/);
  await edit('sites', site.id);
  await fill({ additional: 'Second floor' });
  await save('sites');
  await reads(one, 'sites-warnings', /go nowhere: there is no enabled trunk/);
  await axe('the linter\'s words');
  await patch(`trunks/${trunk.id}`, { disabled: false, emergency: false });
});

test('the organisation\'s own numbers with the test number, a line that is kept free, how long a login lasts (EM-9, EM-10)', async () => {
  const [tenant] = (await get('tenants')).data;
  await eventually(() => row('tenants', tenant.id).textContent(), /Own emergency numbers: 0999/);
  await edit('tenants', tenant.id);
  await fill({ emergency_numbers: '0999\n1234567' });
  await refused('tenants', tenant.id, { emergency_numbers: /1234567 has more than six digits/ });
  await fill({ emergency_numbers: '0999 118118' });
  await refused('tenants', tenant.id, { emergency_numbers: /directory enquiries/ });
  // In minutes, as it was typed.
  await fill({ emergency_numbers: '0999\n5555', session_ms: '100000' });
  await refused('tenants', tenant.id, { session_ms: /^Must be 1 to 10080\.$/ });
  await fill({ session_ms: '480', keep_line_free: true, emergency_services: 'police' });
  await refused('tenants', tenant.id, { emergency_services: /E\.164/ });
  await axe('the organisation, refused');
  await fill({ emergency_services: '+46 8 123 456 78' });
  await save('tenants');
  const now = await get(`tenants/${tenant.id}`);
  assert.deepEqual([now.emergency_numbers, now.keep_line_free, now.emergency_services, now.session_ms], [['0999', '5555'], true, ['+46812345678'], 480 * 60000]);
  await eventually(() => row('tenants', tenant.id).textContent(), /0999, 5555.*kept free, but for \+46 .*480 minutes/s);
  await edit('tenants', tenant.id);
  assert.equal(await field('session_ms').inputValue(), '480');
  await fill({ session_ms: '' });
  await save('tenants');
  assert.equal((await get(`tenants/${tenant.id}`)).session_ms, null);
});

test('what waiting customers are sent is set for each queue (EM-5)', async () => {
  const queue = (await get('queues?name=Orders')).data[0];
  await edit('queues', queue.id);
  await fill({ emergency_text: 'Please wait.\nWe are back in a moment.' });
  await save('queues');
  assert.equal((await get(`queues/${queue.id}`)).emergency_text, 'Please wait.\nWe are back in a moment.');
  await edit('queues', queue.id);
  await fill({ emergency_text: '' });
  await save('queues');
  assert.equal((await get(`queues/${queue.id}`)).emergency_text, null);
  const voice = (await get('queues?medium=voice')).data[0];
  await until('queues of calls are not among them', async () => (await one.the('queues-row').count()) > 0 && (await row('queues', voice.id).count()) === 0);
});
