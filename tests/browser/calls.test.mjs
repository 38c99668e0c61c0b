// Calls, voicemail, recordings and fax on the Work page (CT-13, CT-14): a fax begun from a card by hover and by keyboard, its states, lists.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import { Client } from '../lib/client.mjs';
import { eventually, faults, fits, logIn, openPage, reads } from '../lib/page.mjs';
import { sine, wav16 } from '../lib/sound.mjs';
import { Stack, until } from '../lib/stack.mjs';
import { claim } from '../lib/texts.mjs';

const FAX = '+12025550143', BUSY = '+12025550101';
let stack, adam, wim, user, line;
const good = async (answer, wanted = 200) => { const { status, body } = await answer; assert.equal(status, wanted, JSON.stringify(body)); return body; };
const change = async (path, body) => { const { version } = await good(adam.call('GET', path)); return good(adam.call('PATCH', path, body, { headers: { 'if-match': `"${version}"` } })); };

before(async () => {
  stack = await Stack.start({ name: 'callspage', checkKeys: false, instances: 'presenced routerd smsgw chatd hookd voiced' });
  adam = await Client.login(stack, stack.user('administrator'), 'admin');
  const given = { username: 'wim', name: 'Wim de Vries', password: 'seven green chairs', role: 'agent', has_seat: false, has_work: true };
  user = { ...given, ...await good(adam.call('POST', '/api/v1/users', given), 201), password: given.password };
  const [{ id }] = (await good(adam.call('GET', '/api/v1/tenants'))).data;
  await change(`/api/v1/tenants/${id}`, { fax: true, meeting_template: 'https://meet.example/{room}' });
  const account = await good(adam.call('POST', '/api/v1/carrier-accounts', { carrier: 'fax_sandbox', name: 'Fax' }), 201);
  line = await good(adam.call('POST', '/api/v1/fax-numbers', { number: '+4690123450', account_id: account.id, user_id: user.id }), 201);
  const api = await Client.login(stack, user, 'work');
  await good(api.call('POST', '/api/v1/me/contacts', { name: 'Zoë Müller', company: 'Müller & Söhne', numbers: [{ number: '+12025550142' }, { number: FAX, kind: 'fax' }] }), 201);
  // What the daemon that takes calls will tell.
  const step = (call, name, number, cause = null, minutes = 5) => stack.asOwner('SELECT voice.call_log_add(1, $1, $2, $3, $4, $5, $6, NULL, NULL, ops.clock() - make_interval(mins => $7), $8)', [user.id, 'work', call, name, 'in', number, minutes, cause]);
  for (const [call, number, minutes, answered] of [['a', '+12025550142', 9], ['b', '+12025550177', 8, true], ['c', null, 7]]) {
    await step(call, 'began', number, null, minutes);
    if (answered) await step(call, 'answered', number, null, minutes - 1);
    await step(call, 'ended', number, answered ? 'normal' : 'no_answer', minutes - 2);
  }
  const sound = wav16(sine(440, 4200));
  await stack.asOwner('SELECT voice.voicemail_add(1, $1, $2, $3, $4, NULL, NULL, ops.clock(), 4200, $5, $6, $7)', [user.id, 'work', 'a', '+12025550142', 'audio/wav', createHash('sha256').update(sound).digest(), sound]);
  await stack.asOwner('SELECT voice.recording_add(1, $1, $2, 1, NULL, NULL, $3, NULL, ops.clock(), 61000)', [user.id, 'r', '+12025550142']);
  wim = await openPage({ size: { width: 1200, height: 800 }, screens: process.env.SCREENS ?? 'build/screens' });
  await wim.page.goto(`${stack.base}/work`);
  await logIn(wim.the, user, 'work');
});
after(async () => { await wim?.close(); await stack?.stop(); });

const section = (name) => wim.the(`section-${name}`).click();
const rows = (list) => wim.the(`${list}-row`);
const count = (list, n) => eventually(() => rows(list).count(), n, `${n} rows of ${list}`);
const shows = (list, n, words) => eventually(() => rows(list).nth(n).textContent(), words);
const axe = async (what) => assert.deepEqual(await faults(wim.page), [], what);

test('the call log: each call once with its card, missed ones alone, removed', async () => {
  await section('calls');
  await count('calls', 3);
  await rows('calls').locator('small').first().waitFor();
  await shows('calls', 0, /Number withheld.*Missed, incoming/);
  await shows('calls', 1, /\+1 202 555 0177.*Answered, incoming/);
  await shows('calls', 2, /Zoë Müller.*Missed, incoming/);
  await axe('calls');
  await wim.the('calls-missed').check();
  await count('calls', 2);
  await rows('calls').nth(0).locator('[data-testid=call-remove]').click();
  await wim.the('call-remove-sure').click();
  await count('calls', 1);
  await wim.the('calls-missed').uncheck();
  await count('calls', 2);
});

test('a stranger who called is blocked and let in again by More on the row', async () => {
  await change(`/api/v1/users/${user.id}`, { work_number: await claim(adam, '+12025550199') });
  await wim.the('calls-again').click();
  const row = rows('calls').filter({ hasText: '202 555 0177' });
  const press = async (what) => {
    await row.locator('[data-testid=call-more] summary').click();
    await row.getByTestId(what).click();
  };
  await row.locator('[data-testid=call-more]').waitFor();
  assert.equal(await rows('calls').filter({ hasText: 'Zoë Müller' }).locator('[data-testid=call-more]').count(), 0, 'a contact is not blocked');
  await row.locator('[data-testid=call-more] summary').click();
  await axe('More is open');
  await wim.shot('64-call-more');
  await wim.page.keyboard.press('Escape');
  const held = async () => (await stack.query('SELECT list FROM directory.blocked_party WHERE owner = $1 ORDER BY list', [user.id])).map((one) => one.list).join();
  await press('row-block-caller');
  await eventually(held, 'caller');
  await eventually(() => row.getByTestId('row-unblock-caller').count(), 1);
  await press('row-unblock-caller');
  await eventually(held, '', 'let in');
});

test('a new fax from a card: on the fax number, on hover and on focus, filled with the contact\'s data', async () => {
  await rows('calls').nth(1).locator('[data-testid=party]').click();
  const begin = wim.the('act-fax');
  await begin.waitFor();
  const shown = () => begin.locator('.act').evaluate((it) => getComputedStyle(it).opacity);
  await wim.page.mouse.move(1, 1);
  await wim.page.evaluate(() => document.activeElement?.blur());
  await eventually(shown, '0', 'it rests');
  await begin.hover();
  await eventually(shown, '1', 'on hover');
  await wim.page.mouse.move(1, 1);
  await eventually(shown, '0', 'it rests again');
  for (let n = 0; n < 20 && await begin.evaluate((it) => it !== document.activeElement); n++) await wim.page.keyboard.press('Tab');
  await eventually(shown, '1', 'on focus');
  await axe('card');
  await wim.page.keyboard.press('Enter');
  await wim.the('fax-draft').waitFor();
  await eventually(() => wim.the('fax-to').inputValue(), `Zoë Müller <${FAX}>`);
  await wim.the('fax-subject').fill('Offer');
  await wim.the('fax-cover').fill('Dear Zoë,\nsee the page.');
  await wim.the('fax-files').setInputFiles([{ name: 'offer.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4\n%%EOF\n') }]);
  await wim.the('fax-file-remove').waitFor();
  await axe('draft');
  await wim.shot('60-fax-draft');
  await wim.the('fax-keep').click();
  await wim.the('fax-draft').waitFor({ state: 'detached' });
});

test('drafts, sent and received faxes are lists; a fax that failed says why and goes once more', async () => {
  await section('fax');
  await wim.the('faxes-draft').click();
  await count('faxes', 1);
  await wim.the('fax-edit').click();
  await eventually(() => wim.the('fax-subject').inputValue(), 'Offer', 'the draft is kept');
  await eventually(() => wim.the('fax-file-remove').count(), 1);
  await wim.the('fax-to').fill('nobody');
  await wim.withErrors(['422 /api/v1/me/faxes/:id'], async () => {
    await wim.the('fax-send').click();
    await wim.the('fax-wrong').waitFor();
  });
  await wim.the('fax-to').fill(`${FAX}\n${BUSY}`);
  await wim.the('fax-send').click();
  await wim.the('fax-draft').waitFor({ state: 'detached' });
  await count('faxes', 0);
  await wim.the('faxes-sent').click();
  await wim.the('fax-state', '[data-state=failed]').waitFor();
  await shows('faxes', 0, /Zoë Müller.*and 1 more.*Failed.*2025550101: the number was busy/);
  await wim.the('fax-once-more').click();
  await eventually(() => wim.the('fax-to').inputValue(), BUSY); // who did not get it
  await wim.the('fax-discard').click();
  await wim.the('fax-discard-sure').click();
  await wim.the('fax-draft').waitFor({ state: 'detached' });
  await good(adam.call('POST', `/api/v1/fax-numbers/${line.id}/sandbox/inbound`, { from: FAX }), 202);
  await wim.the('faxes-received').click();
  await wim.the('faxes-again').click();
  await count('faxes', 1);
  await shows('faxes', 0, /Zoë Müller.*New.*Received, 1 page(?!s)/);
  await axe('faxes');
  await wim.shot('61-faxes');
  await rows('faxes').nth(0).locator('[data-testid=fax-delete]').click();
  await wim.the('fax-delete-sure').click();
  await count('faxes', 0);
});

test('a greeting of one\'s own from a file, whatever its rate, played, and back to the standard words', async () => {
  await section('voicemail');
  await reads(wim, 'greeting', 'Standard greeting');
  await wim.the('greeting-file').setInputFiles([{ name: 'hello.wav', mimeType: 'audio/wav', buffer: wav16(Array.from({ length: 88200 }, (_, i) => 9000 * Math.sin(i / 20)), 44100) }]);
  await reads(wim, 'greeting', 'Own, 0:02');
  const own = wim.the('greeting-play');
  await own.evaluate((it) => it.play());
  await until('it is heard', () => own.evaluate((it) => it.currentTime > 0.2 && Math.abs(it.duration - 2) < 0.1));
  await axe('a greeting');
  await wim.shot('66-greeting');
  await wim.the('greeting-file').setInputFiles([{ name: 'no.wav', mimeType: 'audio/wav', buffer: Buffer.from('no sound') }]);
  await reads(wim, 'greeting', 'can’t read this file');
  await wim.the('greeting-standard').click();
  await reads(wim, 'greeting', 'Standard greeting');
});

test('voicemails are played, marked and deleted; recordings are listed', async () => {
  await section('voicemail');
  await count('voicemails', 1);
  await shows('voicemails', 0, /Zoë Müller.*New/);
  const player = rows('voicemails').locator('audio');
  await player.evaluate((it) => it.play());
  await until('it is heard', () => player.evaluate((it) => it.currentTime > 0.3 && Math.abs(it.duration - 4.2) < 0.1 && it.error === null));
  await until('it was heard', async () => !(await rows('voicemails').nth(0).textContent()).includes('New'));
  await axe('voicemails');
  await wim.shot('65-voicemails');
  const [saved] = await Promise.all([wim.page.waitForEvent('download'), wim.the('voicemail-download').click()]);
  assert.match(saved.suggestedFilename(), /^voicemail/);
  await wim.the('voicemail-delete').click();
  await wim.the('voicemail-undo').click();
  await wim.the('voicemail-mark').click();
  await until('it counts as new', async () => (await rows('voicemails').nth(0).textContent()).includes('New'));
  await wim.the('voicemail-delete').click();
  await wim.the('voicemail-undo').waitFor();
  await axe('one is deleted');
  await section('calls');
  await section('voicemail');
  await count('voicemails', 0);
  await section('recordings');
  await count('recordings', 1);
  await shows('recordings', 0, /Zoë Müller.*with Wim de Vries.*1:01/);
  await axe('recordings');
});

test('all of it in a narrow window and in the dark', async () => {
  await wim.page.setViewportSize({ width: 320, height: 700 });
  await wim.page.emulateMedia({ colorScheme: 'dark' });
  for (const name of ['calls', 'voicemail', 'recordings', 'fax']) {
    await wim.page.evaluate((id) => { location.hash = id; }, name);
    await wim.the(name === 'fax' ? 'faxes' : name === 'voicemail' ? 'voicemails' : name).waitFor();
    await fits(wim.page, name);
    await axe(`${name}, dark, 320 px`);
  }
  await wim.the('fax-new').click();
  await wim.the('fax-draft').waitFor();
  await fits(wim.page, 'draft');
  await axe('draft, dark, 320 px');
  await wim.shot('62-fax-320-dark');
  await wim.the('fax-discard').click();
  await wim.the('fax-discard-sure').click();
});
