// A person does the main job in a real Chromium: login, status, offer, conversation, end, wrap-up.
// Screenshots lie in docs/screens (written with WRITE_SCREENS=1, else in build/screens).
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startDemoCarrier } from '../lib/carrier.mjs';
import { Client } from '../lib/client.mjs';
import { beAvailable, catchAnswer, catchNext, drawn, eventually, fits, focused, hasRead, logIn, openPage, reads, takeOffer } from '../lib/page.mjs';
import { Stack, until, within } from '../lib/stack.mjs';
import { newNumber, text } from '../lib/texts.mjs';

let stack, carrier, channel, maya, page, the, shot, withErrors, withOutage, close;

before(async () => {
  stack = await Stack.start({ name: 'browser', instances: 'presenced routerd smsgw chatd' });
  channel = stack.channel('twilio');
  carrier = await startDemoCarrier(stack);
  maya = { page, the, shot, withErrors, withOutage, close } = await openPage({
    size: { width: 1280, height: 800 },
    screens: process.env.WRITE_SCREENS ? 'docs/screens' : 'build/screens',
  });
});
after(async () => { await close?.(); await carrier?.close(); await stack?.stop(); });

test('a wrong password says so, the right one opens the workspace', async () => {
  const agent = stack.user('agent', 0);
  await page.goto(stack.base + '/');
  await the('login-username').fill(agent.username);
  await the('login-password').fill('wrong');
  await withErrors(['401 /api/v1/sessions'], async () => {
    await the('login-submit').click();
    await the('login-error').waitFor();
  });
  await shot('1-login');
  await logIn(the, agent);
});

test('Available is chosen in the menu and shown with who set it', async () => {
  await beAvailable(the);
  await eventually(() => the('link').textContent(), /Connected/);
  await eventually(() => the('as-of').first().textContent(), /^as of \d\d:\d\d:\d\d/); // what waits is read now and then
  await shot('2-available');
});

test('a text pops an offer; accepting shows the conversation and the customer', async () => {
  await text(channel, '+15105550177', 'Hi, my order 88213 says delivered but nothing is here 😕');
  await reads(maya, 'offer-customer', 'Priya Raman');
  await reads(maya, 'offer-queue', 'Orders');
  await shot('3-offer');
  // The queue's clock is the offer's: it runs from the customer's arrival, and stops when they are taken. Each at once, not at the minute's reading.
  const orders = the('queues').getByRole('listitem').filter({ hasText: 'Orders' });
  await within(20_000, 'they wait in the sidebar', () => orders.getByText('longest wait').count());
  const clock = (at) => at.locator('time').getAttribute('datetime');
  await eventually(async () => (await clock(orders)) === (await clock(the('offer-why'))), true, 'the queue\'s clock is the offer\'s');
  const seen = await orders.locator('time > [aria-hidden]').textContent();
  assert.match(seen, /^\d+:\d\d$/);
  await until('it runs', async () => (await orders.locator('time > [aria-hidden]').textContent()) !== seen);
  await takeOffer(the);
  await within(20_000, 'they wait no more', async () => (await orders.locator('time').count()) === 0);
  await reads(maya, 'message', 'order 88213');
  await reads(maya, 'customer-name', 'Priya Raman');
});

test('the answer counts segments while it is written and shows its delivery', async () => {
  await the('composer-text').fill('Hello Priya, the parcel is at your front desk.');
  await the('segments', '[data-segments="1"]').waitFor();
  await the('composer-text').press('Enter');
  await the('message', '[data-direction=out][data-delivery=delivered]').waitFor();
  assert.equal(carrier.sent.at(-1).body, 'Hello Priya, the parcel is at your front desk.');
  await text(channel, '+15105550177', 'Found it, the desk had it');
  await the('message', '[data-seq="3"]').waitFor();
  await shot('4-conversation');
});

test('an unknown customer gets a record; several conversations stand side by side', async () => {
  for (let i = 0; i < 2; i++) {
    const number = newNumber();
    await text(channel, number, i ? 'Do you ship to Norway?' : 'Can I change my address?');
    await takeOffer(the);
    await until('the conversation in the list', async () => (await the('conversation', '[data-state=assigned]').count()) === i + 2);
  }
  await the('conversation').filter({ hasText: 'Norway' }).first().click();
  await the('new-customer').waitFor();
  await the('new-name').fill('Nils Holm');
  await the('new-save').click();
  await reads(maya, 'person', 'Nils Holm');
  await shot('5-several');
});

test('New work takes neither the focus nor the draft', async () => {
  await the('composer-text').fill('a half written ans');
  const number = newNumber();
  await text(channel, number, 'me too');
  await the('offer').waitFor();
  await page.keyboard.type('wer');
  await eventually(() => the('composer-text').inputValue(), 'a half written answer');
  await takeOffer(the);
  await the('conversation').filter({ hasText: 'Nils Holm' }).first().click();
  await eventually(() => the('composer-text').inputValue(), 'a half written answer');
  await the('composer-text').fill('');
});

test('a conversation is given to a colleague with a note, who may say no; one is asked in, notes, and leaves', async () => {
  const tomas = await Client.login(stack, stack.user('agent', 1));
  await tomas.open();
  const answered = async (what) => {
    const offer = await tomas.see('offer', (s) => s.state === 'made' && s.agent === tomas.id);
    assert.equal((await tomas.call('POST', `/api/v1/offers/${offer.id}/${what}`, {})).status, 200);
    return offer;
  };
  const ask = async (note, more) => {
    await the('transfer').click();
    await more?.();
    await the(`to-agent-${tomas.id}`).check();
    await the('transfer-note').fill(note);
    await the('transfer-confirm').click();
    await the('asked').waitFor();
  };
  await the('conversation').filter({ hasText: 'Nils Holm' }).click();
  await the('transfer').click();
  await the('to-agent-5', ':disabled').waitFor();
  await reads(maya, 'transfer-targets', /Rosa MarchettiIs on break or logged out\./);
  await page.keyboard.press('Escape');
  await ask('speaks Norwegian');
  assert.equal((await answered('reject')).state.note, 'To Tomás Vega: speaks Norwegian');
  await the('missed').filter({ hasText: 'said no' }).waitFor();
  await ask('please look', () => the('transfer-consult').check());
  const offer = await answered('accept');
  await the('asked').filter({ hasText: 'Asked in: Tomás Vega' }).waitFor();
  await tomas.call('POST', `/api/v1/conversations/${offer.state.conversation}/notes`, { text: 'twelve days, no customs' });
  await the('message').filter({ hasText: 'twelve days' }).filter({ hasText: 'Tomás Vega' }).waitFor();
  await tomas.call('POST', `/api/v1/interactions/${offer.state.interaction}/consult/end`, {});
  await the('asked').waitFor({ state: 'detached' });
  const before = await the('conversation').count();
  await ask('it is yours');
  await answered('accept');
  await until('the conversation is gone from the list', async () => (await the('conversation').count()) === before - 1);
  await tomas.call('POST', `/api/v1/interactions/${offer.state.interaction}/transfer`, { agent: stack.user('agent', 0).id ?? '1', note: 'back to you' });
  await the('offer').filter({ hasText: 'Transfer from Tomás Vega' }).filter({ hasText: 'back to you' }).waitFor();
  await takeOffer(the);
  await until('the conversation is back', async () => (await the('conversation').count()) === before);
  tomas.close();
});

test('End with a text that just came asks again; then wrap-up with a case', async () => {
  await the('conversation').filter({ hasText: 'Priya' }).first().click();
  await hasRead(the);
  await the('end').click();
  await the('end-dialog').waitFor();
  await the('case-title').or(the('case-new')).first().waitFor();
  if (!await the('case-title').isVisible()) await the('case-new').click();
  await the('case-title').fill('Parcel not received');
  await shot('6-end');
  // While the agent looks at the dialog, the customer writes: the first End shows that, the second ends.
  assert.equal((await text(channel, '+15105550177', 'one more thing: thank you')).status, 200);
  await withErrors(['409 /api/v1/interactions/:id/end'], async () => {
    await the('end-confirm').click();
    await reads(maya, 'end-newer', 'one more thing: thank you');
  });
  assert.equal(await the('wrap-up').count(), 0);
  const [open] = await stack.query("SELECT i.state FROM routing.interaction i JOIN messaging.conversation c ON c.id = i.conversation WHERE c.number = '+15105550177'");
  assert.equal(open.state, 'assigned');
  await focused(page, 'end-cancel'); // so that a second Enter does not end
  await the('end-confirm').click();
  await the('wrap-up').waitFor();
  await reads(maya, 'cases', 'Parcel not received');
  // Beside the shown status stands its own time, not that of the chosen one; nobody chose it (SV-6).
  const [{ since }] = await stack.asOwner(`SELECT ops.rfc3339(COALESCE(min(assigned_at) FILTER (WHERE state = 'assigned'), max(ended_at) FILTER (WHERE state = 'wrap_up'))) AS since
    FROM routing.interaction WHERE agent = (SELECT agent FROM routing.interaction WHERE state = 'wrap_up')`);
  await eventually(() => the('status').locator('time').getAttribute('datetime'), since);
  await the('status').click();
  await reads(maya, 'status-set-by', /^(Busy in a conversation|Post Processing in wrap-up)\. Available: chosen by you at \d/);
  await page.keyboard.press('Escape');
  await the('wrap-note').fill('The front desk had it.');
  await shot('7-wrap-up');
  await the('wrap-done').click();
  await until('gone from the list', async () => (await the('conversation').filter({ hasText: 'Priya' }).count()) === 0);
  const [row] = await stack.query("SELECT k.title FROM messaging.case_ k WHERE k.customer = 1 ORDER BY id DESC LIMIT 1");
  assert.equal(row.title, 'Parcel not received');
});

test('what is over is earlier in the record of the customer who writes again; what is open is not', async () => {
  const earlier = () => the('earlier-interactions').locator('li').allTextContents();
  await text(channel, '+15105550177', 'And one for my neighbour?');
  await takeOffer(the);
  await the('conversation').filter({ hasText: 'Priya' }).first().click();
  await eventually(async () => (await earlier()).length, 1);
  await eventually(async () => (await earlier())[0], /Parcel not received: The front desk had it/);
  await reads(maya, 'message', 'And one for my neighbour?');
  await shot('7-again');
  await hasRead(the);
  await the('end').click();
  await the('end-confirm').click();
  await the('wrap-done').click();
  await until('gone from the list', async () => (await the('conversation').filter({ hasText: 'Priya' }).count()) === 0);
});

test('a case of the record is closed with a note, and opened again; who did it and when stands there', async () => {
  const [{ id, number }] = await stack.query("SELECT id, number FROM messaging.case_ WHERE title = 'Parcel not received'");
  const one = the('cases-list').locator('li').filter({ hasText: 'Parcel not received' });
  await text(channel, '+15105550177', 'And another question');
  await takeOffer(the);
  await the('conversation').filter({ hasText: 'Priya' }).first().click();
  await reads(maya, 'cases', 'Parcel not received');
  await the('cases-all').click();
  await the(`case-set-${id}`).click();
  await focused(page, 'case-note');
  await the('case-note').fill('The parcel was at the desk.');
  await the('case-save').click();
  await eventually(() => one.textContent(), new RegExp(`${number}.*closed today by Maya`));
  await shot('8-cases');
  await page.keyboard.press('Escape');
  await until('it is no open case', async () => !(await the('cases').textContent()).includes('Parcel not received'));
  const [{ state, note }] = await stack.query('SELECT k.state, c.note FROM messaging.case_ k JOIN messaging.case_change c ON c.case_id = k.id WHERE k.id = $1', [id]);
  assert.deepEqual([state, note], ['closed', 'The parcel was at the desk.']);
  await the('cases-all').click();
  await the(`case-set-${id}`).click();
  await the('case-save').click();
  await eventually(() => one.textContent(), /reopened today by Maya/);
  await focused(page, `case-set-${id}`);
  await page.keyboard.press('Escape');
  await reads(maya, 'cases', 'Parcel not received');
  const adam = await Client.login(stack, stack.user('administrator'), 'admin');
  const { body: code } = await adam.call('POST', '/api/v1/dispositions', { name: 'Answered' });
  await hasRead(the);
  await the('end').click();
  await the('end-confirm').click();
  await the('wrap-disposition').selectOption('Answered');
  await the('wrap-done').click();
  await until('gone from the list', async () => (await the('conversation').filter({ hasText: 'Priya' }).count()) === 0);
  const [ended] = await stack.query('SELECT i.disposition FROM routing.interaction i JOIN messaging.case_interaction l ON l.interaction = i.id WHERE i.conversation IN (SELECT id FROM messaging.conversation WHERE number = $1) ORDER BY i.id DESC LIMIT 1', ['+15105550177']);
  assert.equal(String(ended.disposition), code.id);
});

test('a case that was closed meanwhile says so in its form; a note stays, also while another case is looked at', async () => {
  const adam = await Client.login(stack, stack.user('administrator'), 'admin');
  const make = (title) => adam.call('POST', '/api/v1/cases', { customer: '1', title }).then(({ body }) => body);
  const [one, two] = [await make('Of two minds'), await make('The other')];
  const set = async (id, state) => {
    const { body: { version } } = await adam.call('GET', `/api/v1/cases/${id}`);
    return adam.call('PATCH', `/api/v1/cases/${id}`, { state }, { headers: { 'if-match': version } });
  };
  await text(channel, '+15105550177', 'Once more');
  await takeOffer(the);
  await the('conversation').filter({ hasText: 'Priya' }).first().click();
  await the('cases-all').click();
  await the(`case-set-${one.id}`).click();
  await the('case-note').fill('Mine.');
  await the(`case-set-${two.id}`).click();
  await eventually(() => the('case-note').inputValue(), '');
  await the(`case-set-${one.id}`).click();
  await eventually(() => the('case-note').inputValue(), 'Mine.');
  assert.equal((await set(one.id, 'closed')).status, 200);
  await withErrors(['412 /api/v1/cases/:id'], async () => {
    await the('case-save').click();
    await reads(maya, 'case-problem', 'closed already');
  });
  assert.equal(await the('case-note').inputValue(), 'Mine.');
  assert.equal(await the('case-save').count(), 0);
  assert.equal((await set(one.id, 'open')).status, 200);
  await the('case-cancel').click();
  await the(`case-set-${two.id}`).click(); // of the list as it was read then
  await the('case-note').fill('Still the other.');
  for (const state of ['closed', 'open']) assert.equal((await set(two.id, state)).status, 200);
  await withErrors(['412 /api/v1/cases/:id'], async () => {
    await the('case-save').click();
    await until('refused', async () => (await the('case-problem').textContent()) !== '');
    assert.equal(await the('case-note').inputValue(), 'Still the other.');
    await until('saved once the list is read again', async () => {
      if (await the('case-save').count()) await the('case-save').click();
      return (await the('case-save').count()) === 0;
    });
  });
  await until('closed', async () => (await stack.query("SELECT 1 FROM messaging.case_change WHERE case_id = $1 AND note = 'Still the other.'", [two.id])).length);
  await page.keyboard.press('Escape');
  await hasRead(the);
  await the('end').click();
  await the('end-confirm').click();
  await the('wrap-done').click();
  await until('gone from the list', async () => (await the('conversation').filter({ hasText: 'Priya' }).count()) === 0);
});

const row = (number) => the('conversation', `[data-number="${number}"]`);

test('the wait runs from the first text that nobody has answered, also after a reload; an answer ends it', async () => {
  const [{ number, at }] = await stack.query(`SELECT c.number, ops.rfc3339(m.at) AS at FROM messaging.message m JOIN messaging.conversation c ON c.id = m.conversation WHERE m.text = 'Can I change my address?'`);
  const wait = row(number).locator('time'), runsFromFirst = (what) => eventually(() => wait.getAttribute('datetime'), at, what);
  await row(number).click();
  await runsFromFirst('the first text');
  await text(channel, number, 'anybody there?');
  await reads(maya, 'message', 'anybody there?');
  await runsFromFirst('another text');
  await page.reload();
  await row(number).click();
  await reads(maya, 'message', 'anybody there?');
  await runsFromFirst('a reload');
  await eventually(() => wait.textContent(), /waits for an answer/);
  await the('composer-text').fill('Yes, until it has left.');
  await the('composer-text').press('Enter');
  await eventually(() => wait.textContent(), /since the customer wrote/);
  await row(number).getByText('answered').waitFor({ state: 'attached' });
});

test('a text that the carrier did not deliver says so in the list, in words', async () => {
  const number = await the('conversation', '[aria-current=true]').getAttribute('data-number'), failed = row(number).getByTestId('row-failed');
  carrier.behave = () => ({ states: [['sent'], ['undelivered', '30003']] });
  await the('composer-text').fill('Shall I?');
  await the('composer-text').press('Enter');
  await the('message', '[data-direction=out][data-delivery=undelivered]').waitFor();
  await eventually(() => row(number).getByText('answered').count(), 0);
  await eventually(() => failed.textContent(), /not delivered/);
  carrier.behave = () => undefined;
  await the('composer-text').fill('Shall I change it?');
  await the('composer-text').press('Enter');
  await row(number).getByText('answered').waitFor({ state: 'attached' });
  await failed.waitFor({ state: 'detached' });
});

test('a stream that is cut comes back by itself and nothing is missing', async () => {
  const number = newNumber();
  await withOutage(async () => {
    await stack.kill('chatd');
    await text(channel, number, 'while you were away');
    stack.spawn('chatd');
    await stack.untilReady('chatd');
    await reads(maya, 'offer', number.slice(-4));
    await the('workspace', '[data-link=live]').waitFor();
  });
  await takeOffer(the);
  await the('message', '[data-direction=in]').first().waitFor();
});

// At 200 % a window has half as many CSS pixels.
test('the customer panel covers the Send button at no size', async () => {
  const send = the('composer-send'), atSend = () => page.evaluate(() => {
    const { x, y, width, height } = document.querySelector('[data-testid=composer-send]').getBoundingClientRect();
    return document.elementFromPoint(x + width / 2, y + height / 2)?.closest('[data-testid]')?.dataset.testid;
  });
  for (const [width, height] of [[1280, 720], [1101, 720], [1024, 768], [901, 768], [800, 600], [640, 360], [512, 384]]) {
    const where = `at ${width} x ${height}`;
    await page.setViewportSize({ width, height });
    await eventually(() => page.evaluate(() => innerWidth), width, where);
    if (await the('back').isHidden() === false) await the('back').click();
    await the('conversation', '[data-state=assigned]').first().click();
    if (await the('person').isHidden()) await the('toggle-person').click();
    await the('person').waitFor();
    if (width < 900) { // no room for both: the panel has a way back
      await send.waitFor({ state: 'hidden' });
      await the('person-back').click();
    }
    await send.scrollIntoViewIfNeeded();
    await eventually(atSend, 'composer-send', where);
    await fits(page, where);
  }
  await page.setViewportSize({ width: 1280, height: 800 });
});

test('dark, narrow: everything is still there', async () => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await shot('8-dark');
  await page.setViewportSize({ width: 400, height: 800 });
  await shot('9-narrow');
  await fits(page);
  await page.setViewportSize({ width: 1280, height: 800 });
});

// The page's clock stands: nothing here depends on how long a step takes.
test('a conversation is read once it was shown for a second in a window that has the focus; what is passed by stays unread', async () => {
  const [one, two] = [newNumber(), newNumber()], unread = (number) => row(number).getAttribute('data-unread');
  const focus = (has) => page.evaluate((it) => { document.hasFocus = () => it; dispatchEvent(new Event(it ? 'focus' : 'blur')); }, has);
  await page.clock.install();
  await text(channel, one, 'passed by');
  await text(channel, two, 'stays open');
  const offer = (number) => the('offer', '[data-ready=true]').filter({ hasText: number.slice(-4) });
  for (const number of [one, two]) await offer(number).waitFor();
  await until('the clock stands', () => page.clock.pauseAt(Date.now() + 1000).then(() => true)); // refused where that has passed already
  for (const number of [one, two]) {
    await offer(number).getByTestId('offer-accept').click();
    await the('conversation', `[data-number="${number}"][aria-current=true]`).waitFor();
    await page.clock.runFor(400); // less than a second, in which its messages are asked for
    await reads(maya, 'message', number === one ? 'passed by' : 'stays open');
  }
  assert.equal(await unread(two), '1');
  await page.clock.runFor(1500);
  await eventually(() => unread(two), '0');
  assert.equal(await unread(one), '1');
  await focus(false);
  await text(channel, two, 'in another window');
  await reads(maya, 'message', 'in another window');
  await page.clock.runFor(5000);
  await eventually(() => unread(two), '1');
  await focus(true);
  assert.equal(await unread(two), '1');
  await page.clock.runFor(1500);
  await eventually(() => unread(two), '0');
  await page.clock.resume();
});

test('an accepted offer takes neither the field nor the conversation from an agent who has gone to a field meanwhile', async () => {
  assert.equal((await (await Client.login(stack, stack.user('agent', 0))).call('PUT', '/api/v1/me/status', { status: 'on_break' })).status, 200);
  const ida = await openPage({ size: { width: 1280, height: 800 }, screens: 'build/screens' });
  const current = (number) => ida.the('conversation', `[data-number="${number}"][aria-current=true]`).waitFor();
  const offered = async () => {
    const number = newNumber();
    await text(channel, number, 'refund please'); // to Billing, which nobody else serves now
    await ida.the('offer', '[data-ready=true]').filter({ hasText: number.slice(-4) }).waitFor();
    return number;
  };
  try {
    await ida.page.goto(stack.base + '/');
    await logIn(ida.the, stack.user('agent', 2));
    await beAvailable(ida.the);
    const first = await offered();
    await takeOffer(ida.the);
    await current(first);
    for (const [typed, whole] of [['', 'Jo'], ['Jo', 'Jo Berg']]) {
      const number = await offered(), go = await catchNext(ida.page, '**/offers/*/accept');
      const answered = ida.page.waitForResponse((answer) => answer.url().endsWith('/accept'));
      await ida.the('offer-accept').click();
      await ida.the('new-name').fill(typed);
      go();
      await answered;
      await ida.the('conversation', `[data-number="${number}"][data-state=assigned]`).waitFor();
      await ida.the('offer').waitFor({ state: 'detached' });
      await drawn(ida.page);
      await current(first);
      await ida.page.keyboard.type(whole.slice(typed.length));
      assert.equal(await ida.the('new-name').inputValue(), whole);
      assert.equal(await ida.the('composer-text').inputValue(), '');
    }
    const last = await offered(), answer = await catchAnswer(ida.page, '**/offers/*/accept');
    await ida.the('offer-accept').click();
    await ida.the('offer').waitFor({ state: 'detached' });
    await focused(ida.page, 'composer-text'); // of the former conversation: nobody went there
    answer();
    await current(last);
    await focused(ida.page, 'composer-text');
  } finally { await ida.close(); }
});
