// furnish_organisation.mjs - the part of the demo that an administrator sets up: sites, services, opening hours, canned messages, the fax number.

const DISPOSITIONS = ['Question answered', 'Order changed', 'Refund granted', 'Replacement sent', 'Follow-up needed'];

const CANNED = [
  ['Greetings', 'Hello', 'Hello {customer.name}, this is {agent.name} from Lindqvist & Rao. How can I help?'],
  ['Greetings', 'Goodbye', 'Thank you for getting in touch. Have a good day!'],
  ['Orders/Delivery', 'Delivery times', 'We deliver Monday to Saturday between 9 am and 6 pm. You get a text with the exact hour on the day before.'],
  ['Orders/Delivery', 'Parcel is late', 'I am sorry that your parcel is late. I have asked the carrier where it is and will text you today.'],
  ['Orders', 'Returns', 'You can return any item within 30 days. We collect large items free of charge.'],
  ['Billing', 'Refund under way', 'Your refund is on its way. It reaches your account within five working days.'],
];

// The administrator has a seat, too: the page of the lines to the carriers is in the workspace.
const USERS = {
  maya: { department: 'Service desk' }, tomas: { department: 'Service desk', site: 'Berkeley store' }, ida: { department: 'Front office' }, sam: { department: 'Accounts', site: 'Berkeley store' },
  rosa: { department: 'Service desk' }, adam: { department: 'IT', has_seat: true, agent_extension: '2906' },
};

const SERVICES = [
  { kind: 'auto_attendant', name: 'Reception', department: 'Front office', extension: '2000', site: 'Head office', numbers: [] },
  { kind: 'call_group', name: 'Store floor', department: 'Sales', extension: '2100', site: 'Berkeley store', numbers: [] },
  { kind: 'call_queue', name: 'Order line', department: 'Service desk', extension: '2200', site: 'Head office', numbers: [{ label: 'Main', kind: 'phone', number: '+14155550133' }] },
];

const CONTACTS = [
  { name: 'Helen Zhao', company: 'Zhao Interiors', title: 'Owner', emails: ['helen@zhao-interiors.example'], numbers: [['Mobile', '+14085550163']], notes: 'Trade account, net 30.' },
  { name: 'Daniel Osei', company: 'Osei Catering', department: 'Purchasing', title: 'Buyer', emails: ['daniel@osei-catering.example'], numbers: [['Mobile', '+15105550121'], ['Office', '+15105550120']] },
  { name: 'Grace Adeyemi', company: 'Bayview Hotel', title: 'Head of housekeeping', emails: ['grace.adeyemi@bayview-hotel.example'], numbers: [['Office', '+15105550190']] },
  { name: 'Nils Carlsen', company: 'Bay Freight', department: 'Dispatch', title: 'Dispatcher', emails: ['dispatch@bay-freight.example'], numbers: [['Dispatch', '+15105550160'], ['Fax', '+15105550161', 'fax']], notes: 'Collects on weekdays at 4 pm.' },
  { name: 'Amelia Fournier', company: 'Fournier Lighting', title: 'Sales', emails: ['amelia@fournier-lighting.example'], numbers: [['Office', '+15105550180']] },
];

export const contactOf = ({ emails = [], numbers = [], ...one }) => ({
  ...one,
  emails: emails.map((email) => ({ label: 'Work', email })),
  numbers: numbers.map(([label, number, kind = 'phone']) => ({ label, number, kind })),
});

const weekdays = (days, opens, closes) => days.map((weekday) => ({ weekday, opens, closes }));

// A queue with opening hours: Wholesale, which has its own members and no channel until an administrator routes one to it.
async function openingHours(adam, members) {
  const year = new Date().getFullYear();
  const schedule = await adam.ensure('schedules', {
    name: 'Shop hours', time_zone: 'America/Los_Angeles',
    exceptions: [{ day: `${year}-12-25`, name: 'Christmas Day' }, { day: `${year}-12-31`, opens: '09:00', closes: '14:00', name: "New Year's Eve" }],
    week: [...weekdays([1, 2, 3, 4, 5], '09:00', '18:00'), ...weekdays([6], '10:00', '16:00')],
  }, 'name');
  const queue = await adam.ensure('queues', {
    name: 'Wholesale', medium: 'chat', priority: 4, schedule_id: schedule.id, closing: 'text', closing_text: 'Our trade desk is closed. We answer on the next working day from 9 am.',
  }, 'name');
  await Promise.all(members.map((agent) => adam.ensure('memberships', { queue_id: queue.id, agent_id: agent, enabled: true }, 'queue_id', 'agent_id')));
}

async function sitesAndServices(adam, users) {
  await adam.ensure('sites', {
    name: 'Berkeley store', country: 'US', street: 'Shattuck Avenue', house_number: '2180', city: 'Berkeley', region: 'CA', postal_code: '94704',
    work_first: '3000', work_last: '3999', agent_first: '8000', agent_last: '8999', call_back_number: '+14155550102', security_emails: ['berkeley@lindqvist-rao.example'],
  }, 'name');
  const sites = new Map((await adam.list('sites')).map((one) => [one.name, one.id]));
  await Promise.all([
    adam.change(`sites/${sites.get('Head office')}`, {
      street: 'Harbour Street', house_number: '12', city: 'Oakland', region: 'CA', postal_code: '94607', call_back_number: '+14155550101', security_emails: ['reception@lindqvist-rao.example'],
    }),
    ...Object.entries(USERS).map(([username, { site, ...more }]) => adam.change(`users/${users[username]}`, { ...more, ...(site && { site_id: sites.get(site) }) })),
  ]);
  const services = await Promise.all(SERVICES.map(({ site, ...service }) => adam.ensure('services', { ...service, site_id: sites.get(site) }, 'name')));
  // Ida is the receptionist: she sees the calls of the reception, the order line and Rosa.
  const lines = [{ service_id: services[0].id }, { service_id: services[2].id }, { line_user_id: users.rosa, side: 'work' }];
  for (const line of lines) await adam.ensure('desk-lines', { user_id: users.ida, ...line }, 'user_id', ...Object.keys(line)); // one after the other: the desk shows them in this order
}

// Supervisors may read chats of two agents.
async function monitoring(adam) {
  for (const group of await adam.list('agent-groups')) await adam.change(`agent-groups/${group.id}`, { monitor_agent_chats: true });
}

async function fax(adam, users) {
  const [tenant] = await adam.list('tenants');
  await adam.change(`tenants/${tenant.id}`, { fax: true });
  const account = await adam.ensure('carrier-accounts', { carrier: 'fax_sandbox', name: 'Demo fax' }, 'name');
  return adam.ensure('fax-numbers', { number: '+15005550011', account_id: account.id, user_id: users.ida, shared: true }, 'number');
}

// Answers the ids that the others need. users: ids by username.
export async function furnishOrganisation(adam, users) {
  const queues = new Map((await adam.list('queues')).map((one) => [one.name, one.id]));
  const [dispositions, line] = await Promise.all([
    Promise.all(DISPOSITIONS.map((name) => adam.ensure('dispositions', { name }, 'name'))),
    fax(adam, users),
    sitesAndServices(adam, users),
    monitoring(adam),
    adam.change(`queues/${queues.get('Phone')}`, { record: true }),
    openingHours(adam, [users.sam, users.ida]),
    ...CANNED.map(([folder, name, text]) => adam.ensure('canned-messages', { folder, name, text, queue_ids: folder === 'Billing' ? [queues.get('Billing')] : [] }, 'folder', 'name')),
    ...CONTACTS.map((contact) => adam.ensure('external-contacts', contactOf(contact), 'name', 'company')),
    adam.ensure('alarms', { name: 'Orders: oldest wait', queue_id: queues.get('Orders'), kind: 'oldest_wait', threshold: 900000, owner_id: users.rosa, enabled: true }, 'name'),
  ]);
  return { dispositions: new Map(dispositions.map((one) => [one.name, one.id])), fax: line };
}
