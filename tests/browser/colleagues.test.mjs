// Chats with colleagues in the workspace (40-messaging, MS-1, MS-3): two agents in two browsers, Work users by the API; what they write
// both ways, what is refused, what ends with a logout, what new work leaves alone.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Client } from '../lib/client.mjs';
import { withOutage } from '../lib/console.mjs';
import { PNG, uploadFile } from '../lib/files.mjs';
import { beAvailable, drawn, eventually, faults, fits, focused, logIn, openPage, reads } from '../lib/page.mjs';
import { Stack, until } from '../lib/stack.mjs';
import { newNumber, text } from '../lib/texts.mjs';
import { basic } from '../xss/vectors.mjs';

let stack, admin, wim, maya, tomas, channel;
const people = (name) => stack.run.users.find((u) => u.username === name);
const good = async (call, wanted = 200) => { const answer = await call; assert.equal(answer.status, wanted, JSON.stringify(answer.body)); return answer.body; };
const desk = async (name) => {
  const made = await openPage({ size: { width: 1280, height: 800 }, screens: 'build/screens' });
  await made.page.goto(stack.base + '/');
  await logIn(made.the, people(name));
  return made;
};
before(async () => {
  stack = await Stack.start({ name: 'colleagues', instances: 'presenced routerd smsgw chatd' });
  channel = stack.channel('twilio');
  admin = await Client.login(stack, people('adam'), 'admin');
  const user = { username: 'wim', name: 'Wim Work', password: 'a long password', role: 'agent', has_seat: false, has_work: true };
  await good(admin.call('POST', '/api/v1/users', user), 201);
  wim = await Client.working(stack, user);
  [maya, tomas] = [await desk('maya'), await desk('tomas')];
});
after(async () => { wim?.close(); await maya?.close(); await tomas?.close(); await stack?.stop(); });

const write = async (who, words) => { await who.the('composer-text').fill(words); await who.the('composer-send').click(); };
const mate = (who, list, name) => who.the(list).locator('[data-testid=mate]', { hasText: name });

test('the roster: own group and its supervisors, shown status, time in it; who is logged out can\'t be written to, and it says so', async () => {
  await reads(maya, 'mate', 'Tomás Vega');
  const rosa = mate(maya, 'team', 'Rosa Marchetti');
  await eventually(() => rosa.getAttribute('aria-disabled'), 'true');
  await eventually(() => rosa.getAttribute('title'), /logged out/);
  await eventually(() => mate(maya, 'team', 'Tomás').getAttribute('aria-disabled'), 'false');
  await eventually(() => maya.the('team').locator('[data-testid=mate]').count(), 2, 'the group and its supervisor');
  await beAvailable(tomas.the);
  await until('his status', async () => await mate(maya, 'team', 'Tomás').getAttribute('data-shown') === 'available', 5000);
  await eventually(() => mate(maya, 'team', 'Tomás').textContent(), /Available.*\d:\d\d/);
});

test('two agents: formatted text both ways, shown safely, by keyboard alone; unread; no typing, no receipts, no files', async () => {
  await mate(maya, 'team', 'Tomás').focus();
  await maya.page.keyboard.press('Enter');
  await focused(maya.page, 'composer-text');
  await maya.the('editor').waitFor();
  await maya.page.keyboard.type('Coffee ');
  await maya.page.keyboard.press('Control+b');
  await maya.page.keyboard.type('now');
  await maya.page.keyboard.press('Control+b');
  await maya.page.keyboard.type('? <img src=x onerror=alert(1)>');
  await maya.page.keyboard.press('Tab'); // the toolbar is one stop
  await focused(maya.page, 'format-bold');
  for (let n = 0; n < 2; n++) await maya.page.keyboard.press('ArrowRight');
  await focused(maya.page, 'format-insertUnorderedList');
  await maya.page.keyboard.press('Shift+Tab');
  await focused(maya.page, 'composer-text');
  await maya.page.keyboard.press('Enter');
  await reads(maya, 'said', 'Coffee now?');
  await eventually(() => tomas.the('chat').first().getAttribute('data-unread'), '1');
  assert.equal(await tomas.the('empty').count() + await tomas.the('talk').count(), 1, 'it opened nothing by itself');
  await eventually(() => tomas.page.title(), /\(1\)/);
  await tomas.the('chat').first().click();
  await reads(tomas, 'said', 'Coffee now? <img src=x onerror=alert(1)>');
  await eventually(() => tomas.the('formatted').locator('b').textContent(), 'now');
  assert.equal(await tomas.the('formatted').locator('img').count(), 0);
  await eventually(() => tomas.the('chat').first().getAttribute('data-unread'), '0');
  // A hostile clipboard: its words come in, nothing of it acts.
  await tomas.the('editor').waitFor();
  await tomas.the('composer-text').click();
  await tomas.page.evaluate(() => {
    const data = new DataTransfer();
    data.setData('text/html', '<p onclick="acted()">In <i>five</i></p><script>acted()</script><ul><li>milk<li><a href="javascript:acted()">no</a> <a href="https://a.example/">yes</a></ul><img src="https://spy.example/x.png">');
    data.setData('text/plain', 'In five');
    document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
  });
  await eventually(() => tomas.the('composer-text').locator('*').evaluateAll((all) => [...new Set(all.map((one) => one.tagName))].sort()), ['A', 'I', 'LI', 'P', 'UL']);
  await tomas.the('format-file').setInputFiles({ name: 'cup.png', mimeType: 'image/png', buffer: PNG });
  await tomas.page.locator('[data-testid=composer-text] img[data-file]').waitFor();
  await tomas.the('composer-send').click();
  await reads(maya, 'said', 'In five');
  await maya.page.waitForFunction(() => document.querySelector('[data-testid=formatted-image]')?.naturalWidth > 0);
  await eventually(() => maya.the('formatted').last().locator('a').evaluateAll((all) => all.map((a) => [a.href, a.rel, a.target])), [['https://a.example/', 'noopener noreferrer', '_blank']]);
  await eventually(() => maya.the('formatted').last().locator('li').count(), 2);
  assert.equal(await maya.the('customer-types').count(), 0);
  assert.equal(await maya.the('composer').locator('[data-testid=attach]').count(), 0);
  await maya.shot('23-colleagues');
  await tomas.shot('23-colleagues-editor');
});

test('attackers\' texts from a clipboard: nothing acts, nothing is asked for, all is of the allow list (MS-3)', async () => {
  const { page, the } = tomas, asked = [];
  await the('composer-text').click();
  const listen = (request) => { if (!request.url().startsWith(stack.base) && !/^(blob|data):/.test(request.url())) asked.push(request.url()); };
  page.on('request', listen);
  const outcome = await page.evaluate((vectors) => {
    const field = document.querySelector('[data-testid=composer-text]'), strange = [], seen = [];
    globalThis.acted = () => seen.push('a script ran');
    addEventListener('securitypolicyviolation', (event) => seen.push(`${event.violatedDirective} ${event.blockedURI}`));
    const allowed = { P: '', PRE: '', BLOCKQUOTE: '', UL: '', OL: '', LI: '', B: '', I: '', U: '', S: '', CODE: '', BR: '', A: 'href' };
    for (const html of vectors) {
      field.focus();
      getSelection().selectAllChildren(field);
      const data = new DataTransfer();
      data.setData('text/html', html);
      data.setData('text/plain', 'x');
      field.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
      for (const one of field.querySelectorAll('*')) {
        if (!(one.tagName in allowed) || [...one.attributes].some((a) => a.name !== allowed[one.tagName]) || (one.tagName === 'A' && !['http:', 'https:', 'mailto:', 'tel:'].includes(one.protocol))) strange.push([html, one.outerHTML]);
        one.dispatchEvent(new MouseEvent('mouseover', { bubbles: true }));
      }
    }
    return { strange: strange.slice(0, 5), seen: seen.slice(0, 5) };
  }, basic);
  assert.deepEqual([outcome.strange, outcome.seen, asked], [[], [], []]);
  page.off('request', listen);
  await the('composer-text').fill('');
});

test('pictures by paste and drop; what can\'t stand in a text says why; a picture alone can\'t be sent (MS-3)', async () => {
  const { page, the } = tomas;
  const give = (event, files) => page.evaluate(([kind, all]) => {
    const data = new DataTransfer();
    for (const { name, type, bytes, size } of all) data.items.add(new File([size ? new Uint8Array(size) : Uint8Array.from(bytes)], name, { type }));
    const field = document.querySelector('[data-testid=composer-text]');
    field.focus();
    field.dispatchEvent(kind === 'paste' ? new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }) : new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
  }, [event, files]);
  const png = { name: 'a.png', type: 'image/png', bytes: [...PNG] };
  for (const [file, words] of [[{ name: 'a.svg', type: 'image/svg+xml', bytes: [60] }, 'Only PNG'], [{ name: 'a.pdf', type: 'application/pdf', bytes: [37] }, 'Only PNG'], [{ name: 'b.png', type: 'image/png', size: 3 << 20 }, 'too large']]) {
    await give('drop', [file]);
    await reads(tomas, 'composer-problem', words);
  }
  await tomas.withErrors(['400 /api/v1/inline-images'], async () => {
    await give('paste', [{ name: 'c.png', type: 'image/png', bytes: [1, 2, 3] }]);
    await reads(tomas, 'composer-problem', 'The picture was not taken');
  });
  await give('paste', [png]);
  await give('drop', [png, png, png, png]);
  await eventually(() => the('composer-text').locator('img[data-file]').count(), 5);
  await give('drop', [png]);
  await reads(tomas, 'composer-problem', 'At most 5');
  await the('composer-send', ':disabled').waitFor(); // no words yet
  await the('composer-text').press('End');
  await page.keyboard.type('five cups');
  await the('composer-send').click();
  await eventually(() => maya.the('formatted').last().locator('img').count(), 5);
});

test('a colleague\'s whole card from their row, the team, the search and the head of the chat: what the server offers, two activations at most (CT-9, CT-10)', async () => {
  const [{ id, version }] = (await good(admin.call('GET', '/api/v1/tenants'))).data;
  await good(admin.call('PATCH', `/api/v1/tenants/${id}`, { fax: true, meeting_template: 'https://meet.example/{room}' }, { headers: { 'if-match': `"${version}"` } }));
  const [his] = (await good(admin.call('GET', '/api/v1/users?username=tomas'))).data;
  await good(admin.call('PATCH', `/api/v1/users/${his.id}`, { agent_extension: '74712', department: 'Orders', numbers: [{ label: 'Fax', kind: 'fax', number: '+12025550143' }] }, { headers: { 'if-match': `"${his.version}"` } }));
  const card = maya.the('card-dialog').locator('[data-testid=card]');
  const closed = async () => { await maya.page.keyboard.press('Escape'); await maya.the('card-dialog').waitFor({ state: 'detached' }); };
  const beside = (list) => maya.the(list).locator(`[data-testid=card-of][data-whose="user:${his.id}"]`).first();
  // The row of a chat, by keyboard.
  await beside('chats').focus();
  await maya.page.keyboard.press('Enter');
  await card.filter({ hasText: /Tomás Vega.*Orders.*74712/ }).waitFor();
  for (const act of ['act-call', 'act-meet', 'act-favourite', 'act-fax']) await card.locator(`[data-testid=${act}]`).first().waitFor();
  await eventually(() => card.locator('[data-testid=act-call]').first().getAttribute('href'), 'tel:74712');
  assert.deepEqual(await faults(maya.page), []);
  await maya.shot('24-colleague-card');
  await card.locator('[data-testid=act-favourite]').click();
  await card.locator('[data-testid=act-unfavourite]').waitFor();
  await closed();
  await focused(maya.page, 'card-of');
  // The team, the search.
  await beside('team').click();
  await card.waitFor();
  await closed();
  await maya.the('find-colleague').click();
  await maya.the('find-name').fill('tomas');
  await beside('find-agents').click();
  await card.waitFor();
  // To the chat: the second activation, whatever was open.
  await closed();
  await maya.page.keyboard.press('Escape');
  await maya.the('find-dialog').waitFor({ state: 'detached' });
  await maya.the('side').or(maya.the('chats')).first().waitFor();
  await beside('team').click();
  await card.locator('[data-testid=act-chat]').click();
  await maya.the('card-dialog').waitFor({ state: 'detached' });
  await maya.the('colleague-name', ':has-text("Tomás")').waitFor();
  // The head: the same card stands beside the chat.
  if (!await maya.the('colleague-pane').isVisible()) await maya.the('toggle-person').click();
  const beside_ = maya.the('colleague-pane').locator('[data-testid=card]');
  await beside_.filter({ hasText: /Tomás Vega.*Orders.*74712/ }).waitFor();
  await beside_.locator('[data-testid=act-unfavourite]').waitFor();
  await reads(maya, 'colleague-pane', 'Available');
  assert.deepEqual(await faults(maya.page), []);
  await maya.shot('24-colleague-pane');
  // A fax from the card, here as on the Work page.
  await beside_.locator('[data-testid=act-fax]').click();
  await maya.the('fax-draft').waitFor();
  await eventually(() => maya.the('fax-to').inputValue(), /Tomás Vega <\+12025550143>/);
  assert.deepEqual(await faults(maya.page), []);
  await maya.the('fax-discard').click();
  await maya.the('fax-discard-sure').click();
  await maya.the('fax-draft').waitFor({ state: 'detached' });
});

test('new work takes neither the focus nor the draft of a colleague\'s chat; the customer\'s conversation stays beside it', async () => {
  await tomas.the('status').click();
  await tomas.the('status-work_offline').click();
  await tomas.the('status-code-none').click();
  await tomas.the('status', '[data-status=work_offline]').waitFor();
  await beAvailable(maya.the);
  await maya.the('composer-text').click();
  await maya.page.keyboard.type('half a sen');
  await text(channel, newNumber(), 'a customer comes in between');
  await maya.the('offer', '[data-ready=true]').waitFor();
  await maya.page.keyboard.type('tence');
  const draft = () => eventually(() => maya.the('composer-text').textContent(), 'half a sentence');
  await draft();
  await maya.page.keyboard.press('Control+Shift+A');
  await maya.the('conversation').waitFor();
  await draft(); // who writes keeps it under their hands
  await maya.the('colleague').waitFor();
  await maya.the('conversation').click();
  await maya.the('talk').waitFor();
  await write(maya, 'hello, customer');
  await reads(maya, 'message', 'hello, customer');
  await maya.the('chat').first().click();
  await draft();
  await maya.page.reload();
  await maya.the('workspace', '[data-link=live]').waitFor();
  await maya.the('colleague').waitFor();
  await reads(maya, 'said', 'Coffee now?');
  await maya.the('editor').waitFor();
  await draft();
});

test('the organisation\'s directory: Work users and agents; formatted text out, files in as links; no end, full history', async () => {
  await maya.the('find-colleague').click();
  await maya.the('find-name').fill('wim w');
  await mate(maya, 'find-directory', 'Wim Work').waitFor();
  await maya.shot('23-colleagues-find');
  assert.deepEqual(await faults(maya.page), []);
  await mate(maya, 'find-directory', 'Wim').click();
  await maya.the('colleague', `[data-account="work:${wim.id}"]`).waitFor();
  await maya.the('editor').waitFor();
  await maya.the('composer-text').click();
  await maya.page.keyboard.press('Control+i');
  await maya.page.keyboard.type('please');
  await maya.page.keyboard.press('Control+i');
  await maya.page.keyboard.type(' send the plan');
  await maya.page.keyboard.press('Enter');
  const heard = await wim.see('message', (s) => s.text === 'please send the plan');
  assert.equal(heard.state.html, '<i>please</i> send the plan');
  assert.equal(await maya.the('end-chat').count(), 0);
  const { id: file } = await uploadFile(wim, 'plan <b>.pdf', Buffer.from('%PDF-1.7\nthe plan'));
  await good(wim.call('POST', `/api/v1/conversations/${heard.state.conversation}/messages`, { text: 'here', files: [file] }), 201);
  await reads(maya, 'said-file', 'plan <b>.pdf');
  const [download] = await Promise.all([maya.page.waitForEvent('download'), maya.the('said-file').click()]);
  assert.match(download.suggestedFilename(), /^plan.*pdf$/);
  for (let n = 0; n < 33; n++) await good(wim.call('POST', `/api/v1/conversations/${heard.state.conversation}/messages`, { text: `line ${n}` }), 201);
  await reads(maya, 'said', 'line 32');
  await maya.page.reload();
  await reads(maya, 'said', 'line 32');
  await eventually(() => maya.the('said').count(), 30, 'the first page');
  await maya.the('earlier').click();
  await reads(maya, 'said', 'please send the plan');
  await maya.shot('23-colleagues-directory');
});

test('who has logged out in between: refused, nothing is lost; a logout ends the chat and its history on both pages', async () => {
  await maya.the('chat').filter({ hasText: 'Tomás' }).click();
  await reads(maya, 'said', 'Coffee now?');
  await maya.the('composer-text').fill('are you still there?');
  await tomas.the('status').click();
  await tomas.the('logout').click();
  await tomas.the('logout-return').or(tomas.the('login')).first().waitFor();
  if (await tomas.the('logout-return').count() > 0) await tomas.the('logout-return').click();
  await tomas.the('login').waitFor();
  await reads(maya, 'chat-note', 'This chat has ended');
  await eventually(() => maya.the('said').count(), 0);
  await eventually(() => maya.the('chat').filter({ hasText: 'Tomás' }).count(), 0);
  const kept = () => eventually(() => maya.the('composer-text').textContent(), 'are you still there?');
  await kept();
  await maya.withErrors(['409 /api/v1/conversations'], async () => {
    await maya.the('composer-send').click();
    await reads(maya, 'composer-problem', 'is logged out: nothing was sent. Your text is still here.');
  });
  await kept();
  await maya.shot('23-colleagues-logged-out');
  assert.deepEqual(await faults(maya.page), []);
  const listed = tomas.page.waitForResponse(/\/api\/v1\/conversations\?/);
  await logIn(tomas.the, people('tomas'));
  await (await listed).finished();
  await drawn(tomas.page);
  assert.equal(await tomas.the('chat').count(), 0, 'nothing of it is there after the next login');
  assert.equal(await tomas.the('said').count(), 0);
  await maya.the('composer-send').click();
  await tomas.the('chat', '[data-unread="1"]').waitFor(); // it goes to him now
  // Whose connection is lost is not called logged out.
  const stream = (set) => stack.asOwner(`UPDATE presence.stream SET ${set} WHERE agent = (SELECT id FROM directory.app_user WHERE username = $1)`, [people('tomas').username]);
  await stream(`state = 'closed', stale_since = ops.clock() - interval '2 min', lost_at = ops.clock() - interval '1 min', gone_at = ops.clock() + interval '20 min'`);
  await maya.the('composer-text').fill('and now?');
  await maya.withErrors(['409 /api/v1/conversations'], async () => {
    await maya.the('composer-send').click();
    await reads(maya, 'composer-problem', '’s connection is lost: nothing was sent. Your text is still here.');
  });
  await stream(`state = 'live', stale_since = NULL, lost_at = NULL, gone_at = NULL`);
  await maya.the('composer-text').fill('');
  await tomas.the('chat').first().click();
  await eventually(() => tomas.the('said').count(), 1, 'a chat of its own');
  await tomas.the('chat', '[data-unread="0"]').waitFor(); // that he has read it is stored: of a chat that has ended nothing can be
  await tomas.the('end-chat').click();
  await reads(tomas, 'chat-note', 'This chat has ended');
  await reads(maya, 'chat-note', 'This chat has ended');
});

test('where the law asks, the page says that supervisors may read along (MS-1), and auditors later', async () => {
  const { headers, body } = await admin.call('GET', '/api/v1/tenants/1');
  for (const one of ['notice', 'audit-notice']) assert.equal(await maya.the(one).count(), 0);
  await good(admin.call('PATCH', '/api/v1/tenants/1', { monitor_agent_chats: true, monitor_customer_chats: true, monitor_notice: true, transcripts_audit_roles: ['administrator'] }, { headers: { 'if-match': headers.get('etag') } }));
  await write(maya, 'once more');
  await reads(maya, 'notice', 'Supervisors may read along');
  await reads(maya, 'audit-notice', 'auditors may read it');
  await until('Tomás is told, too', async () => { if (await tomas.the('colleague').count() === 0) await tomas.the('chat').first().click(); return await tomas.the('notice').count() > 0; });
  await eventually(() => tomas.the('chat').first().getAttribute('data-unread'), '0', 'what he reads is told, before the chat ends');
  assert.equal(body.monitor_notice, false);
  // Of a customer's conversation, too.
  await maya.page.reload();
  await maya.the('conversation').click();
  await maya.the('talk').waitFor();
  await reads(maya, 'notice', 'Supervisors may read along');
  await maya.the('chat').filter({ hasText: 'Tomás' }).click();
  await reads(maya, 'said', 'once more');
  await reads(maya, 'audit-notice', 'auditors may read it');
  // Before the first text, too.
  await maya.the('end-chat').click();
  await reads(maya, 'chat-note', 'This chat has ended');
  await mate(maya, 'team', 'Tomás').click();
  await eventually(() => maya.the('said').count(), 0, 'a new one');
  await reads(maya, 'audit-notice', 'auditors may read it');
  await maya.shot('24-colleagues-audit-notice');
});

test('what one\'s own Work account says and hears never shows in the workspace', async () => {
  const ida = await desk('ida');
  try {
    const own = await Client.working(stack, people('ida'));
    await good(wim.call('POST', '/api/v1/conversations', { user: own.id, side: 'work', text: 'for your Work account' }), 201);
    await own.see('message', (s) => s.text === 'for your Work account');
    await good(wim.call('POST', '/api/v1/conversations', { user: own.id, side: 'agent', text: 'for your desk' }), 201);
    await reads(ida, 'chat', 'for your desk');
    assert.equal(await ida.the('chat').count(), 1);
    assert.ok(!(await ida.page.textContent('body')).includes('for your Work account'));
    await ida.page.reload();
    await reads(ida, 'chat', 'for your desk');
    assert.equal(await ida.the('chat').count(), 1);
    // While nobody is at the desk it comes to Work alone: history after the next login, without alert, and it says so.
    const { id } = (await good(own.call('GET', '/api/v1/conversations'), 200)).data.find((one) => one.as.side === 'agent');
    await ida.the('status').click();
    await ida.the('logout').click();
    await ida.the('login').waitFor();
    assert.equal((await good(wim.call('POST', `/api/v1/conversations/${id}/messages`, { text: 'gone home?' }), 201)).state.work_only, true);
    await logIn(ida.the, people('ida'));
    await ida.the('chat').waitFor();
    await ida.the('chat').click();
    await reads(ida, 'said', 'gone home?');
    await eventually(() => ida.page.locator('[data-testid=said]', { has: ida.the('work-only') }).locator('.bubble').allTextContents(), ['gone home?']);
    own.close();
  } finally { await ida.close(); }
});

test('a Work user\'s status is shown where one writes to them; a lost answer doubles nothing, what was missed comes once and in order (MS-5, MS-6)', async () => {
  const { the } = maya;
  await the('chat').filter({ hasText: 'Wim' }).click();
  await good(wim.call('PUT', '/api/v1/work/status', { status: 'dnd', message: 'Counting stock' }), 200);
  await reads(maya, 'shown', 'Do not disturb · Counting stock');
  const { conversation } = await the('colleague').evaluate((one) => ({ conversation: one.dataset.conversation }));
  // The text is stored, its answer is lost on the way, each time: the page says what it knows, and the stream clears it up.
  let lost = 0;
  await maya.page.route('**/api/v1/conversations', async (route) => {
    if (route.request().method() !== 'POST') return route.continue();
    await route.fetch();
    lost++;
    await route.abort();
  });
  await maya.withErrors(['ERR_FAILED /api/v1/conversations'], async () => {
    await write(maya, 'written in between');
    await reads(maya, 'said', 'written in between');
    await until('nothing waits', async () => await the('unsent').count() === 0);
  });
  assert.ok(lost > 0);
  await maya.page.unroute('**/api/v1/conversations');
  // Nothing is stored: it waits, and goes out with the next try.
  await maya.page.route('**/api/v1/conversations', (route) => (route.request().method() === 'POST' ? route.abort() : route.continue()));
  await maya.withErrors(['ERR_FAILED /api/v1/conversations'], async () => {
    await write(maya, 'not yet there');
    await the('unsent', '[data-state=waiting]').waitFor();
  });
  await maya.page.unroute('**/api/v1/conversations');
  await the('unsent-retry').click();
  await reads(maya, 'said', 'not yet there');
  await until('nothing waits', async () => await the('unsent').count() === 0);
  // Taken back without an answer and sent again unchanged, it has the id it had: if it was stored after all, it is not stored twice.
  const ids = [];
  let away = true;
  await maya.page.route('**/api/v1/conversations', (route) => {
    if (route.request().method() !== 'POST') return route.continue();
    ids.push(route.request().postDataJSON().client_id);
    return away ? route.abort() : route.continue();
  });
  await maya.withErrors(['ERR_FAILED /api/v1/conversations'], async () => {
    await write(maya, 'taken back');
    await the('unsent', '[data-state=waiting]').waitFor();
  });
  await the('unsent-drop').click();
  await until('nothing waits', async () => await the('unsent').count() === 0);
  away = false;
  await write(maya, 'taken back');
  await reads(maya, 'said', 'taken back');
  assert.deepEqual(ids, ids.map(() => ids[0]));
  await maya.page.unroute('**/api/v1/conversations');
  // What was said while the server was away comes once, in order.
  const before = await the('said').count();
  await withOutage([maya, tomas], async () => {
    await stack.kill('chatd');
    await the('workspace', '[data-link=lost]').waitFor();
    stack.spawn('chatd');
    await stack.untilReady('chatd');
    for (const who of [maya, tomas]) await who.the('workspace', '[data-link=live]').waitFor();
  });
  for (const words of ['first', 'second']) await good(wim.call('POST', `/api/v1/conversations/${conversation}/messages`, { text: `${words} after` }), 201);
  await reads(maya, 'said', 'second after');
  await eventually(async () => (await the('said').locator('.bubble').allTextContents()).slice(before), ['first after', 'second after']);
  const { data } = await good(wim.call('GET', `/api/v1/conversations/${conversation}/messages`), 200);
  assert.equal(data.filter((one) => one.state.text === 'written in between').length, 1);
  assert.equal(data.filter((one) => one.state.text === 'not yet there').length, 1);
});

test('dark, at 400 and 320 pixels; axe finds nothing', async () => {
  const { page, the, shot } = maya;
  await page.emulateMedia({ colorScheme: 'dark' });
  await shot('23-colleagues-dark');
  assert.deepEqual(await faults(page), []);
  for (const width of [400, 320]) {
    await page.setViewportSize({ width, height: 720 });
    await the('colleague').waitFor();
    await fits(page);
    for (const id of ['composer-text', 'composer-send', 'format-image']) {
      await until(`${id} in sight at ${width}`, async () => { const box = await the(id).boundingBox(); return box && box.x >= 0 && box.x + box.width <= width && box.y + box.height <= 720; });
    }
    assert.deepEqual(await faults(page), []);
    await shot(`23-colleagues-${width}`);
    await the('back').click();
    await the('chats').waitFor();
    await shot(`23-colleagues-list-${width}`);
    await the('chat').first().click();
  }
});
