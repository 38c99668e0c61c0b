// Address books on the Work page (CT-6): connected at the provider's own page, what came of it, read now, disconnected.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Book, google, graph } from '../lib/books.mjs';
import { Client } from '../lib/client.mjs';
import { eventually, faults, fits, logIn, openPage, reads } from '../lib/page.mjs';
import { Stack, until } from '../lib/stack.mjs';

let stack, adam, wim, api, gmail, outlook;
const books = {};
const good = async (answer, wanted = 200) => { const { status, body } = await answer; assert.equal(status, wanted, JSON.stringify(body)); return body; };

before(async () => {
  process.env.TRUNKLINE_PRESENCED_BOOKS_ALLOW_PRIVATE = '1';
  stack = await Stack.start({ name: 'bookspage', checkKeys: false, testClock: true });
  adam = await Client.login(stack, stack.user('administrator'), 'admin');
  const user = { username: 'wim', name: 'Wim de Vries', password: 'seven green chairs', role: 'agent', has_seat: false, has_work: true };
  await good(adam.call('POST', '/api/v1/users', user), 201);
  api = await Client.login(stack, user, 'work');
  const made = async (kind, name) => {
    const one = await Book.start({ kind, accounts: ['wim@home.example', 'wim@work.example'], redirect: `${stack.base}/api/v1/me/address-books/callback` });
    books[kind] = await good(adam.call('POST', '/api/v1/address-books', { name, ...one.config }), 201);
    return one;
  };
  wim = await openPage({ size: { width: 1200, height: 800 }, screens: process.env.SCREENS ?? 'build/screens' });
  await wim.page.goto(`${stack.base}/work`);
  await logIn(wim.the, user, 'work');
  await wim.the('section-contacts').click();
  await wim.the('contact-new').waitFor();
  assert.equal(await wim.the('contact-books').count(), 0, 'where none is set up there is no button');
  gmail = await made('google', 'Google Contacts');
  outlook = await made('microsoft', 'Outlook');
  gmail.put('wim@home.example', 'a', google('Grace Hopper', { numbers: ['+1 202 555 0199', '12'], emails: ['grace@navy.example'], company: 'US Navy' }));
  gmail.put('wim@home.example', 'b', google('Ada Lovelace', { emails: ['ada@engine.example'] }));
  gmail.put('wim@home.example', 'c', { birthdays: [{ text: '1 May' }] });
  outlook.put('wim@work.example', 'x', graph('Joan Clarke', { mobile: '+44 20 7946 0000' }));
  await wim.page.reload();
});
after(async () => { await wim?.close(); await gmail?.stop(); await outlook?.stop(); await stack?.stop(); });

const book = (kind, id) => wim.page.locator(`[data-testid=book][data-id="${books[kind].id}"]${id ? ` [data-testid=${id}]` : ''}`);
const shows = (kind, id, words) => eventually(() => book(kind, id).first().textContent(), words);
const axe = async (what) => assert.deepEqual(await faults(wim.page), [], what);
async function consent(kind, login, answer = 'Allow') {
  await book(kind, 'book-connect').click();
  await wim.page.getByRole('heading', { name: 'May Trunkline read your contacts?' }).waitFor();
  if (login) await wim.page.getByLabel('Account').selectOption(login);
  await wim.page.getByRole('button', { name: answer }).click();
  await wim.the('books-dialog').waitFor();
}

test('an address book is connected at the provider\'s page; its contacts are there, and what came of each is told', async () => {
  await wim.the('contact-books').click();
  await wim.the('books-dialog').waitFor();
  await shows('google', 'book-state', /Not connected/);
  await axe('before');
  await wim.shot('books-none');
  await consent('google', null, 'Deny');
  await eventually(() => wim.the('books-told').textContent(), /not allowed there/);
  await eventually(() => new URL(wim.page.url()).searchParams.has('book'), false, 'the address forgets it');
  await consent('google', 'wim@home.example');
  await eventually(() => wim.the('books-told').textContent(), /Connected/);
  await shows('google', 'book-state', /Connected, 2 contacts/);
  await shows('google', 'book-result', /all: 2 added, 1 skipped/);
  await book('google', 'book-result').click();
  await eventually(() => book('google').textContent(), /Added Grace Hopper Left out: 12.*Skipped.*no name/s);
  await axe('connected');
  await wim.shot('books-connected');
  await wim.page.keyboard.press('Escape');
  await wim.the('kind-personal').click();
  await reads(wim, 'contact', 'Grace Hopper');
  await wim.the('contact-find').fill('2025550199');
  await eventually(() => wim.the('contact').count(), 1);
  await wim.the('contact-find').fill('');
});

test('read now: what has changed there changes here while one looks on; not twice at once', async () => {
  gmail.put('wim@home.example', 'd', google('Mary Jackson', { numbers: ['+1 202 555 0177'] }));
  gmail.remove('wim@home.example', 'b');
  await wim.the('contact-books').click();
  await book('google', 'book-sync').waitFor();
  assert.equal(await wim.the('books-told').count(), 0, 'what one came back with is told once');
  await book('google', 'book-sync').click();
  await shows('google', 'book-result', /: 1 added, 1 removed/);
  await until('the list below follows', async () => { const text = (await wim.the('contact').allTextContents()).join(); return text.includes('Mary Jackson') && !text.includes('Ada'); });
  await wim.withErrors([`429 /api/v1/me/address-books/:id/sync`], async () => {
    await book('google', 'book-sync').click();
    await eventually(() => book('google').textContent(), /try again in a minute/);
  });
  await stack.pass(61_000);
  gmail.endLogins();
  await wim.page.reload(); // by its old clock the page would take the next round for one that is due in a minute, and look rarely
  await wim.the('contact-books').click();
  await book('google', 'book-sync').click();
  await shows('google', 'book-problem', /log in again/);
  await axe('login needed');
  await wim.shot('books-login-needed');
  await consent('google', 'wim@home.example');
  await shows('google', 'book-state', /Connected, 2 contacts/);
});

test('two books beside each other, at 320 pixels, by keyboard; disconnected, contacts stay or go', async () => {
  await consent('microsoft', 'wim@work.example');
  await shows('microsoft', 'book-state', /Connected, 1 contact\./);
  await wim.page.setViewportSize({ width: 320, height: 640 });
  await fits(wim.page);
  await wim.shot('books-narrow');
  await axe('narrow');
  await wim.page.setViewportSize({ width: 1200, height: 800 });
  await book('google', 'book-disconnect').focus();
  await wim.page.keyboard.press('Enter');
  await book('google', 'book-leave').waitFor();
  await axe('asked');
  await wim.shot('books-leave');
  await eventually(() => book('google', 'book-stay').evaluate((it) => it === document.activeElement && it.checked), true);
  await book('google', 'book-leave-keep').click();
  await eventually(() => book('google', 'book-disconnect').evaluate((it) => it === document.activeElement), true);
  await book('google', 'book-disconnect').click();
  await book('google', 'book-go').check();
  await book('google', 'book-leave-sure').click();
  await shows('google', 'book-state', /Not connected/);
  assert.equal(gmail.revoked.length, 1);
  await book('microsoft', 'book-disconnect').click();
  await book('microsoft', 'book-leave-sure').click();
  await shows('microsoft', 'book-state', /Not connected/);
  await eventually(async () => (await good(api.call('GET', '/api/v1/me/contacts'))).data.map((one) => one.name), ['Joan Clarke']); // whose contacts stayed
  assert.deepEqual([...gmail.wrong, ...outlook.wrong], []);
});
