// play_voice.mjs - plays a real call once before one's eyes, with the time of each step.
//
// usage: node play_voice.mjs run.json
// A customer calls by the demo carrier's trunk, hears greeting and music and is told their place; the call is offered, accepted in the page and
// picked up at the agent's phone. Both talk, each with a tone of their own that the other one has to hear; hold, resume, end, wrap-up. Then the agent
// calls out: a number of the outside world (outside.mjs) that speaks, and one that calls back; the call back comes by the queue, and is taken.
// All of it is SIP and RTP over the daemons as they run. Exit status 1 if any step fails.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { call, openStream, run, show, until } from './desk.mjs';
import { NUMBERS, TONE_HZ } from './outside.mjs';
import { Phone, toneIn } from './phone.mjs';

const CUSTOMER_HZ = 440, AGENT_HZ = 880, LISTEN_MS = 500;
const PURE = 0.9, NOTHING = 0.1; // of what is heard: how much is a tone that is there, and one that is not
const PIECE = 800; // of a prompt, in bytes: 0.1 s

const { voice } = run;
const agent = run.users.find((user) => user.username === voice.phones[0].user);
const server = Object.values(run.sip)[0];
const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;

// 0.1 s from the middle of a prompt: sound is sent as the file has it, so that it is found byte by byte.
const PROMPTS = new URL('../../build/prompts/en', import.meta.url).pathname, OUTSIDE = join(run.dir, 'outside');
const piece = (name, folder) => {
  const file = readFileSync(join(folder, `${name}.wav`));
  const middle = file.indexOf('data') + 8 + Math.floor((file.length - 44) / 2);
  return file.subarray(middle, middle + PIECE);
};
const hears = (phone, name, folder = PROMPTS) => {
  const wanted = piece(name, folder);
  return until(`"${name}" at the caller's ear`, () => phone.sound.heard.includes(wanted));
};

// How many packets came while one listened, and what part of them is the tone.
async function listen(phone, hz) {
  const before = phone.sound.packets, began = performance.now();
  await until('sound', () => phone.sound.packets >= before + LISTEN_MS / 20);
  return { packets: phone.sound.packets - before, ms: performance.now() - began, tone: toneIn(phone.sound.lately(LISTEN_MS / 2), hz) };
}

const bothTalk = (customer, phone) => until('talk both ways', async () => {
  const [there, here] = await Promise.all([listen(phone, CUSTOMER_HZ), listen(customer, AGENT_HZ)]);
  return there.tone > PURE && here.tone > PURE && { there, here };
});
const words = ({ there, here }) => [['agent', CUSTOMER_HZ, there], ['customer', AGENT_HZ, here]]
  .map(([who, hz, { packets, ms, tone }]) => `${who} hears ${hz} Hz (${Math.round(tone * 100)} % of the sound, ${packets} packets in ${Math.round(ms)} ms)`).join(', ');

// What the demo needs so that it can be called back: a site that shows the phone line to whom its people call, and a number that emergency calls send.
async function reachable() {
  const admin = run.users.find((user) => user.role === 'administrator');
  const { token } = await call('', 'POST', '/api/v1/sessions', { username: admin.username, password: admin.password, app: 'admin' });
  const all = (what) => call(token, 'GET', `/api/v1/${what}`).then(({ data }) => data);
  try {
    const [[site], shown, [line], [spare]] = await Promise.all([all('sites'), all('caller-ids'), all(`numbers?number=${encodeURIComponent(voice.number)}`), all('numbers?state=claimed&limit=1')]);
    if (!shown.some((one) => one.site_id === site.id)) await call(token, 'POST', '/api/v1/caller-ids', { phone_number_id: line.id, site_id: site.id });
    if (!site.call_back_number && spare) await call(token, 'PATCH', `/api/v1/sites/${site.id}`, { call_back_number: spare.number }, { 'if-match': `"${site.version}"` });
  } finally { await call(token, 'DELETE', '/api/v1/sessions/me'); }
}

const outside = (script) => NUMBERS.find((one) => one.script === script).number;
// The agent's phone calls a number outside, which is answered; answers the number.
async function callOut(phone, script) {
  await phone.call(outside(script), voice.phones[0].username);
  return outside(script);
}

await reachable();
const session = await call('', 'POST', '/api/v1/sessions', { username: agent.username, password: agent.password, app: 'workspace' });
const stream = await openStream(session.token);
const phone = await Phone.open({ server, hz: AGENT_HZ, login: voice.phones[0] });
const customer = await Phone.open({ host: voice.trunk.address, server, hz: CUSTOMER_HZ });
const mine = (what, fits) => stream.until(what, (frame) => frame.kind === 'interaction' && frame.state.number === number && fits(frame.state));
const number = '+1415555' + String(Math.floor(Math.random() * 10000)).padStart(4, '0');

try {
  await phone.register();
  show('agent\'s phone registered', `${voice.phones[0].username} by SHA-256 digest`);

  await customer.call(voice.number, number);
  show('call answered by the queue', `${number} by trunk "${voice.trunk.name}" to ${voice.number}`);
  await hears(customer, 'greeting');
  show('greeting heard');
  await hears(customer, 'n1');
  show('position said', '"Your position is one"');
  await hears(customer, 'music');
  show('music heard', `${customer.sound.packets} packets so far`);

  const status = await call(session.token, 'PUT', '/api/v1/me/status', { status: 'available' });
  show('agent available', `${session.user.name}, ${status.state.shown}`);
  const offer = await stream.until('offer', (frame) => frame.kind === 'offer' && frame.state.state === 'made' && frame.state.number === number);
  await until('ringing phone', () => phone.state === 'ringing');
  show('routed, offered, phone rings', offer.state.why);

  const accepted = await call(session.token, 'POST', `/api/v1/offers/${offer.id}/accept`);
  await phone.answer();
  await mine('call in talk', (state) => state.call?.state === 'talking');
  show('accepted and picked up', `interaction ${accepted.id}`);
  show('talk', words(await bothTalk(customer, phone)));

  await call(session.token, 'POST', `/api/v1/interactions/${accepted.id}/call/hold`);
  await mine('call on hold', (state) => state.call?.state === 'held');
  const unheard = phone.sound.packets;
  await until('music instead of the agent', async () => (await listen(customer, AGENT_HZ)).tone < NOTHING);
  const leaked = phone.sound.packets === unheard ? 0 : toneIn(phone.sound.lately(LISTEN_MS / 2), CUSTOMER_HZ);
  if (leaked > NOTHING) throw new Error('the agent hears the customer who is on hold');
  show('held', 'the customer hears music, no agent; the agent hears nobody');
  await call(session.token, 'POST', `/api/v1/interactions/${accepted.id}/call/resume`);
  await mine('call in talk again', (state) => state.call?.state === 'talking');
  show('resumed', words(await bothTalk(customer, phone)));

  await call(session.token, 'POST', `/api/v1/interactions/${accepted.id}/call/hang-up`);
  await until('end at both phones', () => customer.state === 'over' && phone.state === 'over');
  show('ended', `the customer's phone sent ${seconds(customer.sound.sent * 20)} of sound and heard ${seconds(customer.sound.packets * 20)}`);
  await mine('wrap-up', (state) => state.state === 'wrap_up');
  const [disposition] = (await call(session.token, 'GET', '/api/v1/dispositions?name=Question%20answered')).data; // of a furnished demo
  await call(session.token, 'POST', `/api/v1/interactions/${accepted.id}/wrap-up/end`, { note: 'Wants the invoice again.', disposition_id: disposition?.id ?? null });
  await mine('end', (state) => state.state === 'ended');
  show('wrapped up', 'with a note');

  const spoken = await callOut(phone, 'answer');
  show('called out, and answered', `${spoken} by trunk "${voice.trunk.name}"`);
  await hears(phone, 'answer', OUTSIDE);
  await until('the tone from outside', async () => (await listen(phone, TONE_HZ)).tone > PURE);
  show('a voice and a tone heard', `${TONE_HZ} Hz`);
  await phone.hangUp();

  const theirs = await callOut(phone, 'call_back');
  await hears(phone, 'call_back', OUTSIDE);
  await until('the end of a call that calls back', () => phone.state === 'over');
  show('called out again', `${theirs} hangs up, and calls back ${voice.number}`);
  phone.rest();
  const back = await stream.until('call back', (frame) => frame.kind === 'offer' && frame.state.state === 'made' && frame.state.number === theirs);
  await until('ringing phone', () => phone.state === 'ringing');
  const taken = await call(session.token, 'POST', `/api/v1/offers/${back.id}/accept`);
  await phone.answer();
  await hears(phone, 'back', OUTSIDE);
  show('called back', 'by the queue; offered, picked up, a voice heard');
  await call(session.token, 'POST', `/api/v1/interactions/${taken.id}/call/hang-up`);
  await until('the end of it', () => phone.state === 'over');
  await stream.until('wrap-up of the call back', (frame) => frame.kind === 'interaction' && frame.id === taken.id && frame.state.state === 'wrap_up');
  await call(session.token, 'POST', `/api/v1/interactions/${taken.id}/wrap-up/end`, { note: 'Called back.' });
} finally {
  stream.close();
  if (customer.state === 'talking') await customer.hangUp();
  if (phone.state === 'talking') await phone.hangUp();
  customer.close();
  phone.close();
  await call(session.token, 'DELETE', '/api/v1/sessions/me?return=true'); // also when something went wrong in the middle: that is what is told
}
