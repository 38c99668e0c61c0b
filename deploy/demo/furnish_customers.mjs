// furnish_customers.mjs - the demo's customers: interactions that agents answer and end, an opt-out, a blocked number, one customer who waits.
//
// Texts come as signed requests of the demo's carrier, through the sandbox, or by the web chat; agents are API clients with a stream each.
import { call, openStream, run, until } from './desk.mjs';
import { Person } from './person.mjs';
import { newSid, post } from './twilio.mjs';

const ANSWERED = 'Question answered';

// The agents of a shift are Available at the same time; each interaction is handled by the agent who is offered it. `messages`: of the customer and the agent
// in turn; `after`: the states that the case then gets.
const SHIFTS = [
  { agents: ['tomas', 'sam'], interactions: [
    { by: 'twilio', number: '+15105550177', name: 'Priya Raman', title: 'Change of delivery address', after: ['closed'], disposition: 'Order changed',
      messages: ['Hi, can order 88240 still go to my office instead?', 'Of course. Which address shall I use?', '12 Mission Street, third floor', 'Done. It arrives on Friday between 9 and 11 am.'],
      note: 'Delivery moved to the office, 12 Mission Street.' },
    { by: 'twilio', number: '+15105550121', name: 'Daniel Osei', company: 'Osei Catering', notes: 'Buys for events, pays by invoice.', title: 'Invoice 20417: one chair too many', disposition: 'Follow-up needed',
      messages: ['Invoice 20417 has two bar chairs, but we ordered one.', 'Thank you for telling us. I will have the invoice corrected and come back to you tomorrow.'],
      note: 'Accounts corrects invoice 20417. Call back when it is sent.' },
    { by: 'sandbox', number: '+15105550190', name: 'Grace Adeyemi', company: 'Bayview Hotel', notes: 'Head of housekeeping.', title: 'Lamp shades for room 210', after: ['closed'], disposition: ANSWERED,
      messages: ['Do you still have the linen shades for the Arden floor lamp?', 'Yes, twelve in white and four in sand.', 'Perfect, four in sand please.', 'They are reserved for the Bayview Hotel until Friday.'],
      note: 'Four sand shades reserved until Friday.' },
  ] },
  { agents: ['maya', 'ida'], interactions: [
    { by: 'twilio', number: '+15105550144', name: 'Marcus Bell', title: 'Saturday delivery', after: ['closed'], disposition: ANSWERED,
      messages: ['Do you deliver to Alameda on Saturdays?', 'Yes, between 10 am and 4 pm. Shall I book this Saturday for order 88251?', 'Yes please', 'Booked. You get a text with the exact hour on Friday.'],
      note: 'Order 88251 booked for Saturday.' },
    { by: 'twilio', number: '+14085550163', name: 'Helen Zhao', company: 'Zhao Interiors', notes: 'Trade account, net 30.', title: 'Refund for the Halden sideboard', after: ['closed', 'open'], disposition: 'Refund granted',
      messages: ['Refund for the Halden sideboard has not arrived yet, invoice 20391.', 'I am sorry about that. Your refund left us today and reaches you within five working days.', 'Thank you, Ida'],
      note: 'Refund of invoice 20391 released.' },
    { by: 'chat', name: 'Elena Petrova', email: 'elena.petrova@mail.example', title: 'Scratched table top', after: ['closed'], disposition: 'Replacement sent',
      messages: ['The table that came yesterday has a scratch on its top.', 'I am sorry! We bring a new top and take the old one along. Is Thursday good for you?', 'Thursday afternoon is fine.', 'Booked for Thursday, 1 to 4 pm. No cost for you.'],
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

// Opens an interaction as its customer does. Returns { send(text), leave() }.
async function open({ by, number, name, email, messages: [first] }) {
  if (by === 'chat') {
    const token = `tlv_${Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64url')}`;
    const visitor = (path, body) => call(token, 'POST', `/widget/v1/channels/${run.widget.key}/${path}`, { client_id: crypto.randomUUID(), ...body }, { origin: run.base_url });
    await visitor('chats', { text: first, form: { name, email }, page_url: run.widget.demo_url.replace(/#.*/, '') });
    return { send: (text) => visitor('chat/messages', { text }), leave: () => call(token, 'POST', `/widget/v1/channels/${run.widget.key}/chat/end`, undefined, { origin: run.base_url }) };
  }
  const send = by === 'sandbox' ? (text) => call(run.api_key, 'POST', `/api/v1/channels/${channel('sandbox').id}/sandbox/inbound`, { from: number, text }) : (text) => textIn(number, text);
  await send(first);
  return { send, leave: () => {} };
}

async function customerOf({ number, name, company = null, notes = '' }, rosa) {
  const { data } = await rosa.call('GET', `customers?number=${encodeURIComponent(number)}`);
  return data.find((one) => one.state.name === name) ?? rosa.call('POST', 'customers', { name, number, company, notes });
}

// Visitors have no number, and so no customer record: their chat is found by its channel.
async function isHandled(interaction, rosa) {
  const path = interaction.by === 'chat' ? `channel=${run.widget.channel}` : `customer=${(await customerOf(interaction, rosa)).id}`;
  return (await rosa.list(`interactions?state=ended&${path}`)).some((one) => one.state.disposition);
}

// The offer, and the agent who got it.
const offerOf = (agents, text) => until(`offer of "${text}"`, async () => {
  for (const agent of agents) {
    const offer = agent.stream.find((frame) => frame.kind === 'offer' && frame.state.state === 'made' && frame.state.last_text === text);
    if (offer) return { agent, offer };
  }
  return null;
});

async function converse({ messages }, agent, conversation, send) {
  for (const [i, text] of messages.entries()) {
    if (i % 2) {
      const { id } = await agent.call('POST', `conversations/${conversation}/messages`, { text, client_id: crypto.randomUUID() });
      const { state } = await agent.stream.until('delivery', (frame) => frame.kind === 'message' && frame.id === id && !['queued', 'sending', 'sent'].includes(frame.state.delivery?.state));
      if (state.delivery && state.delivery.state !== 'delivered') throw new Error(`"${text}" was not delivered: ${JSON.stringify(state.delivery)}`);
    } else if (i) {
      await send(text);
      await agent.stream.until(`the text "${text}"`, (frame) => frame.kind === 'message' && frame.state.text === text && frame.state.conversation === conversation);
    }
  }
}

async function end({ title, note, disposition, after = [] }, agent, id, conversation, dispositions) {
  const { data } = await agent.call('GET', `conversations/${conversation}/messages`);
  const ended = await agent.call('POST', `interactions/${id}/end`, { last_seen_seq: Number(data.at(-1).state.seq), case_title: title });
  await agent.call('POST', `interactions/${id}/wrap-up/end`, { note, disposition_id: dispositions.get(disposition) });
  for (const state of after) {
    const { version } = await agent.call('GET', `cases/${ended.state.case.id}`);
    await agent.call('PATCH', `cases/${ended.state.case.id}`, { state, note: CHANGES[state] }, { 'if-match': `"${version}"` });
  }
}

async function handle(interaction, agents, { rosa, dispositions }) {
  if (await isHandled(interaction, rosa)) return;
  const customer = await open(interaction);
  try {
    const { agent, offer } = await offerOf(agents, interaction.messages[0]);
    const { id, state: { conversation } } = await agent.call('POST', `offers/${offer.id}/accept`);
    await converse(interaction, agent, conversation, customer.send);
    await end(interaction, agent, id, conversation, dispositions);
  } catch (error) {
    await customer.leave(); // a text waits for the next run, a chat would never go on
    throw error;
  }
  await until(`"${interaction.title}" in the list of interactions`, () => isHandled(interaction, rosa)); // routerd takes in what has ended a moment later
}

// Two agents of a group chat, which a supervisor of both can read afterwards.
async function agentChat(rosa) {
  if ((await rosa.list('agent-chats?state=closed')).length) return;
  const [tomas, maya] = await Promise.all(['tomas', 'maya'].map((username) => Person.logIn(username, 'workspace')));
  const { id } = await tomas.call('POST', 'conversations', { user: maya.id, side: 'agent', text: 'Who collects the table top in Alameda on Thursday?', client_id: crypto.randomUUID() });
  await maya.call('POST', `conversations/${id}/messages`, { text: 'Bay Freight does. I have told Nils.', client_id: crypto.randomUUID() });
  await tomas.call('POST', `conversations/${id}/end`, {});
  await Promise.all([tomas.logOut(), maya.logOut()]);
}

async function shift({ agents: usernames, interactions }, shared) {
  const agents = [];
  try {
    for (const username of usernames) agents.push(await Person.logIn(username, 'workspace'));
    await Promise.all(agents.map(async (agent) => {
      agent.stream = await openStream(agent.token);
      await agent.call('PUT', 'me/status', { status: 'available' });
    }));
    await Promise.all(interactions.map((interaction) => handle(interaction, agents, shared)));
  } finally {
    for (const agent of agents) agent.stream?.close();
    await Promise.all(agents.map((agent) => agent.call('DELETE', 'sessions/me?return=true')));
  }
}

// Sends the text unless its effect is there already, and waits for the effect.
async function textOnce(number, text, what, isThere) {
  if (await isThere()) return;
  await textIn(number, text);
  await until(what, isThere);
}

async function addBlocked(rosa) {
  const { number, reason, text } = BLOCKED;
  await rosa.ensure('blocked-numbers', { number, reason }, 'number');
  await textOnce(number, text, 'text of a blocked number', async () => (await rosa.list('blocked-texts')).length > 0);
}

async function addWaiting(rosa) {
  const { id } = await customerOf(WAITS, rosa);
  await textOnce(WAITS.number, WAITS.text, 'customer who waits', async () => (await rosa.list(`interactions?customer=${id}`)).length > 0);
}

const addOptOut = (rosa) => textOnce(STOPS, 'STOP', 'opt-out', async () => (await rosa.call('GET', `opt-outs?number=${encodeURIComponent(STOPS)}`)).data.length > 0);

// One shift after the other, so that each agent gets a part; then the texts that nobody answers.
export async function furnishCustomers(rosa, dispositions) {
  await agentChat(rosa);
  for (const one of SHIFTS) await shift(one, { rosa, dispositions });
  await Promise.all([addOptOut(rosa), addBlocked(rosa), addWaiting(rosa)]);
}
