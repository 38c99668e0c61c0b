// furnish_customers.mjs - the demo's customers and what they wrote: interactions that agents answer and end, a stop word, a blocked number,
// and one customer who waits.
//
// Texts come as signed requests of the demo's carrier, through the sandbox, or by the web chat; agents are API clients with a stream each.
import { call, openStream, run, until } from './desk.mjs';
import { Person } from './person.mjs';
import { newSid, post } from './twilio.mjs';

const ANSWERED = 'Question answered';

// Waves: the agents of one are Available at the same time, and whoever is offered a story tells it. `lines`: the customer's and the agent's in turn.
const WAVES = [
  { agents: ['tomas', 'sam'], stories: [
    { by: 'twilio', number: '+15105550177', name: 'Priya Raman', title: 'Change of delivery address', after: ['closed'], disposition: 'Order changed',
      lines: ['Hi, can order 88240 still go to my office instead?', 'Of course. Which address shall I use?', '12 Mission Street, third floor', 'Done. It arrives on Friday between 9 and 11 am.'],
      note: 'Delivery moved to the office, 12 Mission Street.' },
    { by: 'twilio', number: '+15105550121', name: 'Daniel Osei', notes: 'Osei Catering. Buys for events, pays by invoice.', title: 'Invoice 20417: one chair too many', disposition: 'Follow-up needed',
      lines: ['Invoice 20417 has two bar chairs, but we ordered one.', 'Thank you for telling us. I will have the invoice corrected and come back to you tomorrow.'],
      note: 'Accounts corrects invoice 20417. Call back when it is sent.' },
    { by: 'sandbox', number: '+15105550190', name: 'Grace Adeyemi', notes: 'Bayview Hotel, head of housekeeping.', title: 'Lamp shades for room 210', after: ['closed'], disposition: ANSWERED,
      lines: ['Do you still have the linen shades for the Arden floor lamp?', 'Yes, twelve in white and four in sand.', 'Perfect, four in sand please.', 'They are reserved for the Bayview Hotel until Friday.'],
      note: 'Four sand shades reserved until Friday.' },
  ] },
  { agents: ['maya', 'ida'], stories: [
    { by: 'twilio', number: '+15105550144', name: 'Marcus Bell', title: 'Saturday delivery', after: ['closed'], disposition: ANSWERED,
      lines: ['Do you deliver to Alameda on Saturdays?', 'Yes, between 10 am and 4 pm. Shall I book this Saturday for order 88251?', 'Yes please', 'Booked. You get a text with the exact hour on Friday.'],
      note: 'Order 88251 booked for Saturday.' },
    { by: 'twilio', number: '+14085550163', name: 'Helen Zhao', notes: 'Zhao Interiors. Trade account, net 30.', title: 'Refund for the Halden sideboard', after: ['closed', 'open'], disposition: 'Refund granted',
      lines: ['Refund for the Halden sideboard has not arrived yet, invoice 20391.', 'I am sorry about that. Your refund left us today and reaches you within five working days.', 'Thank you, Ida'],
      note: 'Refund of invoice 20391 released.' },
    { by: 'chat', name: 'Elena Petrova', email: 'elena.petrova@mail.example', title: 'Scratched table top', after: ['closed'], disposition: 'Replacement sent',
      lines: ['The table that came yesterday has a scratch on its top.', 'I am sorry! We bring a new top and take the old one along. Is Thursday good for you?', 'Thursday afternoon is fine.', 'Booked for Thursday, 1 to 4 pm. No cost for you.'],
      note: 'New top on Thursday, 1 to 4 pm.' },
  ] },
];
// Orders in Swedish go to agents with that skill; the queue has none: this customer waits, and the page says why.
const WAITS = { number: '+46705550142', name: 'Jonas Lindqvist', text: 'Hej! Kan jag hämta min beställning 88262 redan på fredag?' };
const STOPS = '+15105550155';
const BLOCKED = { number: '+15105550199', reason: 'Advertising by text, several times a day', text: 'Best prices for online traffic! Answer YES now.' };
const CHANGES = { closed: 'Solved.', open: 'The customer says that the money is still missing.' };

const channel = (carrier) => run.channels.find((one) => one.carrier === carrier);

async function textIn(number, text) {
  const { hook_url: url, auth_token: token, account_sid: account, number: to } = channel('twilio');
  const { status, text: why } = await post(token, url, { AccountSid: account, MessageSid: newSid('SM'), From: number, To: to, Body: text, NumMedia: '0', NumSegments: '1' });
  if (status !== 200) throw new Error(`the text of ${number} was refused: ${status} ${why}`);
}

// Answers say(text): what the customer writes next.
async function begin({ by, number, name, email, lines: [first] }) {
  if (by === 'chat') {
    const token = `tlv_${Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64url')}`;
    const visitor = (path, body) => call(token, 'POST', `/widget/v1/channels/${run.widget.key}/${path}`, { client_id: crypto.randomUUID(), ...body }, { origin: run.base_url });
    await visitor('chats', { text: first, form: { name, email }, page_url: run.widget.demo_url.replace(/#.*/, '') });
    return (text) => visitor('chat/messages', { text });
  }
  const say = by === 'sandbox' ? (text) => call(run.api_key, 'POST', `/api/v1/channels/${channel('sandbox').id}/sandbox/inbound`, { from: number, text }) : (text) => textIn(number, text);
  await say(first);
  return say;
}

async function customerOf({ number, name, notes = '' }, rosa) {
  const { data } = await rosa.call('GET', `customers?number=${encodeURIComponent(number)}`);
  return data.find((one) => one.state.name === name) ?? rosa.call('POST', 'customers', { name, number, notes });
}

// A visitor has no number, and so no customer's record: their chat is known by its channel.
async function isTold(story, rosa) {
  const path = story.by === 'chat' ? `channel=${run.widget.channel}` : `customer=${(await customerOf(story, rosa)).id}`;
  return (await rosa.call('GET', `interactions?state=ended&${path}`)).data.length > 0;
}

// Every agent's newest offers, whoever is offered it.
const offered = (agents, text) => until(`offer of "${text}"`, async () => {
  for (const agent of agents) {
    const offer = agent.stream.find((frame) => frame.kind === 'offer' && frame.state.state === 'made' && frame.state.last_text === text);
    if (offer) return { agent, offer };
  }
  return null;
});

async function converse({ lines }, agent, conversation, say) {
  for (const [i, text] of lines.entries()) {
    if (i % 2) {
      const { id } = await agent.call('POST', `conversations/${conversation}/messages`, { text, client_id: crypto.randomUUID() });
      await agent.stream.until('delivery', (frame) => frame.kind === 'message' && frame.id === id && !['queued', 'sending', 'sent'].includes(frame.state.delivery?.state));
    } else if (i) {
      await say(text);
      await agent.stream.until(`the text "${text}"`, (frame) => frame.kind === 'message' && frame.state.text === text && frame.state.conversation === conversation);
    }
  }
}

async function end({ title, note, disposition, after = [] }, agent, interaction, conversation, dispositions) {
  const { data } = await agent.call('GET', `conversations/${conversation}/messages`);
  const ended = await agent.call('POST', `interactions/${interaction}/end`, { last_seen_seq: Number(data.at(-1).state.seq), case_title: title });
  await agent.call('POST', `interactions/${interaction}/wrap-up/end`, { note, disposition_id: dispositions.get(disposition) });
  for (const state of after) {
    const { id, version } = await agent.call('GET', `cases/${ended.state.case.id}`);
    await agent.call('PATCH', `cases/${id}`, { state, note: CHANGES[state] }, { 'if-match': `"${version}"` });
  }
}

async function tell(story, agents, { rosa, dispositions }) {
  if (await isTold(story, rosa)) return;
  const say = await begin(story);
  const { agent, offer } = await offered(agents, story.lines[0]);
  const { id, state: { conversation } } = await agent.call('POST', `offers/${offer.id}/accept`);
  await converse(story, agent, conversation, say);
  await end(story, agent, id, conversation, dispositions);
  await until(`"${story.title}" in the list of interactions`, () => isTold(story, rosa)); // routerd takes in what has ended a moment later
}

async function wave({ agents: usernames, stories }, shared) {
  const agents = await Promise.all(usernames.map((username) => Person.logIn(username, 'workspace')));
  try {
    await Promise.all(agents.map(async (agent) => {
      agent.stream = await openStream(agent.token);
      await agent.call('PUT', 'me/status', { status: 'available' });
    }));
    await Promise.all(stories.map((story) => tell(story, agents, shared)));
  } finally {
    for (const agent of agents) agent.stream?.close();
    await Promise.all(agents.map((agent) => agent.call('DELETE', 'sessions/me?return=true')));
  }
}

async function stops(rosa) {
  const { data } = await rosa.call('GET', `opt-outs?number=${encodeURIComponent(STOPS)}`);
  if (!data.length) await textIn(STOPS, 'STOP');
}

async function blocks(rosa) {
  await rosa.ensure('blocked-numbers', { number: BLOCKED.number, reason: BLOCKED.reason }, 'number');
  if (!(await rosa.list('blocked-texts')).length) await textIn(BLOCKED.number, BLOCKED.text);
}

async function waits(rosa) {
  const { id } = await customerOf(WAITS, rosa);
  if (!(await rosa.call('GET', `interactions?customer=${id}`)).data.length) await textIn(WAITS.number, WAITS.text);
}

// One wave after the other, so that each agent gets their part; then what nobody answers.
export async function furnishCustomers(rosa, dispositions) {
  for (const one of WAVES) await wave(one, { rosa, dispositions });
  await Promise.all([stops(rosa), blocks(rosa), waits(rosa)]);
}
