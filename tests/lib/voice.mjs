// voice.mjs - a stack that takes calls: a voice channel with its queue and rule, agents with phones, a carrier's gateway.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { Baresip } from './baresip.mjs';
import { Client } from './client.mjs';
import { numbered } from './feed.mjs';
import { reservePorts } from './ports.mjs';
import { ROOT } from './root.mjs';
import { askRelay, sdpOf } from './rtpengine.mjs';
import { SipClient } from './sip.mjs';
import { Stack, until, within } from './stack.mjs';
import { Ua } from './ua.mjs';

// A leg that nobody ends waits for Timer B of SIP, 32 s, and then goes by itself: what has gone within this time was ended. No tighter, for
// how fast it was is no matter here.
export const BEFORE_TIMER_B_MS = 25000;
export const CALLED = '+12025550300', CALLER = '+12025550142';
const person = (username) => ({ username, first_name: username, last_name: 'Caller', email: `${username}@example.com`, password: 'seven green chairs', role: 'agent' });
const good = async (answer, wanted = 201) => { const { status, body } = await answer; assert.equal(status, wanted, JSON.stringify(body)); return body; };

// How much of this prompt these packets (end.listen()) have in them: which part of its loud ones.
export function heardOf(sounds, prompt) {
  const wav = readFileSync(`${ROOT}/build/prompts/en/${prompt}.wav`), at = wav.indexOf('data') + 8, heard = Buffer.concat(sounds);
  const frames = [];
  for (let i = at; i + 160 <= wav.length; i += 160) frames.push(wav.subarray(i, i + 160));
  const loud = frames.filter((frame) => frame.some((byte) => (~byte & 0x70) >= 0x40));
  return loud.filter((frame) => heard.includes(frame)).length / loud.length;
}
// Whether it was said: most of it, a busy machine loses some; of another prompt there is little.
export const said = (sounds, prompt) => heardOf(sounds, prompt) >= 0.5;

export class Calls {
  static async start({ name, instances = 'presenced routerd chatd voiced', queue = {}, settings = {}, ...more }) {
    const calls = new Calls();
    Object.assign(calls, { phones: [], uas: [], clients: [], locks: new Set() });
    calls.stack = await Stack.start({ name, instances, checkKeys: true, ...more });
    calls.port = calls.stack.run.sip.voiced.port;
    if (settings.voiced) await calls.set(settings.voiced);
    calls.adam = await Client.login(calls.stack, calls.stack.user('administrator'), 'admin');
    calls.site = await calls.make('sites', { name: 'Washington', country: 'US' });
    await calls.claim(CALLED);
    calls.channel = await calls.make('channels', { medium: 'voice', name: 'Hotline', number: CALLED });
    calls.queue = await calls.make('queues', { name: 'Calls', medium: 'voice', wrap_ms: 1000, on_miss: null, ...queue });
    await calls.make('route-rules', { channel_id: calls.channel.id, position: 1, queue_id: calls.queue.id, conditions: {} });
    calls.group = await calls.make('agent-groups', { name: 'Callers' });
    calls.trunk = await calls.make('trunks', { name: 'Carrier', host: '127.0.0.2', port: 5060, transport: 'udp', sources: ['127.0.0.2'], max_calls: 1000 });
    calls.carrier = await calls.ua({ host: '127.0.0.2' });
    return calls;
  }

  // Settings of voiced, which starts anew with them.
  async set(settings) {
    const path = join(this.stack.dir, 'trunkline.conf'), keys = Object.keys(settings);
    const kept = readFileSync(path, 'utf8').split('\n').filter((row) => !keys.includes(row.split('=')[0].trim()));
    writeFileSync(path, [...kept, '[voiced]', ...keys.map((key) => `${key} = ${settings[key]}`), ''].join('\n'));
    await this.stack.kill('voiced', 'SIGTERM');
    this.stack.spawn('voiced');
    await this.stack.untilAllReady(15000);
  }

  // Calls to the outside as many as a test likes.
  async unlimited() {
    const most = { user_calls: 100, tenant_calls: 100000, user_per_minute: 1000, tenant_per_minute: 100000, user_minutes_per_day: 100000, tenant_minutes_per_day: 10000000 };
    const { body: { data } } = await this.adam.call('GET', '/api/v1/call-limits');
    for (const { id, version } of data) await good(this.adam.call('PATCH', `/api/v1/call-limits/${id}`, most, { headers: { 'if-match': `"${version}"` } }), 200);
  }

  // So many seconds of the day's minutes are left to this user for national calls. Returns what gives them their minutes back.
  async secondsLeft(user, seconds) {
    const limit = async (minutes) => {
      const { body: { data: [{ id, version, user_minutes_per_day: before }] } } = await this.adam.call('GET', '/api/v1/call-limits?price_class=national');
      await good(this.adam.call('PATCH', `/api/v1/call-limits/${id}`, { user_minutes_per_day: minutes }, { headers: { 'if-match': `"${version}"` } }), 200);
      return before;
    };
    const before = await limit(1);
    await this.stack.asOwner(`DELETE FROM voice.out_time WHERE user_id = $1 AND price_class = 'national'`, [user.id]);
    await this.stack.asOwner(`INSERT INTO voice.out_time (tenant, user_id, price_class, hour, seconds)
      SELECT u.tenant, u.id, 'national', date_trunc('hour', ops.clock()), 60 - $2::int FROM directory.v_user AS u WHERE u.id = $1`, [user.id, seconds]);
    return () => limit(before);
  }

  get relayPort() { return Number(/listen-ng = .*:(\d+)/.exec(readFileSync(join(this.stack.dir, 'rtpengine.conf'), 'utf8'))[1]); }
  make(path, body) { return good(this.adam.call('POST', `/api/v1/${path}`, body)); }
  async ua(how) {
    const ua = await Ua.open(this.port, how);
    ua.ends = () => this.ends();
    this.uas.push(ua);
    return ua;
  }
  async claim(number) {
    const { status, body } = await this.adam.call('POST', '/api/v1/numbers', { number, state: 'claimed' });
    assert.ok([201, 409].includes(status), JSON.stringify(body));
  }

  // An agent of the queue, logged in and Available, whose calls go to `phone`: 'baresip', or a Ua by its SIP URI.
  async agent(username, { phone = 'ua', ...fields } = {}) {
    const ua = phone === 'ua' ? await this.ua() : null;
    const user = await this.make('users', { ...person(username), site_id: this.site.id, has_seat: true, chat_limit: 2, group_id: this.group.id,
      ...(ua ? { phone_mode: 'sip_uri', sip_uri: `sip:${username}@127.0.0.1:${ua.local}` } : {}), ...fields });
    await this.make('memberships', { queue_id: this.queue.id, agent_id: user.id });
    const client = await Client.login(this.stack, person(username));
    await client.open();
    this.clients.push(client);
    return Object.assign(client, { user, phone: ua });
  }

  // A Work user with an extension, and the login of a phone of theirs.
  async worker(username, extension, fields = {}) {
    const user = await this.make('users', { ...person(username), has_seat: false, has_work: true,
      work_extension: extension, site_id: this.site.id, ...fields });
    await until(`${extension} can be dialled`, async () => (await this.adam.call('GET', `/api/v1/dial?number=${extension}`)).body.kind === 'extension');
    return { user, device: await this.make('devices', { user_id: user.id, side: 'work', label: 'Desk phone' }) };
  }

  // A Ua that is registered as a worker's phone.
  async register({ device }) {
    const client = await SipClient.open(this.port);
    const answer = await until('a registration', async () => {
      const a = await client.register({ ...device, headers: [`Contact: <sip:${device.username}@127.0.0.1:${client.local}>;expires=300`] });
      return a.status === 200 && a;
    });
    assert.equal(answer.status, 200);
    return this.ua({ socket: client.socket });
  }

  // A Ua that is the phone of an agent, beside their page, or a Work app of theirs. Registered again it stays what it was, and has forgotten what came.
  async phoneOf({ user }, side = 'agent') {
    const device = await this.make('devices', { user_id: user.id, side, label: 'Softphone' });
    return Object.assign(await this.register({ device }), { device });
  }

  async available(agent) {
    const { status, body } = await agent.call('PUT', '/api/v1/me/status', { status: 'available' });
    assert.equal(status, 200, JSON.stringify(body));
  }

  // voiced shows phones and trunks the certificate `own` of this authority `root` (certificates.mjs). Returns how a Baresip connects then.
  async tls(files) {
    const port = await reservePorts();
    await this.set({ sip_tls_port: port, sip_tls_certificate: files.path('own.pem'), sip_tls_key: files.path('own.key'), sip_tls_authorities: files.path('root.pem') });
    return { port, transport: 'tls', cafile: files.path('root.pem') };
  }

  // how: of Baresip.start
  async baresip(user, side = 'agent', hertz = undefined, how = {}) {
    const device = await this.make('devices', { user_id: user.id, side, label: 'Desk phone', algorithm: 'MD5' });
    const phone = await Baresip.start({ username: device.username, password: device.password, port: this.port, hertz, ...how });
    this.phones.push(phone);
    await phone.says(/registered successfully/);
    return phone;
  }

  interaction() { return this.stack.query('SELECT id, state, agent, outcome, wrap_until FROM routing.v_interaction ORDER BY id DESC LIMIT 1').then((rows) => rows[0]); }
  state(wanted, ms) { return until(`the interaction ${wanted}`, async () => { const i = await this.interaction(); return i?.state === wanted && i; }, ms); }
  // voiced has heard all news that there are: all that is committed has its place in the feed, voiced has asked for the feed's newest position
  // `beats` times since then, and applied nothing new for `quiet` ms. No metric shows the position that it has reached.
  async newsHeard({ beats = 2, quiet = 1000 } = {}) {
    await numbered(this.stack);
    const look = async () => { const m = await this.stack.metrics('voiced'); return { beat: m.trunkline_instance_beats_total ?? 0, applied: m.trunkline_news_applied_total }; };
    const first = await look();
    let applied, since;
    await until('the news were heard', async () => {
      const now = await look();
      if (now.applied !== applied) [applied, since] = [now.applied, Date.now()];
      return now.beat >= first.beat + beats && Date.now() - since > quiet;
    });
  }
  // No step of this interaction's call is written until end(). waiting(): how many wait to be.
  async slow(id) {
    const [{ call, tenant }] = await this.stack.query('SELECT c.call, c.tenant FROM voice.v_call AS c WHERE c.interaction = $1', [id]);
    return {
      waiting: async () => (await this.stack.asOwner("SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")).length,
      end: await this.holdKey('call', tenant, call),
    };
  }
  // `from` gives the call to another agent, whose phone it comes to.
  async give(from, id, to) {
    await this.available(to);
    const { status, body } = await from.call('POST', `/api/v1/interactions/${id}/transfer`, { agent: to.id });
    assert.equal(status, 201, JSON.stringify(body));
    return to.phone.called();
  }
  // Nothing that needs this key is written until the function that comes back is called.
  async holdKey(kind, tenant, id) {
    const owner = new pg.Client({ connectionString: this.stack.owner });
    await owner.connect();
    this.locks.add(owner);
    await owner.query('SELECT pg_advisory_lock(ops.key($1, $2, $3))', [kind, tenant, String(id)]);
    return () => { this.locks.delete(owner); return owner.end(); };
  }
  // It is over, and its agent has had a wrap-up: a second of it is too short to be looked for.
  async wrapped() {
    const ended = await this.state('ended');
    assert.ok(ended.wrap_until, 'it had a wrap-up');
    return ended;
  }
  // Nothing is left: no call of the daemon's, no leg, no call at the relay; and all of it was ended.
  nothingLeft() { return this.isEmpty((what, look) => within(BEFORE_TIMER_B_MS, what, look)); }
  // The same where something has to go by itself: after Timer B, or when media have been silent for as long as they may.
  nothingLeftAtLast(meanwhile = () => {}) { return this.isEmpty((what, look) => until(what, () => { meanwhile(); return look(); })); }
  async isEmpty(wait) {
    let left;
    await wait('no call is left', async () => {
      const { voice_legs, voice_queued_calls, media_endpoints } = await this.stack.metrics('voiced');
      left = { voice_legs, voice_queued_calls, media_endpoints, carried: await this.carried() };
      return Object.values(left).every((n) => n === 0);
    }).catch((error) => { throw new Error(`${error.message}, but ${JSON.stringify(left)}`); });
  }

  // These metrics of voiced are 0; what they counted was ended.
  zero(...metrics) {
    return within(BEFORE_TIMER_B_MS, `no ${metrics.join(', no ')}`, async () => {
      const now = await this.stack.metrics('voiced');
      return metrics.every((name) => now[name] === 0);
    });
  }

  // After a test that failed: nobody is offered anything, every call ends, and the next test begins with none.
  async clear() {
    for (const lock of this.locks) await lock.end();
    this.locks.clear();
    for (const agent of this.clients) await agent.call('PUT', '/api/v1/me/status', { status: 'on_break' });
    await this.nothingLeftAtLast(() => { for (const ua of this.uas) ua.drop(); });
  }

  // What rtpengine itself says.
  relay(command) { return askRelay(this.relayPort, command); }

  // Of the relay's ports for media: totals, used, free.
  async ports() { return (await this.relay({ command: 'statistics' })).statistics.interfaces[0].ports; }

  // Takes ports of the relay, by calls of nobody, until `left` or up to 3 fewer are free. The function that comes back gives them back.
  async takePorts(left) {
    const taken = [];
    while ((await this.ports()).free > left) {
      const call = randomUUID();
      assert.equal((await this.relay({ command: 'offer', 'call-id': call, 'from-tag': 'f', sdp: sdpOf(9), 'transport-protocol': 'RTP/AVP' })).result, 'ok');
      taken.push(call);
    }
    return async () => {
      for (const call of taken.splice(0)) await this.relay({ command: 'delete', 'call-id': call, 'delete-delay': 0 });
    };
  }

  // How many calls the relay has, by itself.
  async carried() { return (await this.relay({ command: 'list', limit: 1000 })).calls.length; }

  // Both ends of each of its calls: where each hears, where it sends, and what it has taken and refused.
  async ends() {
    const { calls } = await this.relay({ command: 'list', limit: 1000 });
    const told = await Promise.all(calls.map((call) => this.relay({ command: 'query', 'call-id': call })));
    return told.flatMap(({ tags = {} }, i) => Object.entries(tags).flatMap(([tag, { medias }]) => (medias?.[0]?.streams?.slice(0, 1) ?? []).map((stream) => ({
      call: calls[i], tag, protocol: medias[0].protocol, port: stream['local port'], to: stream.endpoint?.port, told: stream['advertised endpoint']?.port, flags: stream.flags?.join(' '),
      taken: stream.stats.packets, refused: stream.stats.errors, last: stream['last packet'] }))));
  }
  async inner() { return (await this.ends()).filter(({ tag }) => tag === 'inner'); }

  async stop() {
    for (const phone of this.phones) await phone.stop();
    for (const ua of this.uas) ua.close();
    for (const client of this.clients) client.close();
    await this.stack?.stop();
  }
}
