// Customers' web chat (MS-9) over the real API, as a visitor's page and an agent's speak: settings, start, send, order, end, limits.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { keysOf, openBox, sealedColumns } from '../lib/box.mjs';
import { Client, replayed } from '../lib/client.mjs';
import { accept, assigned, finish, send, status } from '../lib/desk.mjs';
import { PNG as LID, uploadImage } from '../lib/files.mjs';
import { hidden } from '../lib/hidden.mjs';
import { Mailbox } from '../lib/mailbox.mjs';
import { Stack, until } from '../lib/stack.mjs';
import { newNumber } from '../lib/texts.mjs';
import { clientId, newToken, Visitor } from '../lib/visitor.mjs';

let stack, adam, maya, key, mailbox;
before(async () => {
  mailbox = await Mailbox.start({ refuse: 1 });
  Object.assign(process.env, { TRUNKLINE_COMMON_MAIL_RELAY: mailbox.url, TRUNKLINE_CHATD_MAIL_PLAIN: '1', TRUNKLINE_CHATD_MAIL_SENDER: 'desk@example.com' });
  stack = await Stack.start({ name: 'widget', testClock: 'noon' }); // bytes and mails are counted by the day
  adam = await Client.login(stack, stack.user('administrator'), 'admin');
  maya = await Client.ready(stack, stack.user('agent', 0));
  key = stack.run.widget.key;
});
after(async () => { maya?.close(); mailbox?.close(); await stack?.stop(); });

const ok = (answer, wanted = 200) => { assert.equal(answer.status, wanted, JSON.stringify(answer.body)); return answer.body; };
const refused = (answer, wanted, type, pointer) => {
  assert.equal(answer.status, wanted, JSON.stringify(answer.body));
  assert.equal(answer.body.type, type);
  if (pointer) assert.equal(answer.body.errors[0].pointer, pointer);
  return answer;
};
const ann = { name: 'Ann Example' };
let sources = 0;
// A visitor of an address of their own, so that one test's limits are not another's.
const visitor = (more) => new Visitor(stack, key, { source: `198.51.100.${++sources}`, ...more });
const offerOfChat = (agent, name) => agent.see('offer', (s) => s.state === 'made' && s.channel.kind === 'chat' && s.last_text?.includes(name));

test('a visitor begins a chat, an agent accepts and answers, both ways in order, the agent ends it', async () => {
  const who = new Visitor(stack, key, { origin: stack.base });
  const settings = ok(await who.call('GET'));
  assert.equal(settings.title, 'Lindqvist & Rao');
  assert.deepEqual(settings.form.map((f) => f.name), ['name', 'email', 'topic']);
  const began = ok(await who.start('hello one', { form: ann, page_url: 'https://shop.example/help', language: 'en-GB' }), 201);
  assert.equal(began.chat.state, 'waiting');
  assert.deepEqual(began.messages.map((m) => [m.from, m.text]), [['visitor', 'hello one']]);
  await who.open();
  const offer = await offerOfChat(maya, 'hello one'), interaction = await accept(maya, offer);
  await who.see('talking', (c) => c.state === 'talking' && c.agent === 'Maya Okafor');
  ok(await send(maya, interaction, 'hello back'), 201);
  assert.equal((await who.hears('hello back')).from, 'agent');
  ok(await who.send('and again'), 201);
  const shown = await maya.see('message', (s) => s.text === 'and again' && s.direction === 'in');
  assert.equal(shown.state.conversation, interaction.state.conversation);
  await who.hears('and again');
  assert.deepEqual(who.texts, ['hello one', 'hello back', 'and again']);
  const conversation = ok(await maya.call('GET', `/api/v1/conversations/${interaction.state.conversation}`));
  assert.equal(conversation.state.visitor.name, 'Ann Example');
  assert.equal(conversation.state.visitor.page_url, 'https://shop.example/help');
  // A key that lists interactions sees who writes, not what they answered in the form.
  const lister = new Client(stack, ok(await adam.call('POST', '/api/v1/api-keys', { name: 'Lists', scopes: ['all_interactions'] }), 201).key);
  const listed = async (by) => ok(await by.call('GET', '/api/v1/interactions?state=assigned')).data.find(({ id }) => id === interaction.id).state.visitor;
  assert.ok((await listed(adam)).form.length > 0);
  assert.deepEqual(await listed(lister), { ...await listed(adam), form: [] });
  // It is a web chat everywhere, and no text.
  const whatOf = ({ medium, channel_kind: kind, channel }) => [medium, kind, channel.medium, channel.channel_kind], web = ['chat', 'web_chat', 'chat', 'web_chat'];
  for (const state of [offer.state, interaction.state, ok(await maya.call('GET', `/api/v1/interactions/${interaction.id}`)).state, ok(await adam.call('GET', '/api/v1/interactions?state=assigned')).data.find(({ id }) => id === interaction.id).state])
    assert.deepEqual(whatOf(state), web);
  assert.deepEqual([conversation.state.channel.channel_kind, ok(await adam.call('GET', `/api/v1/channels/${conversation.state.channel.id}`)).channel_kind], ['web_chat', 'web_chat']);
  await finish(maya, interaction);
  assert.equal(ok(await maya.call('GET', `/api/v1/transcripts/${interaction.id}`)).channel.channel_kind, 'web_chat');
  await who.see('ended', (c) => c.state === 'ended');
  refused(await who.send('too late'), 409, 'chat_ended');
  who.close();
});

test('an agent\'s formatted text comes cleaned, with its images by addresses that are signed for this chat and end (MS-3)', async () => {
  const [who, stranger] = [visitor(), visitor()];
  ok(await who.start('please explain', { form: ann }), 201);
  await who.open();
  const interaction = await accept(maya, await offerOfChat(maya, 'please explain'));
  assert.equal(ok(await maya.call('GET', `/api/v1/conversations/${interaction.state.conversation}`)).state.formatted, true);
  const image = ok(await uploadImage(maya, LID), 201).id;
  const html = `<p>This is <b onclick=x()>how</b>:</p><script>alert(1)</script><ol><li>open<li>look <img src="/api/v1/files/${image}" alt="the lid" onerror=x()></ol><a href="javascript:x()">never</a> <a href="https://a.example/">here</a>`;
  const said = ok(await send(maya, interaction, 'ignored', { html, client_id: 'f1' }), 201);
  const clean = `<p>This is <b>how</b>:</p><ol><li>open</li><li>look <img src="/api/v1/files/${image}" alt="the lid"></li></ol>never <a href="https://a.example/" rel="noopener">here</a>`;
  assert.equal(said.state.html, clean);
  assert.equal(said.state.text, 'This is how:\n1. open\n2. look [image]\nnever here (https://a.example/)');
  assert.equal(ok(await send(maya, interaction, 'ignored', { html, client_id: 'f1' }), 201).id, said.id, 'sent twice, stored once');
  const heard = await who.hears(said.state.text);
  assert.equal(heard.html, clean);
  assert.deepEqual(heard.images.map((one) => one.id), [image]);
  const { path } = heard.images[0], fetched = (from, at) => from.call('GET', at, undefined, { token: '' });
  const got = await fetched(who, path);
  assert.deepEqual([got.status, got.headers.get('content-type'), got.headers.get('content-security-policy')], [200, 'image/png', "default-src 'none'; sandbox"]);
  ok(await stranger.start('another chat', { form: ann }), 201);
  const own = (await stack.query('SELECT number FROM messaging.visitor ORDER BY id DESC LIMIT 1'))[0].number.slice(4);
  for (const wrong of [path.replace(/images\/\d+/, 'images/424242'), path.replace(/expires=(\d+)/, (_, s) => `expires=${Number(s) + 60}`), path.replace(/chat=\w+/, `chat=${own}`), path.slice(0, -1), path.replace(/signature=\w+/, 'signature=x')])
    refused(await fetched(stranger, wrong), 404, 'not_found');
  refused(await fetched(who, path.replace(/&signature=\w+/, '')), 422, 'invalid');
  refused(await new Visitor(stack, key, { origin: 'https://evil.example' }).call('GET', path, undefined, { token: '' }), 403, 'forbidden');
  // Who has attached it elsewhere, or sends an image alone, or files, is refused; a text message has no form.
  refused(await send(maya, interaction, 'x', { html }), 409, 'file_attached');
  refused(await send(maya, interaction, 'x', { html: `<img src="/api/v1/files/${image}">` }), 422, 'invalid', '/html');
  refused(await send(maya, interaction, 'x', { files: [image] }), 422, 'no_files');
  const text = await assigned(maya, stack.channel('twilio'), newNumber());
  assert.equal(ok(await maya.call('GET', `/api/v1/conversations/${text.state.conversation}`)).state.formatted, false);
  refused(await send(maya, text, 'x', { html: '<b>x</b>' }), 422, 'plain_only');
  await finish(maya, text);
  // The record, and what an open page asks for later, have it, too; an address ends.
  await finish(maya, interaction);
  const transcript = ok(await maya.call('GET', `/api/v1/transcripts/${interaction.id}`));
  assert.deepEqual(transcript.messages.filter((m) => m.html).map((m) => [m.html, m.intact]), [[clean, true]]);
  await stack.pass(601000);
  await until('its end', async () => (await fetched(who, path)).status === 404);
  const later = ok(await who.look()).messages.find((m) => m.html);
  assert.equal((await fetched(who, later.images[0].path)).status, 200);
  ok(await stranger.end());
  who.close();
  maya.close();
  maya = await Client.ready(stack, stack.user('agent', 0)); // ten minutes have passed
});

// A widget of a test's own, on a channel of its own whose only rule leads to Support.
async function newWidget(settings = {}, rules = [{ position: 1, queue_id: '3' }]) {
  const channel = ok(await adam.call('POST', '/api/v1/channels', { medium: 'chat', name: `Web ${newToken().slice(4, 16)}` }), 201);
  const made = ok(await adam.call('POST', '/api/v1/widgets', { channel_id: channel.id, origins: ['https://shop.example'], ...settings }), 201);
  for (const rule of rules) ok(await adam.call('POST', '/api/v1/route-rules', { channel_id: channel.id, ...rule }), 201);
  const any = new Visitor(stack, made.key, { source: '198.51.101.1' });
  await until('the process knows the widget', async () => (await any.call('GET')).status === 200);
  return { ...made, visitor: (more) => new Visitor(stack, made.key, { source: `198.51.100.${++sources}`, ...more }) };
}
// Chats that no agent is to get wait in a queue that has none.
const parked = async () => [{ position: 1, queue_id: ok(await adam.call('POST', '/api/v1/queues', { name: `Nobody ${newToken().slice(4, 16)}` }), 201).id }];
const busy = (agent) => status(agent, 'work_offline');

test('only pages of the widget\'s own origins may ask; there are no cookies', async () => {
  const { key: own } = await newWidget({ origins: ['https://shop.example', 'http://localhost:3000'] });
  const at = (origin) => new Visitor(stack, own, { origin });
  for (const origin of ['https://shop.example', 'http://localhost:3000']) {
    const asked = await fetch(`${stack.base}/widget/v1/channels/${own}/chats`, { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization,content-type' } });
    assert.equal(asked.status, 204);
    assert.equal(asked.headers.get('access-control-allow-origin'), origin);
    assert.equal(asked.headers.get('access-control-allow-credentials'), null);
    const answer = await at(origin).call('GET');
    ok(answer);
    assert.equal(answer.headers.get('access-control-allow-origin'), origin);
    assert.match(answer.headers.get('vary'), /Origin/);
    assert.equal(answer.headers.get('set-cookie'), null);
  }
  for (const origin of ['https://evil.example', 'https://shop.example.evil.example', 'http://shop.example', 'https://shop.example:444', 'null']) {
    refused(await at(origin).call('GET'), 403, 'forbidden');
    refused(await at(origin).start('x'), 403, 'forbidden');
    const asked = await fetch(`${stack.base}/widget/v1/channels/${own}/chats`, { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'POST' } });
    assert.equal(asked.status, 403);
    assert.equal(asked.headers.get('access-control-allow-origin'), null);
    await assert.rejects(at(origin).open(), /403/);
  }
  // What is refused can be read by the page, too.
  const wrong = await at('https://shop.example').start('');
  assert.equal(wrong.status, 422);
  assert.equal(wrong.headers.get('access-control-allow-origin'), 'https://shop.example');
});

test('origins are kept and compared as browsers send them; what is no origin is refused and named', async () => {
  const widget = await newWidget();
  const set = async (origins) => {
    const { version } = ok(await adam.call('GET', `/api/v1/widgets/${widget.id}`));
    return adam.call('PATCH', `/api/v1/widgets/${widget.id}`, { origins }, { headers: { 'if-match': `"${version}"` } });
  };
  // Node serializes an origin by the URL standard, as browsers do.
  const same = ['https://shop.example', 'HTTPS://Shop.Example', 'https://shop.example:443', 'https://shop.example:', 'http://shop.example:80', 'http://shop.example:443', 'https://shop.example:08443', 'http://localhost:3000', 'http://192.0.2.1:8080',
    'https://[2001:DB8:0:0::1]:443', 'http://[::1]:3000', 'http://[1:0:0:2:0:0:0:3]', 'HTTPS://XN--Bcher-kva.example', 'https://a_b.example'];
  for (const given of same) assert.deepEqual(ok(await set([given])).origins, [new URL(given).origin], given);
  assert.deepEqual(ok(await set(['https://b.example', 'https://a.example', 'https://B.example:443'])).origins, ['https://b.example', 'https://a.example'], 'each once, in their order');
  for (const wrong of ['https://shop.example/', 'https://shop.example/chat', 'https://shop.example?x', 'https://shop.example#x', 'shop.example', '//shop.example', 'https:shop.example', 'ftp://shop.example', 'https://', 'https://*.example', '*', 'null', '', ' https://shop.example',
    'https://user@shop.example', 'https://shop%2eexample', 'https://shop.example:70000', 'https://shop.example:0', 'https://shop example', 'https://shop..example', 'https://shop.example.', 'https://127.1', 'https://0x7f.0.0.1', 'https://256.1.1.1', 'https://[::g]', 'https://[::1', 'https://\u200b.example',
    `https://${'a'.repeat(64)}.example`, 'https://shop.example\n', 'https://shop.example https://evil.example', 'https://\u212aelvin.example'])
    refused(await set(['https://shop.example', wrong]), 422, 'invalid', '/origins/1');
  assert.match(refused(await set(['https://shop.example/']), 422, 'invalid', '/origins/0').body.errors[0].detail, /no slash at its end/);
  assert.match(refused(await set(['https://bücher.example']), 422, 'invalid', '/origins/0').body.errors[0].detail, /xn--/);
  // What a browser sends from such a page is let in, and nothing that only looks like it.
  ok(await set(['HTTPS://XN--Bcher-kva.example:443', 'http://[2001:DB8::1]:80']));
  const from = async (origin) => (await new Visitor(stack, widget.key, { origin }).call('GET')).status;
  await until('the process knows them', async () => await from('https://xn--bcher-kva.example') === 200);
  assert.equal(await from('http://[2001:db8::1]'), 200);
  for (const origin of ['http://xn--bcher-kva.example', 'https://xn--bcher-kva.example:444', 'https://xn--bcher-kva.example.evil.example', 'https://bucher.example', 'https://www.xn--bcher-kva.example', 'https://xn--bcher-kva.example/', 'null', 'http://[2001:db8::2]'])
    assert.equal(await from(origin), 403, origin);
});

test('the form\'s errors name the field, and nothing has begun', async () => {
  const form = [{ name: 'name', label: 'Name', type: 'text', required: true }, { name: 'email', label: 'E-mail', type: 'email' }, { name: 'topic', label: 'Topic', type: 'choice', options: ['A', 'B'] }];
  const widget = await newWidget({ form, text_max: 200 });
  const who = widget.visitor();
  for (const [given, pointer] of [[{}, '/form/name'], [{ name: ' ' }, '/form/name'], [{ name: 'x'.repeat(201) }, '/form/name'], [{ name: 'Ann', email: 'no address' }, '/form/email'],
    [{ name: 'Ann', email: 'a@b c' }, '/form/email'], [{ name: 'Ann', topic: 'C' }, '/form/topic'], [{ name: 'Ann', colour: 'red' }, '/form/colour'], [{ name: 5 }, '/form/name'], ['list', '/form']]) {
    refused(await new Visitor(stack, widget.key, { source: `198.51.102.${++sources}` }).call('POST', '/chats', { text: 'hi', form: given }), 422, 'invalid', pointer);
  }
  refused(await who.start('x'.repeat(201), { form: ann }), 422, 'invalid', '/text');
  refused(await who.look(), 404, 'not_found');
  assert.deepEqual(await stack.query('SELECT id FROM messaging.visitor WHERE channel = $1', [widget.channel_id]), []);
});

test('begun twice it is one chat; sent twice it is one message; many at once keep one order for everyone', async () => {
  const widget = await newWidget({}, await parked());
  const who = widget.visitor();
  const answers = await Promise.all(Array.from({ length: 5 }, () => who.start('once')));
  assert.deepEqual([...new Set(answers.map((a) => a.status))].sort(), [200, 201]);
  assert.equal((await stack.query('SELECT id FROM messaging.conversation WHERE channel = $1', [widget.channel_id])).length, 1);
  const id = clientId();
  const sent = await Promise.all([who.send('same', id), who.send('same', id), who.send('same', id)]);
  assert.equal(new Set(sent.map((a) => ok(a, 201).seq)).size, 1);
  await who.open();
  const other = await widget.visitor({ token: who.token }).open(); // another tab
  await Promise.all(Array.from({ length: 20 }, (_, i) => who.send(`n${i}`)));
  await until('both tabs have all', () => who.messages.size === 22 && other.messages.size === 22);
  assert.deepEqual(who.texts, other.texts);
  const read = ok(await who.look());
  assert.deepEqual(read.messages.map((m) => m.text), who.texts);
  // After a reload a page asks after what it has.
  const again = await widget.visitor({ token: who.token }).open(read.messages.at(-2).seq);
  await again.see('the rest', (_, messages) => messages.length === 1 && messages[0].text === who.texts.at(-1));
  for (const one of [who, other, again]) one.close();
  ok(await who.end());
});

test('a client id that comes again with another text or file is refused by name, and nothing is stored', async () => {
  const widget = await newWidget({ starts_minute: 100, starts_minute_source: 100 }, await parked());
  const who = widget.visitor(), [begun, text, file] = [clientId(), clientId(), clientId()];
  const sends = [() => who.start('begun', { client_id: begun }), () => who.send('said', text), () => who.sendFile(PNG, file)];
  for (const send of sends) {
    const answer = await send();
    ok(answer, 201);
    assert.equal(replayed(answer), false);
  }
  const others = [who.start('another', { client_id: begun }), who.send('another', text), who.send('said', file), who.sendFile(PNG, text), who.sendFile(Buffer.concat([PNG, Buffer.from([0])]), file)];
  for (const answer of await Promise.all(others)) refused(answer, 409, 'client_id_reused', '/client_id');
  assert.deepEqual((await Promise.all(sends.map((send) => send()))).map((answer) => [answer.status, replayed(answer)]), [[200, true], [201, true], [201, true]], 'the same again answers as it did');
  assert.deepEqual(ok(await who.look()).messages.map((m) => [m.client_id, m.text]), [[begun, 'begun'], [text, 'said'], [file, '']]);
  ok(await who.end());
});

test('who waits sees their place; who leaves while it rings withdraws the offer; who leaves an agent is seen', async () => {
  const widget = await newWidget();
  await busy(maya);
  const [first, second] = [widget.visitor(), widget.visitor()];
  ok(await first.start('first in line'), 201);
  ok(await second.start('second in line'), 201);
  await second.open();
  await second.see('place 2', (c) => c.state === 'waiting' && c.position === 2);
  const gone = ok(await first.end());
  assert.deepEqual([gone.chat.state, gone.chat.by_visitor], ['ended', true]);
  ok(await first.end()); // again, too
  refused(await first.send('more'), 409, 'chat_ended');
  await second.see('place 1', (c) => c.position === 1);
  await status(maya, 'available');
  const offer = await offerOfChat(maya, 'second in line');
  ok(await second.end());
  await maya.see('offer', (s, f) => f.id === offer.id && s.state === 'withdrawn' && s.cause === 'customer_left');
  assert.equal((await stack.query('SELECT outcome FROM routing.interaction WHERE id = $1', [offer.state.interaction]))[0].outcome, 'customer_left');

  const third = widget.visitor();
  ok(await third.start('third comes'), 201);
  const interaction = await accept(maya, await offerOfChat(maya, 'third comes'));
  assert.equal(ok(await third.end()).chat.state, 'ended');
  await maya.see('conversation', (s) => s.conversation === interaction.state.conversation && s.visitor.ended);
  assert.equal(ok(await maya.call('GET', `/api/v1/interactions/${interaction.id}`)).state.state, 'assigned'); // only the agent ends it
  await finish(maya, interaction);
  second.close();
});

test('widget abuse limits: by name: starts and messages in a minute, open chats, text, bytes, pages; each says when to come again', async () => {
  const widget = await newWidget({ starts_minute_source: 3, messages_minute: 4, open_chats: 5, open_chats_source: 2, file_max_bytes: 100 }, await parked());
  const at = (source) => new Visitor(stack, widget.key, { source });
  const throttled = (answer, type) => { refused(answer, 429, type); assert.ok(Number(answer.headers.get('retry-after')) > 0); };
  ok(await at('203.0.113.1').start('one'), 201);
  ok(await at('203.0.113.1').start('two'), 201);
  throttled(await at('203.0.113.1').start('three'), 'too_many_chats'); // open ones of an address
  throttled(await at('203.0.113.1').start('four'), 'throttled'); // in a minute
  const third = at('203.0.113.2');
  ok(await third.start('another'), 201);
  ok(await at('2001:db8:1:2::1').start('v6'), 201);
  ok(await at('2001:db8:1:2::2').start('v6'), 201);
  throttled(await at('2001:db8:1:2:3::3').start('v6'), 'too_many_chats'); // one network
  throttled(await at('203.0.113.9').start('sixth'), 'too_many_chats'); // open ones of the widget
  const who = await (async () => { const w = await newWidget({ messages_minute: 4 }, await parked()); const v = w.visitor(); ok(await v.start('x'), 201); return v; })();
  for (let i = 0; i < 4; i++) ok(await who.send(`m${i}`), 201);
  throttled(await who.send('too much'), 'throttled');
  const files = (await newWidget({ file_max_bytes: 60 }, await parked())).visitor();
  ok(await files.start('x'), 201);
  refused(await files.sendFile(PNG), 422, 'invalid');
  const pages = [];
  for (let i = 0; i < 30; i++) pages.push(await new Visitor(stack, widget.key, { source: '203.0.113.77', token: third.token }).open());
  await assert.rejects(at('203.0.113.77').open(), /429/);
  for (const page of pages) page.close();
});

test('widget abuse limits: many networks of IPv6 count together: a /56 has four times as much as a /64, a /48 sixteen times', async () => {
  const widget = await newWidget({ starts_minute_source: 1, starts_minute: 100, open_chats: 100 }, await parked());
  const startFrom = (network) => new Visitor(stack, widget.key, { source: `2001:db8:77:${network.toString(16)}::1` }).start('v6');
  const startAll = async (...networks) => { for (const answer of await Promise.all(networks.map(startFrom))) ok(answer, 201); };
  await startAll(0x1100, 0x1101, 0x1102, 0x1103);
  refused(await startFrom(0x1104), 429, 'throttled');
  await startAll(...[0x1200, 0x1300, 0x1400].flatMap((wide) => [wide, wide + 1, wide + 2, wide + 3]));
  refused(await startFrom(0x1500), 429, 'throttled');
  const token = new Visitor(stack, widget.key, { source: '2001:db8:78:1100::1' });
  ok(await token.start('another customer'), 201);
  // Open streams: 30 of a /64, 120 of the /56; one that is closed leaves its place in each.
  const open = (network) => new Visitor(stack, widget.key, { source: `2001:db8:78:${network.toString(16)}::1`, token: token.token }).open();
  const pages = await Promise.all([0x2100, 0x2101, 0x2102, 0x2103].flatMap((network) => Array.from({ length: 30 }, () => open(network))));
  await assert.rejects(open(0x2104), /429/);
  pages.pop().close();
  await until('a place is free', () => open(0x2104).then((page) => pages.push(page), () => false));
  for (const page of pages) page.close();
});

const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');

test('widget abuse limits: bytes of files in a day, of the widget and of one address; a repeated file counts once', async () => {
  const MIB = 1048576, file = (mib) => Buffer.concat([PNG, Buffer.alloc(mib * MIB)]);
  const small = await newWidget({ file_max_bytes: 10 * MIB, files_day_mib: 11 }, await parked());
  const [one, two] = [small.visitor(), small.visitor()], id = clientId();
  for (const who of [one, two]) ok(await who.start('x'), 201);
  ok(await one.sendFile(file(4), id), 201);
  ok(await one.sendFile(file(4), id), 201);
  refused(await two.sendFile(file(8)), 409, 'too_many_files');
  ok(await two.sendFile(file(6)), 201);
  assert.equal(ok(await two.look()).messages.length, 2, 'what was refused left no message');
  await stack.asOwner('UPDATE messaging.visitor_bytes SET day = day - 1');
  ok(await two.sendFile(file(8)), 201);
  await stack.asOwner('SELECT messaging.visitor_bytes_sweep(1000)'); // chatd does so each minute
  assert.deepEqual(await stack.asOwner("SELECT FROM messaging.visitor_bytes WHERE day < (ops.clock() AT TIME ZONE 'UTC')::date"), []);

  const large = await newWidget({ file_max_bytes: 10 * MIB, files_day_mib: 200 }, await parked());
  const [near, far] = [large.visitor(), large.visitor()];
  for (const who of [near, far]) ok(await who.start('x'), 201);
  for (let n = 0; n < 2; n++) ok(await near.sendFile(file(9)), 201);
  refused(await near.sendFile(file(9)), 409, 'too_many_files');
  ok(await far.sendFile(file(9)), 201);
  refused(await adam.call('PATCH', `/api/v1/widgets/${large.id}`, { files_day_mib: 9 }, { headers: { 'if-match': `"${large.version}"` } }), 422, 'invalid', '/files_day_mib');
});

test('a long chat of long formatted texts comes whole to a page that is opened again, in order (MS-6)', async () => {
  const who = visitor();
  ok(await who.start('tell me everything', { form: ann }), 201);
  const interaction = await accept(maya, await offerOfChat(maya, 'tell me everything'));
  const html = '<b>a</b><i>b</i>'.repeat(790);
  for (let n = 0; n < 50; n++) ok(await send(maya, interaction, 'x', { html: `${html}${n}` }), 201);
  await who.open();
  await until('all of it', () => who.messages.size === 51);
  assert.deepEqual([...who.messages.keys()], Array.from({ length: 51 }, (_, n) => n + 1));
  assert.equal(who.closed, false);
  const page = ok(await who.look());
  assert.ok(page.next_seq < 51 && page.messages.length === page.next_seq && JSON.stringify(page).length < 300000, 'a page has a size, too');
  const snapshot = ok(await maya.call('GET', '/api/v1/workspace')).interactions.find((i) => i.id === interaction.id);
  assert.ok(JSON.stringify(snapshot.messages).length < 32768, 'the agent\'s own page gets the last few, the rest when asked');
  await finish(maya, interaction);
  who.close();
});

test('what could not be read when it was said is told when it can be', async () => {
  const who = visitor();
  ok(await who.start('are you there?', { form: ann }), 201);
  const interaction = await accept(maya, await offerOfChat(maya, 'are you there?'));
  await who.open();
  await who.see('talking', (c) => c.state === 'talking');
  const looks = async () => (await stack.asOwner("SELECT query_start::text FROM pg_stat_activity WHERE usename = 'tl_widget' AND wait_event_type = 'Lock' AND query LIKE '%visitor_look%'")).map((r) => r.query_start);
  const db = new pg.Client({ connectionString: stack.owner }), seen = new Set();
  await db.connect();
  try {
    await db.query('BEGIN; LOCK TABLE messaging.visitor IN ACCESS EXCLUSIVE MODE');
    ok(await send(maya, interaction, 'said meanwhile'), 201);
    // Each is tried for 10 s, and given up after 2: more than five are more than one.
    await until('a look after the one that failed', async () => { for (const at of await looks()) seen.add(at); return seen.size > 5; });
  } finally { await db.end(); }
  await who.hears('said meanwhile');
  await finish(maya, interaction);
  who.close();
});

test('files: told by content, once, for the agent and for this visitor alone', async () => {
  const widget = await newWidget();
  const [who, other] = [widget.visitor(), widget.visitor()];
  ok(await who.start('look at this'), 201);
  const interaction = await accept(maya, await offerOfChat(maya, 'look at this'));
  refused(await who.sendFile(Buffer.from('<script>alert(1)</script>')), 422, 'invalid');
  const id = clientId();
  const sent = ok(await who.sendFile(PNG, id), 201);
  assert.equal(ok(await who.sendFile(PNG, id), 201).seq, sent.seq);
  assert.deepEqual(sent.files.map((f) => [f.type, f.bytes]), [['image/png', PNG.length]]);
  const shown = await maya.see('message', (s) => s.conversation === interaction.state.conversation && s.attachments?.[0]?.state === 'stored');
  assert.equal((await maya.call('GET', `/api/v1/attachments/${shown.state.attachments[0].id}`)).status, 200);
  const own = await who.call('GET', `/chat/files/${sent.files[0].id}`);
  ok(own);
  assert.equal(own.headers.get('content-type'), 'image/png');
  await busy(maya);
  ok(await other.start('mine'), 201);
  refused(await other.call('GET', `/chat/files/${sent.files[0].id}`), 404, 'not_found');
  await finish(maya, interaction);
  refused(await who.sendFile(PNG), 409, 'chat_ended');
  ok(await other.end());
  await status(maya, 'available');
});

test('one widget\'s token is nobody on another\'s, in the same organisation and in another', async () => {
  const [mine, theirs] = [await newWidget({}, await parked()), await newWidget({}, await parked())];
  const who = mine.visitor();
  ok(await who.start('mine'), 201);
  const there = theirs.visitor({ token: who.token });
  for (const answer of [await there.look(), await there.send('x'), await there.end(), await there.sendFile(PNG), await there.call('GET', '/chat/files/1'), await there.call('POST', '/chat/transcript', {})]) refused(answer, 404, 'not_found');
  await there.open();
  await until('the stream is closed', () => there.closed === 4004);
  // A page with both widgets may have one token: each has a chat of its own.
  ok(await there.start('theirs'), 201);
  assert.deepEqual([ok(await who.look()), ok(await there.look())].map((chat) => chat.messages.map((m) => m.text)), [['mine'], ['theirs']]);
  const [tenant] = await stack.asOwner(`SELECT directory.tenant_create('Other web') AS id`);
  const [channel] = await stack.asOwner(`INSERT INTO directory.channel (tenant, medium, name, hook_key) VALUES ($1, 'chat', 'Web', 'x${newToken()}') RETURNING id`, [tenant.id]);
  await stack.asOwner(`INSERT INTO directory.widget (tenant, channel, key) VALUES ($1, $2, $3)`, [tenant.id, channel.id, 'f'.repeat(32)]);
  const away = new Visitor(stack, 'f'.repeat(32), { token: who.token, source: '198.51.103.1' });
  await until('the process knows it', async () => (await away.call('GET')).status === 200);
  refused(await away.look(), 404, 'not_found');
  refused(await away.send('x'), 404, 'not_found');
  ok(await who.end());
});

test('route rules see page, language, form and a customer who is known by their e-mail address', async () => {
  const form = [{ name: 'email', label: 'E-mail', type: 'email' }, { name: 'topic', label: 'Topic', type: 'choice', options: ['Billing', 'Other'] }];
  const reply = (position, conditions, auto_reply) => ({ position, conditions, auto_reply });
  const widget = await newWidget({ form }, [reply(1, { customer: 'known' }, 'by customer'), reply(2, { form: { topic: 'billing' } }, 'by form'), reply(3, { page: '/help' }, 'by path'),
    reply(4, { page: 'https://shop.example/cart' }, 'by page'), reply(5, { language: 'sv' }, 'by language'), reply(6, {}, 'by none')]);
  const email = `known-${process.pid}@example.com`;
  await stack.asOwner(`WITH c AS (INSERT INTO messaging.customer (tenant, name, created_at) VALUES (1, 'Kim Known', ops.clock()) RETURNING id)
    INSERT INTO messaging.customer_number (tenant, number, customer) SELECT 1, 'mail:' || $1, id FROM c`, [email]);
  for (const [given, wanted] of [[{ form: { email: email.toUpperCase() } }, 'by customer'], [{ form: { topic: 'Billing' } }, 'by form'], [{ page_url: 'https://x.example/help/a' }, 'by path'],
    [{ page_url: 'https://shop.example/cart?1' }, 'by page'], [{ language: 'sv-SE' }, 'by language'], [{ form: { topic: 'Other' } }, 'by none']]) {
    const who = widget.visitor();
    ok(await who.start('hello', given), 201);
    await who.open();
    assert.equal((await who.hears(wanted)).from, 'automatic');
    await who.see('ended', (c) => c.state === 'ended');
    who.close();
  }
  const rule = await adam.call('POST', '/api/v1/route-rules', { channel_id: widget.channel_id, position: 9, conditions: { form: {} }, queue_id: '3' });
  refused(rule, 422, 'invalid', '/conditions/form');
});

test('a record that is made in a chat is found by its e-mail address the next time', async () => {
  const widget = await newWidget({ form: [{ name: 'email', label: 'E-mail', type: 'email' }] });
  const email = `new-${process.pid}@example.com`;
  const who = widget.visitor();
  ok(await who.start('who am I', { form: { email } }), 201);
  const interaction = await accept(maya, await offerOfChat(maya, 'who am I'));
  const found = ok(await maya.call('GET', `/api/v1/customers?number=${encodeURIComponent(interaction.state.number)}`));
  assert.deepEqual(found.data, []);
  const made = ok(await maya.call('POST', '/api/v1/customers', { name: 'Nora New', number: interaction.state.number }), 201);
  assert.ok(made.state.numbers.includes(`mail:${email}`));
  await maya.see('interaction', (s, f) => f.id === interaction.id && s.customer?.name === 'Nora New');
  await finish(maya, interaction);
  const again = widget.visitor();
  ok(await again.start('me again', { form: { email } }), 201);
  const second = await accept(maya, await offerOfChat(maya, 'me again'));
  assert.equal(second.state.customer.name, 'Nora New');
  await finish(maya, second);
});

test('a transcript\'s link shows what was said, escaped, to who has it', async () => {
  const widget = await newWidget();
  const who = widget.visitor();
  ok(await who.start('<img src=x onerror=alert(1)> & so on'), 201);
  const interaction = await accept(maya, await offerOfChat(maya, 'so on'));
  ok(await maya.call('POST', `/api/v1/conversations/${interaction.state.conversation}/notes`, { text: 'for colleagues only' }), 201);
  ok(await send(maya, interaction, 'the answer'), 201);
  assert.ok(!JSON.stringify(ok(await who.look())).includes('for colleagues only'));
  await finish(maya, interaction);
  const asked = ok(await who.call('POST', '/chat/transcript', {}), 201);
  const page = await fetch(asked.url);
  assert.equal(page.status, 200);
  assert.match(page.headers.get('content-security-policy'), /default-src 'none'/);
  const text = await page.text();
  assert.ok(text.includes('&lt;img src=x') && !text.includes('<img'));
  assert.ok(text.includes('the answer') && !text.includes('for colleagues only'));
  refused(await who.call('POST', '/chat/transcript', { email: 'no address' }), 422, 'invalid', '/email');
  const path = new URL(asked.url).pathname;
  refused(await new Client(stack).call('GET', path.slice(0, -1) + (path.endsWith('A') ? 'B' : 'A')), 404, 'not_found');
  await new Client(stack).call('GET', path);
  // Of a long one the newest messages, and it says so.
  const shown = 2000, id = interaction.state.conversation;
  await stack.asOwner(`INSERT INTO messaging.message (tenant, id, conversation, seq, at, direction, text)
    SELECT c.tenant, nextval('messaging.message_id'), c.id, c.last_seq + n, c.last_at, 'in', format('line %s.', n) FROM messaging.conversation AS c, generate_series(1, ${shown}) AS n WHERE c.id = $1`, [id]);
  await stack.asOwner(`UPDATE messaging.conversation SET last_seq = last_seq + ${shown} WHERE id = $1`, [id]);
  const long = await (await fetch(asked.url)).text();
  assert.ok(long.includes('Earlier messages that are not shown: 2.'), 'the two of above; the note is no message of theirs');
  assert.ok(long.includes('line 1.') && long.includes(`line ${shown}.`) && !long.includes('the answer'));
  await stack.asOwner(`UPDATE messaging.transcript_link SET expires_at = ops.clock()`);
  assert.equal((await fetch(asked.url)).status, 404);
});

// The mail that waits; a minute passes if it is not due.
async function waiting() {
  const [mail] = await stack.query('SELECT tries, due_at <= ops.clock() AS due FROM messaging.mail');
  if (mail && !mail.due) await stack.pass(60000);
  return mail;
}

test('a transcript\'s link goes to the address that is named, by the relay, again after it said later', async () => {
  const widget = await newWidget({ title: 'Räksmörgås & Co' }, await parked());
  const who = widget.visitor();
  ok(await who.start('mail me'), 201);
  for (const email of ['a@b@c.example', 'a b@c.example', 'a@c.example>\r\nBcc: <x@y.example', 'a@c.example,b@c.example'])
    refused(await who.call('POST', '/chat/transcript', { email }), 422, 'invalid', '/email');
  // It waits from the beginning, so that no daemon holds it while it is looked for.
  await stack.asOwner(`CREATE FUNCTION messaging.test_waits() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.due_at := NEW.due_at + interval '1 hour'; RETURN NEW; END $$`);
  await stack.asOwner('CREATE TRIGGER test_waits BEFORE INSERT ON messaging.mail FOR EACH ROW EXECUTE FUNCTION messaging.test_waits()');
  const asked = ok(await who.call('POST', '/chat/transcript', { email: 'ann@example.com' }), 201);
  await stack.asOwner('DROP FUNCTION messaging.test_waits CASCADE');
  assert.equal(asked.mailed, true);
  await hidden(stack, { 'the link that waits': asked.url, 'its token': asked.url.replace(/.*\//, '') }, { known: 'ann@example.com', daemon: 'chatd' });
  await stack.asOwner(`UPDATE messaging.mail SET due_at = due_at - interval '1 hour'`);
  await until('the relay says later', () => mailbox.tried === 1);
  await until('the relay has it', async () => { await waiting(); return mailbox.mails.length === 1; });
  const { from, to } = mailbox.mails[0], { headers, text } = Mailbox.read(mailbox.mails[0]);
  assert.deepEqual([from, to], ['desk@example.com', ['ann@example.com']]);
  assert.equal(Buffer.from(/=\?UTF-8\?B\?(.*)\?=/.exec(headers.subject)[1], 'base64').toString(), 'Räksmörgås & Co');
  assert.ok(text.includes(asked.url) && !text.includes('mail me'));
  assert.equal((await fetch(asked.url)).status, 200);
  await until('nothing is left to send', async () => (await stack.query('SELECT FROM messaging.mail')).length === 0);
  ok(await who.end());
});

test('a link that can\'t be opened now is mailed when it can; one of the release before, which stands as it is, too', async () => {
  const widget = await newWidget({}, await parked()), who = widget.visitor();
  const mailed = (url) => until(`${url} is mailed`, async () => await waiting() === undefined && mailbox.mails.some((mail) => Mailbox.read(mail).text.includes(url)));
  ok(await who.start('mail me later'), 201);
  await stack.asOwner('CREATE FUNCTION messaging.test_spoils() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.box := NEW.box + 1; RETURN NEW; END $$');
  await stack.asOwner('CREATE TRIGGER test_spoils BEFORE INSERT ON messaging.mail FOR EACH ROW EXECUTE FUNCTION messaging.test_spoils()');
  const asked = ok(await who.call('POST', '/chat/transcript', { email: 'later@example.com' }), 201);
  await stack.asOwner('DROP FUNCTION messaging.test_spoils CASCADE');
  await until('it was tried twice, and waits', async () => (await waiting()).tries >= 2);
  assert.ok(!mailbox.mails.some(({ to }) => to.includes('later@example.com')));
  const { purpose, row } = sealedColumns.find(({ table }) => table === 'messaging.mail');
  const [mail] = await stack.asOwner(`UPDATE messaging.mail SET box = box - 1 RETURNING tenant, ${row} AS row, secret`);
  assert.equal(openBox(keysOf(stack), mail.secret, `${purpose}:${mail.tenant}:${mail.row}`).toString(), asked.url, 'the table of sealed columns names its place');
  await mailed(asked.url);
  const former = `${stack.base}/widget/v1/transcripts/of-the-release-before`;
  await stack.asOwner(`INSERT INTO messaging.mail (tenant, conversation, address, title, url, due_at, made_at)
    SELECT c.tenant, c.id, 'former@example.com', 'Shop', $1, ops.clock(), ops.clock() FROM messaging.conversation AS c ORDER BY c.id LIMIT 1`, [former]);
  await mailed(former);
  ok(await who.end());
});

test('strangers mail one address five times a day at most, whatever chats they start; the link is theirs all the same', async () => {
  const widget = await newWidget({}, await parked()), visitors = [widget.visitor(), widget.visitor()];
  for (const one of visitors) ok(await one.start('mail somebody'), 201);
  const ask = async (one, email) => ok(await one.call('POST', '/chat/transcript', { email }), 201);
  for (let n = 0; n < 4; n++) assert.equal((await ask(visitors[0], 'victim@example.com')).mailed, true);
  assert.equal((await ask(visitors[1], 'Victim@Example.com')).mailed, true);
  const sixth = await ask(visitors[1], 'victim@example.com');
  assert.equal(sixth.mailed, false);
  assert.equal((await fetch(sixth.url)).status, 200);
  assert.equal((await ask(visitors[1], 'other@example.com')).mailed, true);
  await until('nothing is left to send', async () => (await stack.query('SELECT FROM messaging.mail')).length === 0);
  for (const one of visitors) ok(await one.end());
});

test('the database role of the process sees only what it needs', async () => {
  const { default: pg } = await import('pg');
  const password = (await import('node:fs')).readFileSync(stack.passfile, 'utf8').match(/:tl_widget:(.*)$/m)[1];
  const client = new pg.Client({ connectionString: stack.owner.replace(/\/\/[^@]*@/, `//tl_widget:${password}@`) });
  await client.connect();
  const denied = (sql) => assert.rejects(client.query(sql), /permission denied/, sql);
  try {
    for (const table of ['messaging.message', 'messaging.conversation', 'messaging.customer', 'messaging.visitor', 'directory.app_user', 'directory.v_user', 'directory.widget', 'routing.interaction', 'presence.session', 'ops.event', 'ops.audit', 'sms.account'])
      await denied(`SELECT * FROM ${table}`);
    for (const call of ["messaging.workspace(1, 1, true)", "messaging.messages(1, 1, 'agent', 1, NULL, NULL, 10)", "messaging.customers_find(1, '+4912345678', 1, 'administrator')", "ops.state(4, 1, 1)", "ops.frame(4, 1, 1)",
      "presence.session_find('\\x00')", "directory.resource_read('channel', 1, 1, 'administrator', 1, '{}')", "routing.customer_left(1, 1)"]) await assert.rejects(client.query(`SELECT ${call}`), /permission denied|does not exist/, call);
    const { rows } = await client.query(`SELECT n.nspname || '.' || p.proname AS name FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
      WHERE n.nspname IN ('directory', 'presence', 'routing', 'sms', 'messaging', 'hooks') AND has_function_privilege(p.oid, 'EXECUTE') ORDER BY 1`);
    assert.deepEqual(rows.map((r) => r.name).filter((name) => !/^messaging\.visitors?_|^directory\.widgets_load$/.test(name)), []);
  } finally { await client.end(); }
});

test('whose page is silent is shown as left, and as back; one that nobody has accepted closes after a while', async () => {
  const widget = await newWidget({ leave_ms: 60000 });
  const who = widget.visitor();
  ok(await who.start('do not go away'), 201);
  const interaction = await accept(maya, await offerOfChat(maya, 'do not go away'));
  const waits = widget.visitor();
  await busy(maya);
  ok(await waits.start('will vanish'), 201);
  await stack.pass(40000);
  await maya.see('conversation', (s) => s.conversation === interaction.state.conversation && s.visitor.left_at !== null && !s.visitor.ended, 60000);
  ok(await who.send('here again'), 201);
  await maya.see('conversation', (s) => s.conversation === interaction.state.conversation && s.visitor.left_at === null);
  await stack.pass(61000);
  await until('the chat is closed', async () => (await stack.query('SELECT FROM messaging.visitor WHERE channel = $1 AND closed_at IS NOT NULL', [widget.channel_id])).length === 1);
  assert.equal(ok(await waits.look()).chat.state, 'ended');
  await finish(maya, interaction);
});

test('a process that was away takes nobody for gone before their pages could be heard of', async () => {
  const widget = await newWidget();
  const who = widget.visitor();
  ok(await who.start('still here'), 201);
  const [{ conversation }] = await stack.query('SELECT conversation FROM messaging.visitor WHERE channel = $1', [widget.channel_id]);
  stack.signal('widget', 'SIGSTOP');
  // How long it is away is what is tried, and a stopped process shows nothing: longer than until a look (5 s) and a beat (10 s) by its own clock.
  await new Promise((done) => setTimeout(done, 17000));
  await stack.pass(60000);
  const [{ at }] = await stack.query('SELECT ops.clock()::text AS at');
  stack.signal('widget', 'SIGCONT');
  ok(await who.look());
  await until('a beat tells of the page', async () => (await stack.query('SELECT FROM messaging.visitor_seen WHERE conversation = $1 AND at > $2::timestamptz', [conversation, at])).length === 1);
  assert.deepEqual(await stack.query("SELECT text FROM messaging.message WHERE conversation = $1 AND direction = 'system'", [conversation]), [], 'nobody is told that they have left');
  ok(await who.end());
});

test('every route refuses as the API document says', async () => {
  const widget = await newWidget({}, await parked());
  const who = widget.visitor();
  ok(await who.start('here'), 201);
  const routes = [['GET', ''], ['POST', '/chats', { text: 'x' }], ['GET', '/chat'], ['POST', '/chat/messages', { text: 'x', client_id: clientId() }], ['POST', '/chat/end'], ['POST', `/chat/files?client_id=${clientId()}`], ['GET', '/chat/files/1'], ['POST', '/chat/transcript', {}]];
  const stranger = new Visitor(stack, 'e'.repeat(32), { source: '198.51.104.1' });
  const flood = new Visitor(stack, widget.key, { source: '198.51.104.2', token: who.token });
  for (let i = 0; i < 600; i += 50) await Promise.all(Array.from({ length: 50 }, () => flood.call('GET', '', undefined, { direct: true })));
  for (const [method, path, body] of routes) {
    const more = path.startsWith('/chat/files?') ? { raw: PNG, headers: { 'content-type': 'application/octet-stream' } } : {};
    refused(await stranger.call(method, path, body, more), 404, 'not_found');
    refused(await new Visitor(stack, widget.key, { source: '198.51.104.3', origin: 'https://evil.example' }).call(method, path, body, more), 403, 'forbidden');
    refused(await flood.call(method, path, body, more), 429, 'throttled');
    if (path === '') { refused(await who.call(method, '?x=1'), 400, 'bad_request'); continue; }
    refused(await new Visitor(stack, widget.key, { source: '198.51.104.4', token: 'tls_x' }).call(method, path, body, more), 401, 'unauthenticated');
    refused(await who.call(method, `${path}${path.includes('?') ? '&' : '?'}x=1`, body, more), 400, 'bad_request');
    if (method === 'POST') assert.equal((await who.call(method, path, undefined, { raw: Buffer.alloc(11 << 20, 'x'), headers: { 'content-type': more.raw ? 'application/octet-stream' : 'application/json' } })).status, 413);
    if (body) refused(await who.call(method, path, { ...body, x: 1 }), 422, 'invalid');
  }
  refused(await who.call('POST', '/chat/files', undefined, { raw: PNG, headers: { 'content-type': 'application/octet-stream' } }), 422, 'invalid');
  refused(await who.call('GET', '/chat?after_seq=x'), 422, 'invalid');
  const image = '/images/1?chat=x&expires=1&signature=x';
  for (const [from, at, wanted, type] of [[stranger, image, 404, 'not_found'], [who, image, 404, 'not_found'], [new Visitor(stack, widget.key, { source: '198.51.104.5', origin: 'https://evil.example' }), image, 403, 'forbidden'],
    [flood, image, 429, 'throttled'], [who, `${image}&x=1`, 400, 'bad_request'], [who, '/images/1', 422, 'invalid'], [who, '/images/1?chat=x&expires=no&signature=x', 422, 'invalid']]) refused(await from.call('GET', at), wanted, type);
  for (let i = 0; i < 4; i++) ok(await who.call('POST', '/chat/transcript', {}), 201);
  ok(await who.call('POST', '/chat/transcript', {}), 201);
  refused(await who.call('POST', '/chat/transcript', {}), 429, 'too_many_links');
  ok(await who.end());
});
