// furnish_office.mjs - the demo's Work users: personal contacts, chats, a room, texts of Ida's number, faxes.
import { call, run, until } from './desk.mjs';
import { contactOf } from './furnish_organisation.mjs';

const GRETA = '+15105550133', TOM = '+15105550134';

const PERSONAL = {
  ida: [
    { name: 'Tom Keller', company: 'Keller Tax Advisers', title: 'Tax adviser', emails: ['tom@keller-tax.example'], numbers: [['Office', TOM], ['Fax', '+15105550135', 'fax']] },
    { name: 'Greta Lind', notes: 'Neighbour, has a spare key.', numbers: [['Mobile', GRETA]] },
  ],
  rosa: [{ name: 'Paul Jensen', company: 'Harbour Cleaning', emails: ['paul@harbour-cleaning.example'], numbers: [['Mobile', '+15105550136']] }],
};

const ROOM = [
  ['rosa', 'Good morning! The new catalogue arrives on Thursday.'],
  ['ida', 'Great. I will put twenty copies on the front desk.'],
  ['adam', 'The Berkeley store has its new phones: extensions 3000 and up.'],
  ['rosa', 'Please tell customers that we are closed on 25 December.'],
];
const DIRECT = [
  ['ida', 'Do you have a minute for the Zhao Interiors refund?'],
  ['rosa', 'Yes, please send me the invoice number.'],
  ['ida', 'It is 20391. I opened the case again this morning.'],
];

// The author has read the messages before their own.
async function write(person, conversation, text) {
  const { state } = await person.call('POST', `conversations/${conversation}/messages`, { text, client_id: crypto.randomUUID() });
  await person.call('POST', `conversations/${conversation}/read`, { seq: Number(state.seq) });
}

// Sends those messages that the conversation lacks, in order.
async function talk(conversation, lines, people) {
  const { data } = await people[lines[0][0]].call('GET', `conversations/${conversation}/messages`);
  const written = new Set(data.map((one) => one.state.text));
  for (const [who, text] of lines) if (!written.has(text)) await write(people[who], conversation, text);
}

async function room(people) {
  const body = { name: 'Store news', public: true, topic: 'What everybody in the shop should know' };
  const made = (await people.rosa.list('rooms')).find((one) => one.name === body.name) ?? await people.rosa.call('POST', 'rooms', body);
  for (const member of [people.ida, people.adam]) await member.call('POST', `rooms/${made.id}/join`);
  await talk(made.id, ROOM, people);
}

async function direct(people) {
  const [, text] = DIRECT[0];
  const found = (await people.ida.list('conversations')).find(({ state }) => state.kind === 'directory' && state.parties.some(({ user, side }) => user === people.rosa.id && side === 'work'));
  const { id } = found ?? await people.ida.call('POST', 'conversations', { user: people.rosa.id, side: 'work', text, client_id: crypto.randomUUID() });
  await talk(id, DIRECT, people);
}

// Texts of Ida's number come by the sandbox carrier. The last one is unread.
async function texts(ida, adam) {
  const channel = (await adam.list('channels?medium=sms')).find((one) => one.user_id === ida.id);
  const held = new Set((await ida.list('me/texts')).map((one) => one.state.number));
  const comes = (from, text) => call(run.api_key, 'POST', `/api/v1/channels/${channel.id}/sandbox/inbound`, { from, text });
  const has = (number) => until(`text of ${number}`, async () => (await ida.list('me/texts')).find((one) => one.state.number === number));
  if (!held.has(TOM)) {
    await comes(TOM, 'Hi Ida, could you fax me the October invoices?');
    await write(ida, (await has(TOM)).id, 'Hello Tom, you have them before noon.');
  }
  if (!held.has(GRETA)) {
    await comes(GRETA, 'A parcel for you is at my door. Shall I keep it until tonight?');
    await has(GRETA);
  }
}

async function faxes(ida, adam, line) {
  const [received, sent] = await Promise.all(['received', 'sent'].map((box) => ida.list(`me/faxes?box=${box}`)));
  if (!received.length) {
    // smsgw reads a new number within a moment; until then it is unknown there.
    await until('fax number at the gateway', () => adam.call('POST', `fax-numbers/${line.id}/sandbox/inbound`, { from: '+15105550161' })
      .then(() => true, (error) => { if (!error.message.includes(': 404 ')) throw error; }));
    await until('received fax', async () => (await ida.list('me/faxes?box=received')).length > 0);
  }
  if (!sent.length) {
    const draft = await ida.call('POST', 'me/faxes', { subject: 'October invoices', cover: 'Dear Tom, here are the October invoices. Kind regards, Ida', recipients: [{ number: '+15105550135', name: 'Tom Keller' }] });
    await ida.call('POST', `me/faxes/${draft.id}/send`);
  }
}

// people: ida, rosa and adam, each logged in to Work; adam's `admin` is his session of the administration.
export async function furnishOffice(people, admin, line) {
  const contacts = Object.entries(PERSONAL).flatMap(([who, all]) => all.map((contact) => people[who].ensure('me/contacts', contactOf(contact), 'name')));
  await Promise.all([
    ...contacts,
    room(people),
    direct(people),
    texts(people.ida, admin),
    faxes(people.ida, admin, line),
    people.rosa.call('PUT', 'work/status', { status: 'available', message: 'In the store until 4 pm' }),
  ]);
  // Favourites: a colleague, and a supplier who is called often.
  const named = async (name) => (await people.ida.list(`contacts?q=${encodeURIComponent(name)}`))[0].id;
  const { contacts: favourites, version } = await people.ida.call('GET', 'me/favourites');
  if (!favourites.length) await people.ida.call('PUT', 'me/favourites', { contacts: [await named('Rosa Marchetti'), await named('Nils Carlsen')] }, { 'if-match': `"${version}"` });
}
