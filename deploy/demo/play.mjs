// play.mjs - plays the main job once before one's eyes, with the time of each step.
//
// usage: node play.mjs run.json
// A signed Twilio text comes in, is routed by skill, offered, accepted, answered,
// delivered, ended; then its transcript and case are shown. Exit status 1 if any step fails.
import { call, openStream, run, show } from './desk.mjs';
import { newSid, post } from './twilio.mjs';

const agent = run.users.find((u) => u.role === 'agent');
const channel = run.channels.find((c) => c.carrier === 'twilio');
const customer = '+1415555' + String(Math.floor(Math.random() * 10000)).padStart(4, '0');

const session = (await call('', 'POST', '/api/v1/sessions', { username: agent.username, password: agent.password, app: 'workspace' }));
const stream = await openStream(session.token);
const status = await call(session.token, 'PUT', '/api/v1/me/status', { status: 'available' });
show('agent available', `${session.user.name}, ${status.state.shown}`);

const text = 'Hi, my order 88213 says delivered but nothing is here 😕';
const inbound = await post(channel.auth_token, channel.hook_url, {
  AccountSid: channel.account_sid, MessageSid: newSid('SM'), From: customer, To: channel.number, Body: text, NumMedia: '0', NumSegments: '1',
});
if (inbound.status !== 200) throw new Error(`the text was refused: ${inbound.status} ${inbound.text}`);
show('signed text accepted', `"${text}"`);

const offer = await stream.until('offer', (f) => f.kind === 'offer' && f.state.state === 'made' && f.state.number === customer);
show('routed and offered', offer.state.why);

const accepted = await call(session.token, 'POST', `/api/v1/offers/${offer.id}/accept`);
show('accepted', `interaction ${accepted.id}`);
const interaction = accepted.id;
const conversation = accepted.state.conversation;

const card = await call(session.token, 'GET', `/api/v1/customers?number=${encodeURIComponent(customer)}`);
show('customer looked up', card.data.length ? card.data[0].name : 'unknown number, a new customer');

const messages = await call(session.token, 'GET', `/api/v1/conversations/${conversation}/messages`);
const answer = await call(session.token, 'POST', `/api/v1/conversations/${conversation}/messages`,
  { text: 'I am sorry to hear that. The parcel is at your front desk.', client_id: crypto.randomUUID() });
show('answered', `"${answer.state.text}" (${answer.state.delivery.state})`);
await stream.until('delivery', (f) => f.kind === 'message' && f.id === answer.id && f.state.delivery.state === 'delivered');
show('delivered');

const ended = await call(session.token, 'POST', `/api/v1/interactions/${interaction}/end`,
  { last_seen_seq: Number(messages.data.at(-1).state.seq), case_title: 'Parcel not received' });
show('ended', `case ${ended.state.case.number} "${ended.state.case.title}"`);
const transcript = await call(session.token, 'GET', `/api/v1/transcripts/${ended.state.transcript}`);
if (ended.state.state === 'wrap_up') await call(session.token, 'POST', `/api/v1/interactions/${interaction}/wrap-up/end`, { note: 'Front desk had it.' });
show('transcript saved', `${transcript.messages.length} messages`);
for (const m of transcript.messages) console.log(`        ${m.seq}  ${m.direction.padEnd(6)} ${m.text}`);
stream.close();
await call(session.token, 'DELETE', '/api/v1/sessions/me');
