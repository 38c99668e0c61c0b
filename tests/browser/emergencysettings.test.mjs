// What an administrator sets for emergency calls (EM-3, EM-5, EM-9, EM-10, EM-11), on one page, in a real Chromium: which sites lack something, each
// refusal at its field, and everything by keyboard-reachable forms that axe finds nothing wrong with.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Client } from '../lib/client.mjs';
import { eventually, faults, fits, focused, logIn, openPage, reads } from '../lib/page.mjs';
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
    await eventually(() => one.the(`wrong-${name}`).textContent(), words); // the mark may be that of the save before
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
  await eventually(() => lacks.textContent(), 'Umeå: no address, no call-back number, no security contacts');
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
  // What is no separator of groups is not left out: it would make another number of it.
  for (const number of ['+46 (0)90 123 456', '+46 8 123 456/57']) {
    await fill({ security_numbers: '', call_back_number: number });
    await refused('sites', site.id, { call_back_number: /./ });
    await fill({ security_numbers: number, call_back_number: '+46 90 123 456' });
    await refused('sites', site.id, { security_numbers: /E\.164/ });
  }
  await fill({ security_numbers: '+46 70 123 45 67\n+46.70.123-45-68\u00a0' });
  await save('sites');
  await lacks.waitFor({ state: 'detached' });
  const now = await get(`sites/${site.id}`);
  assert.deepEqual([now.country, now.street, now.house_number, now.city, now.call_back_number, now.security_emails, now.security_numbers],
    ['SE', 'Storgatan', '1', 'Umeå', '+4690123456', ['guard@example.com', 'night@example.com'], ['+46701234567', '+46701234568']]);
  assert.equal((await get('numbers?search=4690123456')).data[0].state, 'claimed', 'saving it claims it');
  await eventually(() => row('sites', site.id).textContent(), /Storgatan 1, Umeå.*Call back: \+46 901 234 56.*guard@example\.com/s);
});

test('the address in words counts only while the street is empty, as in the call: on this page and under Sites', async () => {
  const lacks = one.the('lacks', `[data-id="${site.id}"]`), address = 'The red house by the river';
  // Each state of the site: what is said to be missing, what is shown.
  for (const [values, lacking, shown] of [
    [{ street: '', address }, 'Umeå: no street (the address is in words only)', /The red house by the river \(in words only\)/],
    [{ street: 'Storgatan', city: '', address }, 'Umeå: no city', /Storgatan 1(?!.*red house)/s],
    [{ street: '', city: 'Umeå', address: '' }, 'Umeå: no street', /Umeå/],
    [{ street: '', city: '', house_number: '', address: '' }, 'Umeå: no address', /no address to go to/],
    [{ street: 'Storgatan', city: 'Umeå', house_number: '1', address, security_emails: [], security_numbers: [] }, 'Umeå: no security contacts', /No security contacts/],
    [{ security_emails: ['guard@example.com'], country: 'US' }, null, /1 Storgatan, Umeå, US/], // where the number comes first
    [{ country: 'SE' }, null, /Storgatan 1, Umeå, SE(?!.*red house)/s],
  ]) {
    await patch(`sites/${site.id}`, values);
    await one.page.reload();
    await eventually(() => row('sites', site.id).textContent(), shown);
    await one.the('emergency-lacking').waitFor();
    assert.deepEqual(await lacks.allTextContents(), lacking === null ? [] : [lacking]);
  }
  await one.the('section-sites').click();
  await eventually(() => row('sites', site.id).textContent(), /Storgatan 1, Umeå(?!.*red house)/s);
  await edit('sites', site.id);
  assert.match(await one.the('sites-form').textContent(), /Address in words.*only while the street is empty/s);
  await one.the('sites').getByRole('link', { name: 'under Emergency' }).click();
  await one.the('emergency-lacking').waitFor();
  await patch(`sites/${site.id}`, { address: '' });
});

test('nothing is called ready without a site, with a call-back number that another organisation has claimed, or after a reading that failed', async () => {
  const number = '+4690123456', good = one.the('lacks-nothing'), sites = (await get('sites?limit=200')).data;
  for (const { id } of sites) await patch(`sites/${id}`, { street: 'Storgatan', city: 'Umeå', ...(id !== site.id && { call_back_number: '+4690123457', security_emails: ['guard@example.com'] }) });
  await one.page.reload();
  await good.waitFor();
  await reads(one, 'emergency-lacking', /Users without a site have no address/);

  await stack.asOwner(`INSERT INTO directory.tenant (id, name, mode, time_zone, case_prefix) VALUES (977, 'Elsewhere', 3, 'UTC', 'E-');
    UPDATE directory.phone_number SET stage = 'available', version = version + 1 WHERE tenant = 1 AND number = '${number}';
    INSERT INTO directory.phone_number (tenant, number, stage) VALUES (977, '${number}', 'claimed')`);
  await one.page.reload();
  await eventually(() => one.the('lacks').allTextContents(), ['Umeå: call-back number not claimed']);
  await eventually(() => row('sites', site.id).textContent(), /has not claimed it, and if another organisation has, it is not sent/);
  assert.equal(await good.count(), 0);
  await axe('a number that is not claimed');
  await stack.asOwner(`DELETE FROM directory.phone_number WHERE tenant = 977; UPDATE directory.phone_number SET stage = 'claimed', version = version + 1 WHERE tenant = 1 AND number = '${number}'`);

  await one.page.route('**/api/v1/sites?*', (route) => route.fulfill({ json: { data: [], next_cursor: null } }));
  await one.page.reload();
  await reads(one, 'lacks-site', /There is no site/);
  assert.equal(await good.count(), 0);
  await one.page.unroute('**/api/v1/sites?*');

  await one.page.reload();
  await good.waitFor();
  await one.page.route('**/api/v1/trunks?*', (route) => route.fulfill({ status: 503, json: { type: 'unavailable', title: 'Unavailable', status: 503 } }));
  await one.withErrors(['503 /api/v1/trunks'], async () => {
    await edit('sites', site.id);
    await fill({ additional: 'First floor' });
    await save('sites');
    await one.the('emergency-problem').waitFor();
  });
  assert.equal(await good.count(), 0, 'what was read before is not told as if it were now');
  await one.page.unroute('**/api/v1/trunks?*');
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
  // A live region: there, and empty, before it says anything.
  const told = await one.the('sites-warnings', '[role=status]:empty').elementHandle();
  await edit('sites', site.id);
  await fill({ additional: 'Second floor' });
  await save('sites');
  await reads(one, 'sites-warnings', /go nowhere: there is no enabled trunk/);
  assert.match(await told.textContent(), /go nowhere/, 'it says it itself');
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
  await fill({ session_ms: '', session_idle_min: '4' });
  await refused('tenants', tenant.id, { session_idle_min: /^From 5 to 1440, or 0 for never\.$/ });
  await fill({ session_idle_min: '15' });
  await save('tenants');
  const then = await get(`tenants/${tenant.id}`);
  assert.deepEqual([then.session_ms, then.session_idle_min], [null, 15], 'the login has no limit of its own, but by idle timeout');
  await eventually(() => row('tenants', tenant.id).textContent(), /Users are logged out after 15 minutes without activity/);
});

test('what waiting customers are sent is set for each queue (EM-5)', async () => {
  const queue = (await get('queues?name=Orders')).data[0];
  await edit('queues', queue.id);
  await focused(one.page, 'field-emergency_text');
  await fill({ emergency_text: 'Please wait.\nWe are back in a moment.' });
  await save('queues');
  assert.equal((await get(`queues/${queue.id}`)).emergency_text, 'Please wait.\nWe are back in a moment.');
  await eventually(() => row('queues', queue.id).textContent(), /Please wait\./); // what is edited next was read anew
  await edit('queues', queue.id);
  await fill({ emergency_text: '' });
  await save('queues');
  assert.equal((await get(`queues/${queue.id}`)).emergency_text, null);
  const voice = (await get('queues?medium=voice')).data[0];
  await until('queues of calls are not among them', async () => (await one.the('queues-row').count()) > 0 && (await row('queues', voice.id).count()) === 0);
});
