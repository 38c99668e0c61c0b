// things.mjs - a tenant with one of each thing, and what an operation needs beyond the API document.
//
// A new route whose body can be made from the document needs nothing here; one whose things do not come from a
// list of their own, or whose body needs what a schema can't say, gets a line in BODIES, IDS or OWN.
import { Client } from './client.mjs';
import { assigned, finish, send } from './desk.mjs';
import { uploadFile } from './files.mjs';
import { fill, fitting, fittingBody, makers, operations, tested, unique } from './operations.mjs';
import { Receiver } from './receiver.mjs';
import { sine, wav16 } from './sound.mjs';
import { newNumber } from './texts.mjs';

// Files that a thing is given, as they may be: what is wrong with one is told before whose the thing is.
const FILES = {
  put_queues_id_sounds_use: { type: 'audio/wav', raw: wav16(sine(440, 1500)) },
  put_queues_id_greeting: { type: 'audio/wav', raw: wav16(sine(440, 1500)) },
};

// What a schema can't say of a body: added to what is required.
const BODIES = {
  post_users: () => ({ name: unique(), username: unique(), password: 'a long password', role: 'agent' }),
  post_tenants: () => ({ administrator_username: unique(), administrator_password: 'seven green chairs' }),
  post_channels: () => ({ medium: 'sms' }),
  post_customers_id_numbers: () => ({ number: newNumber() }),
  post_customers_id_merge: async (world) => ({ from: await world.spare() }),
  post_customers_id_emails: () => ({ email: `${unique()}@shop.example` }),
  post_alarms: async (world) => ({ queue_id: await world.made('queues'), kind: 'oldest_wait', threshold: 60000 }),
  post_identity_providers: () => ({ issuer: `https://${unique()}.example` }),
  post_address_books: () => ({ provider: 'google' }),
  post_carrier_accounts: () => ({ carrier: 'sandbox', settings: {}, secrets: {} }),
  post_channel_carriers: async (world) => {
    const { body } = await world.administrator.call('POST', '/api/v1/channels', { medium: 'sms', name: unique(), number: newNumber() });
    return { channel_id: body.id, account_id: world.ids['carrier-accounts'] ?? await world.made('carrier-accounts') };
  },
  post_fax_numbers: async (world) => {
    const { body } = await (world.administrator ?? world.key).call('POST', '/api/v1/carrier-accounts', { carrier: 'fax_sandbox', name: unique() });
    return { number: newNumber(), account_id: body.id, user_id: world.agent.id };
  },
  post_widgets: async (world) => {
    const { body } = await world.administrator.call('POST', '/api/v1/channels', { medium: 'chat', name: unique() });
    return { channel_id: body.id };
  },
  post_services: () => ({ kind: 'call_group' }),
  post_desk_lines: async (world) => ({ user_id: (await world.person('agent', world.administrator ?? world.key, { has_seat: false, has_work: true })).id, line_user_id: world.agent.id }),
  post_devices: async (world) => ({ user_id: (await world.person('agent', world.administrator ?? world.key)).id, side: 'agent' }), // ten a user
  post_smpp_clients: () => ({ system_id: unique() }),
  post_sender_rates: (world) => ({ carrier: 'sandbox', country: ['DE', 'DK', 'ES', 'FI', 'FR', 'IT', 'NL', 'NO', 'PL', 'SE'][world.next++ % 10] }),
  post_blocked_numbers: () => ({ number: newNumber() }),
  post_numbers: () => ({ number: newNumber() }),
  post_trunks: () => ({ host: 'sip.example.com' }),
  post_dial_rules: (world) => ({ prefix: `+4930${world.next++}`, action: 'refuse' }),
  post_caller_ids: async (world) => ({ phone_number_id: (await (world.administrator ?? world.key).call('POST', '/api/v1/numbers', { number: newNumber(), state: 'claimed' })).body.id, group_id: world.ids['agent-groups'] ?? await world.made('agent-groups') }),
  post_sites: () => ({ country: 'DE' }),
  post_schedules: () => ({ time_zone: 'UTC' }),
  post_agent_skills: async (world) => ({ skill_id: await world.made('skills') }),
  post_memberships: async (world) => ({ queue_id: await world.made('queues') }),
  post_route_rules: (world) => ({ position: 5000 + world.next++, queue_id: world.ids.queues }),
  post_customers: () => ({ number: newNumber() }),
  post_webhooks: (world) => ({ url: world.receiver.url, types: ['*'] }),
  post_channels_id_sandbox_inbound: () => ({ from: newNumber() }),
  post_conversations: async (world) => ({ user: (await world.person('agent', world.administrator, { has_seat: false, has_work: true })).id, side: 'work' }),
  post_sms_interactions: () => ({ number: newNumber() }),
  post_me_interactions: () => ({ number: newNumber() }),
  post_opt_outs: async (world) => ({ channel_id: world.ids.channels ?? await world.made('channels'), number: newNumber() }),
  post_me_texts: () => ({ number: newNumber() }),
  post_interactions_id_transfer: (world) => ({ queue: world.ids.queues }),
  put_me_forwarding: () => ({ forward_number: '+12025550147' }),
  patch_me_voicemails_id: () => ({ read: true }),
  put_work_status: () => ({ status: 'busy' }),
  put_me_status: () => ({ status: 'work_offline' }),
  put_agents_id_status: () => ({ status: 'on_break' }),
};

// The same of a query.
const QUERIES = {
  get_reports_interactions: (world) => `queue=${world.ids.queues}&since=2026-01-01&until=2026-01-31`,
};

// Where an id comes from that no list of the same name has.
const IDS = {
  conversations: (world) => world.held.state.conversation,
  transcripts: (world) => world.ended.id,
  messages: (world) => world.message,
  channels: (world) => world.stack.channel('sandbox').id,
};

// Who makes what no administrator may.
const MAKERS = { conversations: (world) => world.worker };

const scopes = () => [...new Set(operations.map((one) => one.scope).filter(Boolean))];

// Under the same ids for every tenant: the installation's, of which each has its own view, and what each has one of.
export const SHARED = ['countries', 'installed-countries', 'sender-rates', 'call-limits', 'permissions', 'licences'];

// Of these the demo tenant has some that everything else stands on.
const ROOTS = ['customers', 'webhooks', 'cases', 'queues', 'skills', 'channels', 'users', 'schedules', 'agent-groups', 'api-keys', 'memberships', 'agent-skills', 'route-rules', 'status-codes'];

export class World {
  // The demo tenant.
  static async make(stack) {
    const world = new World();
    Object.assign(world, { stack, next: 1, ids: {} });
    world.receiver = await Receiver.start();
    world.administrator = await Client.login(stack, stack.user('administrator'), 'admin');
    world.supervisor = await Client.login(stack, stack.user('supervisor'));
    world.agent = await Client.ready(stack, stack.user('agent', 0));
    world.worker = await world.newWorker();
    world.operator = await world.newOperator();
    world.key = await world.newKey(scopes());
    world.bareKey = await world.newKey([]);
    await world.work();
    await world.fillIds();
    return world;
  }

  // Another tenant with one of each thing that can be made, an administrator, an agent and a key with every scope.
  async other() {
    const { stack } = this, other = new World();
    Object.assign(other, { stack, next: 1, ids: {}, receiver: this.receiver, number: this.number });
    const [tenant] = await stack.asOwner(`SELECT directory.tenant_create('Other') AS id`);
    const token = `tlk_${'c'.repeat(43)}`;
    await stack.asOwner(`INSERT INTO directory.api_key (tenant, name, key_hash, scopes, created_at)
      VALUES ($1, 'theirs', sha256('${token}'::bytea), $2, ops.clock())`, [tenant.id, scopes()]);
    other.key = new Client(stack, token);
    const loggedIn = async (role, app) => {
      const user = await other.person(role, other.key);
      return Client.login(stack, user, app);
    };
    other.administrator = await loggedIn('administrator', 'admin');
    other.agent = await loggedIn('agent', 'workspace');
    other.worker = await other.newWorker(other.key);
    // What refers to others comes after them.
    const idFields = (one) => (one.body.required ?? []).filter((name) => one.body.properties[name].pattern?.startsWith('^[1-9]')).length;
    for (const one of makers.toSorted((a, b) => idFields(a) - idFields(b))) await other.made(one.segment);
    return other;
  }

  // Somebody who has a Work licence and no seat, at work.
  async newWorker(client) { return Client.login(this.stack, await this.person('agent', client, { has_seat: false, has_work: true }), 'work'); }

  async person(role = 'agent', client = this.administrator, licences = { has_seat: true }) {
    const user = { username: unique(), name: unique(), password: 'a long password', role, ...licences };
    const { status: code, body } = await client.call('POST', '/api/v1/users', user);
    if (code !== 201) throw new Error(`a user: ${code} ${JSON.stringify(body)}`);
    return { ...user, id: body.id };
  }

  // Of the installation: made from the shell, never over the API; with a demo user's password.
  async newOperator() {
    const user = { username: unique(), password: this.stack.user('administrator').password };
    await this.stack.asOwner(`SELECT directory.operator_make(1, '{}', $1, 'An operator', u.password_hash) FROM directory.app_user AS u WHERE u.username = $2`,
      [user.username, this.stack.user('administrator').username]);
    return Client.login(this.stack, user, 'admin');
  }

  async newKey(scopes) {
    const { status: code, body } = await this.administrator.call('POST', '/api/v1/api-keys', { name: unique(), scopes });
    if (code !== 201) throw new Error(`a key: ${code} ${JSON.stringify(body)}`);
    return new Client(this.stack, body.key);
  }

  // An interaction that ended, one that is held, and an offer; a customer, a case, a webhook.
  async work() {
    const channel = this.stack.channel('twilio');
    this.number = newNumber();
    const first = await assigned(this.agent, channel, this.number);
    this.message = (await send(this.agent, first, 'an answer')).body.id;
    this.ended = await finish(this.agent, first);
    this.held = await assigned(this.agent, channel, newNumber());
    this.ids.attachments = await this.file();
    this.ids.files = await this.given();
    for (const path of ['customers', 'webhooks']) await this.made(path);
    await this.spare();
    await this.made('cases');
    for (const one of makers) if (!ROOTS.includes(one.segment)) await this.made(one.segment);
  }

  // A customer whose record is part of no other one: made anew only where it has become one.
  async spare() {
    const { body } = this.spared ? await this.administrator.call('GET', `/api/v1/customers/${this.spared}`) : {};
    if (body?.state?.merged_into !== null) this.spared = (await this.administrator.call('POST', '/api/v1/customers', { name: unique(), number: newNumber() })).body.id;
    return this.spared;
  }

  // A file that the administrator has given.
  async given() { return (await uploadFile(this.administrator, unique(), Buffer.from('abc'))).id; }

  // A file that came with the first text of the conversation that is held.
  async file() {
    const [{ id }] = await this.stack.asOwner(`WITH f AS (
        INSERT INTO messaging.file (tenant, sha256, bytes, at) VALUES (1, sha256($1), length($1), ops.clock()) RETURNING id),
      k AS (INSERT INTO messaging.file_chunk (tenant, file, n, bytes) SELECT 1, f.id, 0, $1 FROM f)
      INSERT INTO messaging.attachment (tenant, conversation, seq, message, message_at, position, state, type, file)
      SELECT 1, m.conversation, m.seq, m.id, m.at, 1, 'stored', 'application/pdf', f.id FROM f, messaging.message AS m
      WHERE m.conversation = $2 AND m.seq = 1 RETURNING id`, [Buffer.from('%PDF-1.7 of nobody'), this.held.state.conversation]);
    return String(id);
  }

  // One of the ids of a list, by the first part of the path.
  async fillIds() {
    for (const { path, segment } of tested.filter((one) => one.method === 'GET' && one.isList && one.ids.length === 0 && !one.query.some((q) => q.required))) {
      const { status: code, body } = await this.administrator.call('GET', path);
      const [first] = code === 200 ? body.data : [];
      if (first && path === `/api/v1/${segment}`) this.ids[segment] ??= first.id ?? first.webhook;
    }
    for (const [segment, find] of Object.entries(IDS)) this.ids[segment] = find(this);
  }

  // Ids for the fields of bodies: `queue_id` is a queue.
  refs() {
    const { ids } = this;
    return { agent_id: this.agent.id, queue_id: ids.queues, skill_id: ids.skills, channel_id: ids.channels, schedule_id: ids.schedules,
      group_id: ids['agent-groups'], customer: ids.customers, case_id: ids.cases, ...this.extra };
  }

  async bodyOf(operation) {
    if (!operation.body) return undefined;
    return { ...fittingBody(operation.body, this.refs()), ...await BODIES[operation.name]?.(this) };
  }

  // Makes one by POST; answers its id.
  async made(segment, by) {
    const operation = operations.find((one) => one.name === `post_${segment.replaceAll('-', '_')}`);
    const client = by ?? MAKERS[segment]?.(this) ?? this.allowed(operation);
    const { status: code, body } = await client.call('POST', operation.path, await this.bodyOf(operation));
    if (code !== 201) throw new Error(`${operation.name}: ${code} ${JSON.stringify(body)}`);
    const id = body.id ?? body.webhook;
    this.ids[segment] ??= id;
    return id;
  }

  // Who may do it, and who is logged in and may not.
  allowed({ roles, scope }) {
    return roles.includes('administrator') ? this.administrator : roles.includes('operator') ? this.operator : roles.includes('supervisor') ? this.supervisor : roles.includes('agent') ? this.agent : roles.includes('work') ? this.worker
      : scope ? this.key : new Client(this.stack, null);
  }
  refused({ roles }) {
    return [['agent', this.agent], ['supervisor', this.supervisor], ['administrator', this.administrator], ['work', this.worker]].find(([role]) => !roles.includes(role))?.[1] ?? this.bareKey;
  }

  idsOf({ segment, ids }) { return this.ids[segment] ? Object.fromEntries(ids.map((name) => [name, this.ids[segment]])) : undefined; }

  // Calls it as the document says, with whatever is asked for besides.
  async call(operation, { client = this.allowed(operation), ids, body, query = '', headers = {}, raw = FILES[operation.name]?.raw, direct, prove } = {}) {
    const fits = raw !== undefined || !operation.body ? undefined : body ?? await this.bodyOf(operation);
    const given = operation.query.filter((one) => one.required && !query.includes(`${one.name}=`)).map((one) => `${one.name}=${encodeURIComponent(one.name === 'number' ? this.number : fitting(one.schema, one.name, this.refs()))}`);
    const search = [...given, query || QUERIES[operation.name]?.(this)].filter(Boolean).join('&');
    return client.call(operation.method, fill(operation.path, ids) + (search ? `?${search}` : ''), fits,
      { headers: { ...(operation.ifMatch ? { 'if-match': '"1"' } : {}), ...(FILES[operation.name] ? { 'content-type': FILES[operation.name].type } : {}), ...headers }, raw, direct, prove });
  }

  async close() { this.agent?.close(); await this.receiver.close().catch(() => {}); }
}
