// Customers' web chat in a real Chromium (MS-9): a page of somebody else's, with a strict policy, embeds the widget; an agent works in another browser.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Client } from '../lib/client.mjs';
import { watchConsole, withOutage } from '../lib/console.mjs';
import { beAvailable, eventually, fits, hasRead, logIn, openPage, reads, takeOffer, typingStays } from '../lib/page.mjs';
import { PNG } from '../lib/files.mjs';
import { basic } from '../xss/vectors.mjs';
import { Stack, until } from '../lib/stack.mjs';

let stack, site, origin, key, agent, customer, adam;
before(async () => {
  stack = await Stack.start({ name: 'webchat' });
  adam = await Client.login(stack, stack.user('administrator'), 'admin');
  key = stack.run.widget.key;
  site = createServer((req, answer) => {
    answer.setHeader('content-type', 'text/html');
    answer.setHeader('content-security-policy', `default-src 'none'; script-src ${stack.base}; connect-src ${stack.base} ${stack.base.replace('http', 'ws')}; img-src blob:; require-trusted-types-for 'script'; trusted-types 'none'`);
    const shown = new URL(req.url, origin).searchParams.get('key') ?? key; // another widget's
    answer.end(`<!doctype html><html lang=en><meta name=viewport content="width=device-width"><title>Shop</title><h1>A shop</h1><p>Text of the page.</p><script src="${stack.base}/widget/v1/widget.js" data-key="${shown}" async></script>`);
  });
  await new Promise((done) => site.listen(0, '127.0.0.1', done));
  origin = `http://127.0.0.1:${site.address().port}`;
  const { body } = await adam.call('GET', '/api/v1/widgets');
  const changed = await adam.call('PATCH', `/api/v1/widgets/${body.data[0].id}`, { origins: [stack.base, origin] }, { headers: { 'if-match': `"${body.data[0].version}"` } });
  assert.equal(changed.status, 200, JSON.stringify(changed.body));
  await until('the origin is known', async () => (await fetch(`${stack.base}/widget/v1/channels/${key}`, { headers: { origin } })).ok);
  agent = await openPage({ size: { width: 1280, height: 800 }, screens: 'build/screens' });
  customer = await openPage({ size: { width: 900, height: 760 }, screens: 'build/screens' });
  await agent.page.goto(stack.base + '/');
  await logIn(agent.the, stack.user('agent', 0));
  await beAvailable(agent.the);
});
after(async () => { await agent?.close(); await customer?.close(); site?.close(); await stack?.stop(); });

test('on another\'s page: the form, a chat both ways, a file, reload, another tab', async () => {
  const { page, the, shot } = customer;
  await page.goto(origin);
  await the('widget-open').click();
  await the('widget-begin').click();
  await reads(customer, 'widget-problem-name', 'Please fill this in.');
  await the('widget-field-name').fill('Ann Example');
  await the('widget-field-email').fill('no address');
  await the('widget-field-topic').selectOption('Orders');
  await the('widget-first').fill('Where is my parcel?');
  await customer.withErrors(['422 /widget/v1/channels/:id/chats'], async () => {
    await the('widget-begin').click();
    await reads(customer, 'widget-problem-email', 'Must be an e-mail address.');
  });
  await shot('widget-form');
  await the('widget-field-email').fill('ann@example.com');
  await the('widget-begin').click();
  await reads(customer, 'widget-message', 'Where is my parcel?');
  await reads(customer, 'widget-state', 'Please wait');

  await reads(agent, 'offer', 'Ann Example');
  let editorMayLoad;
  const held = new Promise((done) => { editorMayLoad = done; });
  await agent.page.route(/-Editor-\w+\.js/, (route) => held.then(() => route.continue()));
  await takeOffer(agent.the);
  await reads(customer, 'widget-state', 'Maya Okafor is with you.');
  await reads(agent, 'visitor-topic', 'Orders');
  await reads(agent, 'visitor-page', origin);
  await reads(agent, 'visitor', 'nobody has checked it');
  await agent.the('segments').waitFor({ state: 'detached' }); // a web chat has none
  // The editor is loaded while she writes, with a word chosen: what she types goes on in its place.
  for (const who of [agent, customer]) await typingStays(who);
  let tells = 0;
  agent.page.on('request', (request) => { tells += request.url().endsWith('/typing'); });
  agent.page.on('requestfinished', (request) => { tells -= request.url().endsWith('/typing'); });
  await agent.the('composer-text').pressSequentially('Good day,');
  await reads(customer, 'widget-typing', 'Maya Okafor is typing');
  await agent.page.keyboard.press('Shift+Enter');
  await agent.page.keyboard.type('It goes');
  await agent.page.keyboard.press('Control+Shift+ArrowLeft');
  editorMayLoad();
  await agent.the('editor').waitFor();
  await agent.page.keyboard.type('left this morning: https://track.example/1');
  await eventually(() => agent.the('composer-text').locator('p').allTextContents(), ['Good day,', 'It left this morning: https://track.example/1']);
  await until('the last word that she types is out', () => tells === 0);
  await agent.the('composer-send').click();
  await reads(customer, 'widget-message', 'It left this morning');
  await the('widget-typing').waitFor({ state: 'hidden' });
  await page.locator('trunkline-chat a[href="https://track.example/1"][rel="noopener noreferrer"]').waitFor();
  await the('widget-text').pressSequentially('Thank');
  await agent.the('customer-types').waitFor();
  await the('widget-text').fill('Thank you!');
  await the('widget-text').press('Enter');
  await reads(agent, 'message', 'Thank you!');
  await agent.the('customer-types').waitFor({ state: 'detached' });

  const file = join(stack.dir, 'photo.png'), notes = join(stack.dir, 'notes.txt');
  writeFileSync(notes, 'not one of them');
  await customer.withErrors(['422 /widget/v1/channels/:id/chat/files'], async () => {
    await the('widget-choose').setInputFiles(notes);
    await reads(customer, 'widget-note', 'PNG, JPEG, GIF, WebP, PDF, MP4, MP3, Ogg');
  });
  writeFileSync(file, PNG);
  await the('widget-choose').setInputFiles(file);
  await page.waitForFunction(() => document.querySelector('trunkline-chat').shadowRoot.querySelector('[data-testid=widget-picture]')?.naturalWidth > 0);
  await agent.the('attachment-picture').waitFor();
  await shot('widget-talk-light');
  await agent.shot('widget-agent');

  // The agent sees all of it from the first word; what has no words has no empty bubble.
  await reads(agent, 'message', 'Where is my parcel?');
  await agent.the('earlier').waitFor({ state: 'detached' });
  const alone = agent.page.locator('[data-testid=message]', { has: agent.the('attachment') });
  assert.equal(await alone.locator('.bubble').count(), 0);

  const messages = await the('widget-message').count();
  await page.reload();
  await the('widget-open').click();
  await eventually(() => the('widget-message').count(), messages);
  const tab = await page.context().newPage();
  await tab.goto(origin);
  await tab.locator('[data-testid=widget-open]').click();
  await tab.locator('[data-testid=widget-text]').fill('from the other tab');
  await tab.locator('[data-testid=widget-send]').click();
  await reads(customer, 'widget-message', 'from the other tab');
  await tab.close();
});

test('the agent formats a text, with a picture; the visitor sees it so, on a page with a strict policy (MS-3)', async () => {
  const { the, page, shot } = customer, field = agent.the('composer-text');
  await agent.the('editor').waitFor();
  await field.click();
  await agent.page.keyboard.type('Your ');
  await agent.page.keyboard.press('Control+b');
  await agent.page.keyboard.type('parcel');
  await agent.page.keyboard.press('Control+b');
  await agent.page.keyboard.type(' is at the ');
  await agent.page.keyboard.press('Control+k');
  await agent.the('link-address').fill('javascript:alert(1)');
  await agent.page.keyboard.press('Enter');
  await agent.the('link-error').waitFor();
  await agent.the('link-address').fill('shop.example/depot');
  await agent.page.keyboard.press('Enter');
  await agent.page.keyboard.press('Shift+Enter');
  await agent.page.keyboard.press('Control+Shift+Digit8');
  await agent.page.keyboard.type('open until six');
  await agent.page.keyboard.press('Enter');
  await agent.page.keyboard.type('bring this');
  await agent.the('format-file').setInputFiles({ name: 'map.png', mimeType: 'image/png', buffer: PNG });
  await agent.page.locator('[data-testid=composer-text] img[data-file]').waitFor();
  await agent.shot('editor');
  await agent.the('composer-send').click();
  await the('widget-formatted').waitFor();
  const shown = the('widget-formatted');
  await eventually(() => shown.locator('b').textContent(), 'parcel');
  await eventually(() => shown.locator('li').allTextContents(), ['open until six', 'bring this']);
  await eventually(() => shown.locator('a').evaluate((a) => [a.href, a.rel, a.target]), ['https://shop.example/depot', 'noopener noreferrer', '_blank']);
  await page.waitForFunction(() => document.querySelector('trunkline-chat').shadowRoot.querySelector('[data-testid=widget-image]')?.naturalWidth > 0);
  await agent.page.waitForFunction(() => document.querySelector('[data-testid=formatted-image]')?.naturalWidth > 0);
  await eventually(() => field.textContent(), '');
  await shot('widget-formatted');
  await agent.shot('widget-formatted-agent');
});

test('what was no text of ours is shown in its plain form, and does nothing (MS-3)', async () => {
  const { page } = customer;
  // The server's own answers, made hostile on the way: the widget's renderer alone stands between.
  const frame = page.frames()[0];
  const outcome = await frame.evaluate(async (vectors) => {
    const seen = [];
    addEventListener('securitypolicyviolation', (event) => seen.push(event.violatedDirective));
    globalThis.acted = () => seen.push('a script ran');
    const real = globalThis.WebSocket;
    const element = document.createElement('trunkline-chat');
    const [first] = document.querySelectorAll('trunkline-chat');
    element.setAttribute('key', first.getAttribute('key'));
    element.setAttribute('server', new URL(document.querySelector('script[data-key]').src).origin);
    // A socket that says what an attacker who owns the server's answers would.
    globalThis.WebSocket = class { static OPEN = 1; constructor() { this.readyState = 1; setTimeout(() => { this.onopen?.(); this.onmessage?.({ data: JSON.stringify({ type: 'chat', next_seq: vectors.length,
      chat: { state: 'talking', position: null, estimate_ms: null, agent: 'x', last_seq: vectors.length, by_visitor: false },
      messages: vectors.map((html, n) => ({ seq: n + 1, from: 'agent', name: 'x', text: `plain ${n}`, at: new Date().toISOString(), client_id: null, files: [], html, images: [] })) }) }); }); } send() {} close() {} };
    document.body.append(element);
    await new Promise((done) => { const look = () => element.shadowRoot.querySelector('[data-testid=widget-open]') ? done() : setTimeout(look, 20); look(); });
    element.shadowRoot.querySelector('[data-testid=widget-open]').click();
    await new Promise((done) => { const look = () => element.shadowRoot.querySelectorAll('[data-testid=widget-message]').length === vectors.length ? done() : setTimeout(look, 20); look(); });
    globalThis.WebSocket = real;
    const bubbles = [...element.shadowRoot.querySelectorAll('[data-testid=widget-message] .bubble')];
    for (const one of bubbles.flatMap((bubble) => [...bubble.querySelectorAll('*')])) { one.dispatchEvent(new MouseEvent('mouseover', { bubbles: true })); if (!one.closest('a')) one.click?.(); }
    await new Promise((done) => { const last = new Image(); last.onerror = done; last.src = URL.createObjectURL(new Blob()); }); // after all that would load and fail
    const allowed = ['P', 'PRE', 'BLOCKQUOTE', 'UL', 'OL', 'LI', 'B', 'I', 'U', 'S', 'CODE', 'BR', 'A'];
    const strange = bubbles.flatMap((bubble) => [...bubble.querySelectorAll('*')].filter((one) => !allowed.includes(one.tagName) || [...one.attributes].some((a) => !['href', 'target', 'rel'].includes(a.name)) || (one.tagName === 'A' && !['http:', 'https:', 'mailto:', 'tel:'].includes(one.protocol))).map((one) => one.outerHTML));
    const plain = bubbles.filter((bubble, n) => bubble.textContent === `plain ${n}`).length;
    element.remove();
    return { seen, strange, plain, all: bubbles.length };
  }, [...basic, '<p>fine</p>']);
  assert.deepEqual([outcome.seen, outcome.strange], [[], []]);
  assert.equal(outcome.all, basic.length + 1);
  assert.ok(outcome.plain > basic.length * 0.9, `${outcome.plain} of ${outcome.all} in plain form`);
});

test('the process is killed: what was written is sent once when it is back, what was answered meanwhile comes', async () => {
  await withOutage([customer, agent], async () => {
    stack.signal('widget', 'SIGKILL');
    await reads(customer, 'widget-state', 'No connection');
    await customer.the('widget-text').fill('written without a connection');
    await customer.the('widget-text').press('Enter');
    await customer.the('widget-unsent').waitFor();
    await agent.the('composer-text').fill('answered meanwhile');
    await agent.the('composer-send').click();
    await stack.ensure();
    await until('it is sent', async () => await customer.the('widget-unsent').count() === 0, 40000);
    await reads(agent, 'message', 'written without a connection');
    await reads(customer, 'widget-message', 'answered meanwhile');
  });
  await eventually(() => customer.the('widget-message').filter({ hasText: 'written without a connection' }).count(), 1);
});

test('by keyboard, dark, at 400 and 320 pixels', async () => {
  const { page, the, shot } = customer;
  await page.emulateMedia({ colorScheme: 'dark' });
  await shot('widget-talk-dark');
  for (const width of [400, 320]) {
    await page.setViewportSize({ width, height: 640 });
    const panel = async () => { const { x, width } = await the('widget-panel').boundingBox(); return [x, width]; };
    await eventually(panel, [0, width], 'the panel fills the window');
    await fits(page);
    await until('the button in sight, and large enough', async () => { const send = await the('widget-send').boundingBox(); return send.x + send.width <= width && send.height >= 40; });
    await shot(`widget-talk-${width}`);
  }
  await page.setViewportSize({ width: 900, height: 760 });
  await page.keyboard.press('Escape');
  await eventually(() => page.evaluate(() => document.querySelector('trunkline-chat').shadowRoot.activeElement?.dataset.testid), 'widget-open', 'the focus returns');
  await agent.the('composer-text').fill('are you there?');
  await agent.the('composer-send').click();
  await reads(customer, 'widget-unread', '1');
  await page.keyboard.press('Enter');
  await the('widget-panel').waitFor();
  assert.equal(await the('widget-log').getAttribute('role'), 'log');
  assert.equal(await the('widget-panel').getAttribute('role'), 'dialog');
  await page.emulateMedia({ colorScheme: 'light' });
});

test('a web address in a plain text is a link for the agent, opened on its own; another scheme is text', async () => {
  await customer.the('widget-text').fill('See https://shop.example/order?id=7. Not javascript:alert(1), nor https://bank.example@shop.example/');
  await customer.the('widget-send').click();
  await reads(agent, 'message', /See https:/);
  const links = (page) => page.locator('a[href*="/order"], a[href*="bank"], a[href^="javascript"]').evaluateAll((all) => all.map((one) => [one.getAttribute('href'), one.textContent, one.target, one.rel]));
  const wanted = [['https://shop.example/order?id=7', 'https://shop.example/order?id=7', '_blank', 'noopener noreferrer']];
  for (const { page } of [agent, customer]) await eventually(() => links(page), wanted, 'the link, and no other');
  await hasRead(agent.the);
});

test('the customer ends it, the agent sees it and ends; the transcript is behind a link', async () => {
  const { page, the } = customer;
  await the('widget-end').click();
  await the('widget-end-yes').click();
  await reads(customer, 'widget-state', 'This chat has ended.');
  await reads(customer, 'widget-closing', 'Thank you for chatting with us.');
  await reads(agent, 'visitor-left', 'The customer has ended the chat.');
  await hasRead(agent.the);
  await agent.the('end').click();
  await agent.the('end-confirm').click();
  await agent.the('wrap-up').waitFor();
  await the('widget-transcript').click();
  await the('widget-transcript-link').waitFor();
  const [link] = await Promise.all([page.context().waitForEvent('page'), the('widget-transcript-link').click()]);
  await eventually(() => link.textContent('body'), /Where is my parcel\?[\s\S]*It left this morning/);
  await link.screenshot({ path: 'build/screens/widget-transcript.png' });
  // Its times are those of who reads: in their zone and language.
  for (const [locale, timezoneId, form] of [['de-DE', 'Asia/Tokyo', /^\d\d\.\d\d\.\d{4}, \d\d:\d\d$/], ['en-US', 'America/New_York', /^\w{3} \d{1,2}, \d{4}, \d{1,2}:\d\d\s[AP]M$/]]) {
    const context = await page.context().browser().newContext({ locale, timezoneId }), reader = await context.newPage();
    watchConsole(context); // the page's policy lets its script run
    await reader.goto(link.url());
    const times = await reader.locator('time').evaluateAll((all) => all.map((one) => [one.dateTime, one.textContent]));
    assert.ok(times.length >= 4);
    for (const [at, shown] of times) {
      assert.match(shown, form);
      assert.equal(shown, new Intl.DateTimeFormat(locale, { timeZone: timezoneId, dateStyle: 'medium', timeStyle: 'short' }).format(new Date(at)));
    }
    await context.close();
  }
  await link.close();
  await the('widget-again').click();
  await the('widget-form').waitFor();
});

test('a text that comes after the agent has ended the chat is not lost: it is what the next chat begins with', async () => {
  const { page: tab, the, withErrors, close } = await openPage({ size: { width: 900, height: 760 }, screens: 'build/screens' });
  await tab.goto(origin);
  await the('widget-open').click();
  await the('widget-field-name').fill('Too Late');
  await the('widget-first').fill('hello');
  await the('widget-begin').click();
  await takeOffer(agent.the);
  await reads({ the }, 'widget-state', 'Maya Okafor is with you.');
  await reads(agent, 'message', 'hello');
  await hasRead(agent.the);
  let release;
  const held = new Promise((go) => { release = go; });
  await tab.route('**/chat/messages', async (route) => { await held; await route.continue(); }, { times: 1 });
  await the('widget-text').fill('a long text that took time');
  await the('widget-text').press('Enter');
  await reads({ the }, 'widget-unsent', 'Not sent yet');
  await agent.the('end').click();
  await agent.the('end-confirm').click();
  await reads({ the }, 'widget-state', 'This chat has ended.');
  await withErrors(['409 /widget/v1/channels/:id/chat/messages'], async () => {
    release();
    await the('widget-refused').waitFor();
  });
  await reads({ the }, 'widget-unsent', 'a long text that took time');
  await the('widget-again').click();
  await eventually(() => the('widget-first').inputValue(), 'a long text that took time');
  await close();
});

test('an answer to the first words that was lost: asked again, it is one chat, whatever was written meanwhile', async () => {
  const { page: tab, the, withErrors, close } = await openPage({ size: { width: 900, height: 760 }, screens: 'build/screens' });
  // All there ever were: the wrap-ups of the tests before end meanwhile.
  const all = async () => (await stack.query('SELECT count(*)::integer AS n FROM routing.interaction'))[0].n, before = await all();
  await tab.route('**/chats', async (route) => { await route.fetch(); await route.abort(); }, { times: 1 });
  await tab.goto(origin);
  await the('widget-open').click();
  await the('widget-field-name').fill('Lost Answer');
  await the('widget-first').fill('first words');
  await withErrors(['ERR_FAILED /widget/v1/channels/:id/chats'], async () => {
    await the('widget-begin').click();
    await eventually(() => the('widget-problem').textContent(), /./);
  });
  await the('widget-first').fill('other words');
  await the('widget-begin').click();
  const said = ['first words', 'other words'];
  await eventually(async () => (await the('widget-message').allTextContents()).map((text) => said.find((one) => text.includes(one))), said);
  assert.equal(await all(), before + 1);
  await close();
});

// A widget whose chats nobody answers, on a page at `host`, where it is open and filled in.
async function proofPage(settings, host = '127.0.0.1') {
  const made = async (kind, body) => { const { status, body: one } = await adam.call('POST', `/api/v1/${kind}`, body); assert.equal(status, 201, JSON.stringify(one)); return one; };
  const at = origin.replace('127.0.0.1', host), name = `Proof ${host} ${settings.proof_of_work}`;
  const { id: queue_id } = await made('queues', { name }), { id: channel_id } = await made('channels', { medium: 'chat', name });
  await made('route-rules', { channel_id, position: 1, queue_id });
  const widget = await made('widgets', { channel_id, origins: [at], ...settings });
  const known = (bits) => until('the process knows the widget', async () => {
    const answer = await fetch(`${stack.base}/widget/v1/channels/${widget.key}`);
    return answer.ok && (await answer.json()).proof_of_work === bits;
  });
  await known(settings.proof_of_work);
  const opened = await openPage({ size: { width: 900, height: 760 }, screens: 'build/screens', args: ['--host-resolver-rules=MAP shop.test 127.0.0.1'] });
  await opened.page.goto(`${at}/?key=${widget.key}`);
  await opened.the('widget-open').click();
  await opened.the('widget-first').fill('Where is my lamp?');
  return { ...opened, widget, known, began: () => stack.query('SELECT FROM messaging.visitor WHERE channel = $1', [channel_id]) };
}

test('a widget that asks for a proof of work: a chat begins on a page without https, which goes on meanwhile', async () => {
  const { page, the, withErrors, close, began } = await proofPage({ proof_of_work: 8 }, 'shop.test');
  assert.deepEqual(await page.evaluate(() => [isSecureContext, typeof crypto.subtle]), [false, 'undefined']);
  // A challenge that takes some hundred thousand attempts, and is none of the server's: its refusal brings one that is.
  let ask;
  const held = new Promise((go) => { ask = go; });
  await page.route('**/challenge', async (route) => { await held; await route.fulfill({ json: { challenge: 'slow-8', bits: 17, expires_s: 300 }, headers: { 'access-control-allow-origin': '*' } }); }, { times: 1 });
  await page.evaluate(() => {
    globalThis.ticks = 0;
    globalThis.seen = [];
    setInterval(() => { globalThis.ticks++; }, 1);
    const real = globalThis.fetch;
    globalThis.fetch = async (...given) => {
      if (given[0].endsWith('/chats')) globalThis.seen.push([globalThis.ticks, JSON.parse(given[1].body).proof]);
      const answer = await real(...given);
      globalThis.ticks = 0;
      return answer;
    };
  });
  await the('widget-begin').click();
  await reads({ the }, 'widget-begin', 'Connecting');
  assert.equal(await the('widget-begin').isDisabled(), true);
  await withErrors(['403 /widget/v1/channels/:id/chats'], async () => {
    ask();
    await reads({ the }, 'widget-message', 'Where is my lamp?');
  });
  await reads({ the }, 'widget-state', 'Please wait');
  const [[ticks, proof], [, second], ...more] = await page.evaluate(() => globalThis.seen);
  assert.deepEqual([proof, more], ['slow-8.216916', []]);
  assert.match(second, /^[\w-]{50,}\.\d+$/);
  assert.ok(ticks >= 10, `the page's timer went on: ${ticks} times`);
  assert.equal((await began()).length, 1);
  await close();
});

test('a widget that asks for a proof of work: nothing is refused; it can be switched on while the page is open', async () => {
  const first = await proofPage({ proof_of_work: 12 });
  await first.the('widget-begin').click();
  await reads(first, 'widget-message', 'Where is my lamp?');
  await first.close();
  const second = await proofPage({ proof_of_work: 0 });
  const { status } = await adam.call('PATCH', `/api/v1/widgets/${second.widget.id}`, { proof_of_work: 12 }, { headers: { 'if-match': `"${second.widget.version}"` } });
  assert.equal(status, 200);
  await second.known(12);
  await second.withErrors(['403 /widget/v1/channels/:id/chats'], async () => {
    await second.the('widget-begin').click();
    await reads(second, 'widget-message', 'Where is my lamp?');
  });
  assert.equal((await second.began()).length, 1);
  await second.close();
});

test('the demo page', async () => {
  const page = await customer.page.context().newPage();
  await page.goto(stack.run.widget.demo_url);
  await page.locator('[data-testid=widget-open]').click();
  await page.locator('[data-testid=widget-form]').waitFor();
  await page.screenshot({ path: 'build/screens/widget-demo.png' });
  await page.close();
});
