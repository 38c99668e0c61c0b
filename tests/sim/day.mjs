// day.mjs - a day's traffic on which the clock changes, driven through the owner functions; then every figure of the
// reports against a count of our own, made from what the driver did and nothing else (issue 3, "Done when" 5).
//
// usage: tests/run day     (DAY_INTERACTIONS, default 10,000, among all suites 3,000; TEST_SEED repeats a run; DAY=23 or DAY=25: that many hours,
//                          default the next change)
//
// The clock stands still but for the driver: each call happens at the driver's millisecond. So all must agree
// to the millisecond; there is no tolerance anywhere. Ends with "N passed, N failed".
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import pg from 'pg';
import { SEED } from '../lib/random.mjs';
import { ROOT } from '../lib/root.mjs';

const INTERACTIONS = Number(process.env.DAY_INTERACTIONS ?? 10000);
const HOURS = Number(process.env.DAY ?? 0);
if (HOURS && ![23, 25].includes(HOURS)) throw new Error('DAY is 23 or 25');
const ZONE = 'Europe/Berlin', QUARTER = 900000, HOUR = 3600000;
const AGENTS = Math.max(8, Math.round(44 * INTERACTIONS / 10000)), CHATS = 3, QUEUES = 4; // as busy, however many come

// ---- chance that can be repeated ----

let seed = SEED >>> 0 || 1;
const random = () => { seed ^= seed << 13; seed >>>= 0; seed ^= seed >>> 17; seed ^= seed << 5; seed >>>= 0; return seed / 4294967296; };
const between = (low, high) => low + Math.floor(random() * (high - low));
const about = (mean) => Math.ceil(-mean * Math.log(1 - random()));
const pick = (list) => list[between(0, list.length)];

// ---- the day: the next one in that zone which has not 24 hours, or the next of DAY hours ----

const offsetAt = (ms) => {
  const parts = Object.fromEntries(new Intl.DateTimeFormat('en', { timeZone: ZONE, hourCycle: 'h23', year: 'numeric', month: 'numeric',
    day: 'numeric', hour: 'numeric', minute: 'numeric' }).formatToParts(ms).map((p) => [p.type, Number(p.value)]));
  return Date.UTC(parts.year, parts.month - 1, parts.day, parts.hour, parts.minute) - Math.floor(ms / 60000) * 60000;
};
function dayOfChange() {
  let at = Math.floor(Date.now() / HOUR) * HOUR + 24 * HOUR;
  const gained = () => (offsetAt(at) - offsetAt(at + HOUR)) / HOUR; // 1: the day has 25 hours
  while (HOURS ? gained() !== HOURS - 24 : gained() === 0) at += HOUR;
  const local = new Date(at + offsetAt(at));
  const midnight = Date.UTC(local.getUTCFullYear(), local.getUTCMonth(), local.getUTCDate());
  const next = midnight + 24 * HOUR;
  return { day: new Date(midnight).toISOString().slice(0, 10), after: new Date(next).toISOString().slice(0, 10),
    begins: midnight - offsetAt(at), ends: next - offsetAt(at + 2 * HOUR) };
}
const DAY = dayOfChange();

// ---- the database ----

const server = process.env.TEST_SERVER; // "host=… user=…", from sql/test
const word = (name) => new RegExp(`${name}=(\\S+)`).exec(server)[1];
const to = (database) => new pg.Client({ host: word('host'), user: word('user'), database });
const root = to('postgres');
await root.connect();
await root.query('CREATE DATABASE day TEMPLATE made');
await root.query(`ALTER DATABASE day SET timezone = 'UTC'`);
await root.query(`ALTER DATABASE day SET plan_cache_mode = force_generic_plan`); // as the daemons' roles have it
await root.end();
execFileSync('psql', ['-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', `${server} dbname=day`, '-f', join(ROOT, 'sql/testing_work.sql')], { stdio: ['ignore', 'ignore', 'inherit'] });
const db = to('day');
await db.connect();
const rows = async (text, values) => (await db.query(text, values)).rows;
await db.query(`CREATE OR REPLACE FUNCTION ops.clock() RETURNS timestamptz LANGUAGE sql VOLATILE SECURITY DEFINER
  SET search_path = pg_catalog, pg_temp AS $$ SELECT held + ahead FROM ops.test_clock $$`);
await db.query(`CREATE FUNCTION test.step(at timestamptz, call text, keys text[]) RETURNS jsonb LANGUAGE plpgsql AS $$
  BEGIN
    UPDATE ops.test_clock SET held = at, ahead = '0';
    RETURN test.row_(call, ARRAY(SELECT ops.key(split_part(k, '|', 1), 1, substr(k, strpos(k, '|') + 1)) FROM unnest(keys) AS k));
  END $$`);
let calls = 0;
async function step(at, call, keys) {
  calls++;
  const [{ r }] = (await db.query({ name: 'step', text: 'SELECT test.step($1, $2, $3) AS r', values: [new Date(at).toISOString(), call, keys] })).rows;
  return r;
}
async function must(at, call, keys, outcome) {
  const answer = await step(at, call, keys);
  if (answer.outcome !== outcome) throw new Error(`${new Date(at).toISOString()} ${call}: ${JSON.stringify(answer)}, not ${outcome}`);
  return answer;
}
let commands = 0;
const command = () => `sha256('${++commands}')::bytea`;
const short = () => { const c = command(); return { sql: `substr(${c}, 1, 16)`, key: `command|` }; };

// ---- who is there ----

await db.query('UPDATE ops.test_clock SET held = $1, ahead = $2', [new Date(DAY.begins - 2 * HOUR).toISOString(), '0']);
await db.query('SELECT ops.partitions_ensure()');
await db.query('UPDATE directory.tenant SET time_zone = $1 WHERE id = 1', [ZONE]);
await db.query('UPDATE routing.queue SET on_miss = NULL, service_ms = 20000, wrap_ms = 45000 WHERE id = 1');
await db.query('UPDATE routing.queue SET on_miss = NULL, service_ms = 60000, wrap_ms = 0 WHERE id = 2');
await db.query(`INSERT INTO routing.queue (tenant, id, name, on_miss, service_ms, short_ms, wrap_ms) VALUES (1, 3, 'Third', 'work_offline', 30000, 8000, 20000), (1, 4, 'Fourth', NULL, 10000, 0, 90000)`);
await db.query(`SELECT directory.channel_create(1, 'sms', 'More texts', 'hook-key-9876543210', '+15550000002', 'We help.')`);
await db.query(`INSERT INTO sms.channel_carrier (tenant, channel, account, group_id, number) VALUES (1, 2, 1, 1, '+15550000002')`);
const [{ admin }] = await rows(`SELECT test.who('eve') AS admin`);
const groups = (await rows(`SELECT id FROM directory.agent_group ORDER BY id`)).map((r) => r.id);
const agents = [];
for (let n = 0; n < AGENTS; n++) {
  const [{ id }] = await rows(`SELECT directory.user_create(1, $1, $2, 'x', 'agent', true, false, $3, $4) AS id`, [`a${n}`, `Agent ${n}`, groups[n % groups.length], CHATS]);
  await db.query(`INSERT INTO routing.member (tenant, queue, agent) SELECT 1, q, $1 FROM generate_series(1, ${QUEUES}) AS q`, [id]);
  await db.query('SELECT presence.agent_row(1, $1)', [id]); // else the first login would be a microsecond late
  agents.push({ id, name: `a${n}`, status: 'logged_out', work: new Set(), stood: [], spans: [], held: [], asked: [] });
}
const byId = new Map(agents.map((a) => [a.id, a]));
await db.query('UPDATE routing.report_progress SET closed_to = $1, pos = ops.feed_head()', [new Date(DAY.begins - 2 * HOUR).toISOString()]);

// ---- what comes, in order of time ----

const due = []; // a heap of { at, n, run }
let placed = 0;
function plan(at, run) {
  const entry = { at: Math.round(at), n: placed++, run };
  let i = due.push(entry) - 1;
  for (let up; i > 0 && before(due[i], due[up = (i - 1) >> 1]); i = up) [due[i], due[up]] = [due[up], due[i]];
}
const before = (a, b) => a.at - b.at < 0 || a.at === b.at && a.n < b.n;
function soonest() {
  const top = due[0], last = due.pop();
  if (due.length === 0) return top;
  due[0] = last;
  for (let i = 0, child; (child = 2 * i + 1) < due.length; i = child) {
    if (child + 1 < due.length && before(due[child + 1], due[child])) child++;
    if (!before(due[child], due[i])) break;
    [due[i], due[child]] = [due[child], due[i]];
  }
  return top;
}

// ---- our own book: stays, spans, statuses; nothing of it comes from the database ----

const stays = [];
const stayIn = (i, queue, at) => { leaveStay(i); i.stay = { queue, channel: i.channel, at, talk: 0, wrap: 0, replies: [] }; stays.push(i.stay); };
const leaveStay = (i) => { if (i.stay) i.stay.gone = true; };
const stands = (agent, status, at) => { agent.status = status; agent.stood.push({ at, status }); };
const spanOf = (agent, kind, from, until) => agent.spans.push({ kind, from, until });
function letGo(i, at) { // the agent's hold ends, whatever comes next
  const agent = i.agent;
  agent.held.push({ at, ms: at - i.heldAt });
  agent.work.delete(i);
  i.agent = null;
}
function talkEnds(i, at) {
  i.stay.talk += at - i.talkAt;
  spanOf(i.agent, 'talk', i.talkAt, at);
}

// ---- customers ----

const waiting = new Set(); // in order of the first wait
const keyOf = (i) => `interaction|${i.id}`;
let customers = 0;
const seen = { answered: 0, left: 0, moved: 0, transferred: 0, returned: 0, rejected: 0, missed: 0, withdrawn: 0, rang: 0, replies: 0, automatic: 0 };

async function arrive(at) {
  const n = ++customers, channel = 1 + n % 2, number = `+49151${String(n).padStart(8, '0')}`;
  const got = await must(at, `sms.accept_inbound(1, ${channel}, 1, 'P${n}', '${number}', 'hello', 'hello', NULL, NULL, NULL, NULL, '\\x00', NULL)`,
    [`conversation|${channel}:${number}`, `customer_number|${number}`, `provider|1:P${n}`], 'accepted');
  const i = { id: got.interaction, conversation: `conversation|${channel}:${number}`, talk: got.conversation, number, channel, state: 'arrived',
    cool: new Map(), asked: at, replied: false };
  await put(i, between(1, QUEUES + 1), at);
  if (random() < 0.2) plan(at + about(60000), (t) => leave(i, t));
  if (random() < 0.1) plan(at + 90000, (t) => move(i, t));
  if (random() < 0.1) plan(at + 2000, (t) => automatic(i, t));
  if (random() < 0.1) plan(at + about(30000), (t) => write(i, t));
}
async function write(i, at) { // one more text of the customer
  if (i.state === 'ended' || i.state === 'wrap_up') return;
  const n = `${i.id}w${at}`;
  const got = await must(at, `sms.accept_inbound(1, ${i.channel}, 1, 'P${n}', '${i.number}', 'and', 'and', NULL, NULL, NULL, NULL, '\\x00', NULL)`,
    [i.conversation, `customer_number|${i.number}`, `provider|1:P${n}`], 'accepted');
  if (got.interaction !== i.id) throw new Error(`another interaction: ${JSON.stringify(got)}`);
  i.asked ??= at;
}
async function automatic(i, at) { // no person's answer
  if (i.state === 'ended' || i.state === 'wrap_up') return;
  seen.automatic++;
  await step(at, `messaging.reply_automatic(1, ${i.talk}, 'We will be with you.', false)`, [i.conversation]);
}
async function say(i, at) {
  const c = short();
  await must(at, `messaging.send(${c.sql}, NULL, 1, ${i.agent.id}, 'agent', ${i.talk}, 'Hello', NULL, 'gsm7', 1)`, [i.conversation], 'created');
  if (i.asked !== null) { seen.replies++; i.stay.replies.push({ ms: at - i.asked, first: !i.replied }); }
  i.asked = null;
  i.replied = true;
}
async function put(i, queue, at) {
  await must(at, `routing.place(1, ${i.id}, ${queue}, 5, '[]', NULL)`, [keyOf(i)], 'placed');
  i.state = 'waiting';
  i.queue = queue;
  stayIn(i, queue, at);
  waiting.add(i);
}
async function move(i, at) { // overflow
  if (i.state !== 'waiting' || i.stay.answered) return;
  seen.moved++;
  await put(i, 1 + i.queue % QUEUES, at);
}
async function leave(i, at) {
  if (i.state !== 'waiting' && i.state !== 'offered' || i.stay.answered) return;
  if (i.state === 'offered') { seen.rang++; offerEnds(i, 'withdrawn', at); }
  await must(at, `routing.customer_left(1, ${i.id})`, [], 'ok');
  seen.left++;
  waiting.delete(i);
  i.state = 'ended';
  i.stay.abandoned = at;
  leaveStay(i);
}

// ---- agents ----

async function setStatus(agent, status, at, by = agent.id, role = 'agent') {
  const c = short();
  const answer = await step(at, `presence.status_set(${c.sql}, NULL, 1, ${agent.id}, '${status}', false, NULL, ${by}, '${role}')`, [`agent|${agent.id}`]);
  if (answer.outcome !== 'ok') throw new Error(`status ${status} of ${agent.name}: ${JSON.stringify(answer)}`);
  stands(agent, status, at);
  if (status === 'available') return;
  for (const i of [...agent.work]) if (i.state === 'offered') { offerEnds(i, 'withdrawn', at); seen.withdrawn++; }
}
async function logIn(agent, at) {
  const c = short();
  const answer = await must(at, `presence.session_open(${c.sql}, NULL, 1, ${agent.id}, 'workspace', sha256('${agent.name}${at}'), 12 * 3600000)`, [`agent|${agent.id}`], 'created');
  stands(agent, 'work_offline', at);
  plan(at + 1000, (t) => step(t, `presence.session_live(1, ${answer.body.session}, 1)`, [`agent|${agent.id}`]));
  plan(at + 2000, (t) => setStatus(agent, 'available', t));
}
// A supervisor sends them home: open chats go back, wrap-ups end.
async function logOut(agent, at) {
  await setStatus(agent, 'logged_out', at, admin, 'administrator');
  for (const i of [...agent.work]) {
    if (i.state === 'assigned') {
      seen.returned++;
      talkEnds(i, at);
      letGo(i, at);
      i.state = 'waiting';
      waiting.add(i);
    } else if (i.state === 'wrap_up') wrapped(i, at);
  }
}
async function rest(agent, at) {
  if (agent.status !== 'available') return;
  await setStatus(agent, random() < 0.7 ? 'on_break' : 'work_offline', at);
  plan(at + between(60000, 1200000), (t) => back(agent, t));
}
async function back(agent, at) {
  if (agent.status === 'on_break' || agent.status === 'work_offline') await setStatus(agent, 'available', at);
}

// ---- offers ----

async function dispatch(at) {
  for (const i of [...waiting]) {
    const free = agents.filter((a) => a.status === 'available' && a.work.size < CHATS && !(i.cool.get(a) > at));
    if (free.length === 0) continue;
    const agent = free.reduce((a, b) => (b.work.size < a.work.size ? b : a));
    const [{ version }] = await rows('SELECT version FROM routing.interaction WHERE id = $1', [i.id]);
    const made = await must(at, `routing.offer_make(1, ${i.id}, ${version}, ${agent.id}, ${i.queue}, NULL, NULL, NULL, NULL)`, [`agent|${agent.id}`, keyOf(i)], 'made');
    waiting.delete(i);
    Object.assign(i, { state: 'offered', offer: made.body.offer, agent, offeredAt: at, ring: (i.ring ?? 0) + 1 });
    agent.work.add(i);
    const ring = i.ring, chance = random();
    const still = (run) => (t) => (i.state === 'offered' && i.ring === ring ? run(i, t) : undefined);
    if (chance < 0.9) plan(at + between(1000, 15000), still(accept));
    else if (chance < 0.94) plan(at + between(1000, 15000), still(reject));
    else if (chance < 0.97) plan(at + 20600, still(miss));
    else plan(at + between(1000, 15000), still((i2, t) => rest(i2.agent, t)));
  }
}
function offerEnds(i, how, at) {
  const agent = i.agent;
  agent.work.delete(i);
  agent.asked.push({ at, how });
  i.agent = null;
  i.state = 'waiting';
  waiting.add(i);
  i.cool.set(agent, how === 'withdrawn' ? 0 : at + 60000);
}
async function accept(i, at) {
  const c = short();
  await must(at, `routing.offer_accept(${c.sql}, NULL, 1, ${i.agent.id}, ${i.offer})`, [`agent|${i.agent.id}`], 'ok');
  i.agent.asked.push({ at, how: 'accepted' });
  spanOf(i.agent, 'ring', i.offeredAt, at);
  Object.assign(i, { state: 'assigned', talkAt: at, heldAt: at });
  if (!i.stay.answered) { i.stay.answered = at; seen.answered++; }
  const ring = i.ring, still = (run) => (t) => (i.state === 'assigned' && i.ring === ring ? run(i, t) : undefined);
  if (random() < 0.4) {
    plan(at + 500 + about(20000), still(say));
    if (random() < 0.5) plan(at + 1000 + about(40000), still(write));
    if (random() < 0.5) plan(at + 20000 + about(40000), still(say));
  }
  plan(at + 2000 + about(240000), (t) => (i.state === 'assigned' && i.ring === ring ? (random() < 0.04 ? transfer(i, t) : end(i, t)) : undefined));
}
async function refused(i, at, how, call) {
  const agent = i.agent, third = i.queue === 3;
  await call();
  offerEnds(i, how, at);
  seen[how]++;
  if (!third) return;
  stands(agent, 'work_offline', at); // that queue's on_miss
  for (const other of [...agent.work]) if (other.state === 'offered') { offerEnds(other, 'withdrawn', at); seen.withdrawn++; }
  plan(at + 60000, (t) => back(agent, t));
}
const reject = (i, at) => refused(i, at, 'rejected', () => { const c = short(); return must(at, `routing.offer_reject(${c.sql}, NULL, 1, ${i.agent.id}, ${i.offer}, NULL)`, [`agent|${i.agent.id}`], 'ok'); });
const miss = (i, at) => refused(i, at, 'missed', () => must(at, `routing.offer_expire(1, ${i.offer})`, [`agent|${i.agent.id}`], 'expired'));

// ---- ends ----

async function transfer(i, at) {
  const c = short(), queue = 1 + i.queue % QUEUES;
  await must(at, `routing.interaction_transfer(${c.sql}, NULL, 1, ${i.agent.id}, 'agent', ${i.id}, ${queue}, NULL, false, 'please')`, [`agent|${i.agent.id}`, i.conversation], 'ok');
  seen.transferred++;
  const agent = i.agent;
  talkEnds(i, at);
  letGo(i, at);
  i.cool.set(agent, at + 60000);
  Object.assign(i, { state: 'waiting', queue });
  stayIn(i, queue, at);
  waiting.add(i);
}
async function end(i, at) {
  const c = short();
  const all = `(SELECT c.last_seq FROM routing.interaction AS r JOIN messaging.conversation AS c ON c.tenant = r.tenant AND c.id = r.conversation WHERE r.tenant = 1 AND r.id = ${i.id})`;
  const answer = await must(at, `routing.interaction_end_2(${c.sql}, NULL, 1, ${i.agent.id}, 'agent', ${i.id}, ${all}, NULL, NULL, NULL, NULL)`, [`agent|${i.agent.id}`, i.conversation], 'ok');
  talkEnds(i, at);
  const wraps = { 1: 45000, 2: 0, 3: 20000, 4: 90000 }[i.queue];
  if ((answer.body.state.state === 'wrap_up') !== (wraps > 0)) throw new Error(`wrap-up of ${i.id}`);
  if (wraps === 0) {
    letGo(i, at);
    i.state = 'ended';
    leaveStay(i);
    return;
  }
  Object.assign(i, { state: 'wrap_up', wrapAt: at });
  const early = random() < 0.5;
  plan(at + (early ? between(1000, wraps) : wraps + 5), async (t) => {
    if (i.state !== 'wrap_up') return;
    const d = short();
    await must(t, early ? `routing.wrap_up_end(${d.sql}, NULL, 1, ${i.agent.id}, ${i.id}, NULL, NULL)` : `routing.wrap_expire(1, ${i.id})`, [`agent|${i.agent.id}`], 'ok');
    wrapped(i, t);
  });
}
function wrapped(i, at) {
  i.stay.wrap += at - i.wrapAt;
  spanOf(i.agent, 'wrap', i.wrapAt, at);
  letGo(i, at);
  i.state = 'ended';
  leaveStay(i);
}

// ---- the day goes by; the figures are counted while it does ----

async function count() {
  await db.query('SELECT ops.sequence(100000)');
  while (Number((await rows('SELECT routing.texts_advance($1) AS n', [between(20, 300)]))[0].n) > 0);
  while (Number((await rows('SELECT routing.reports_advance($1) AS n', [between(20, 300)]))[0].n) > 0);
  await db.query('SELECT routing.reports_close(100)');
}
const length = DAY.ends - DAY.begins;
agents.forEach((agent, n) => {
  const shift = n % 4, from = DAY.begins + [0, 6.5, 8, 14][shift] * HOUR + 1000 + n * 7919, until = DAY.begins + Math.min([8.6, 15, 16.5, 30][shift] * HOUR, length - 60000) - n * 6101;
  plan(from, (t) => logIn(agent, t));
  plan(until, (t) => logOut(agent, t));
  for (let at = from + HOUR; at < until - HOUR; at += between(HOUR, 3 * HOUR)) plan(at, (t) => rest(agent, t));
});
for (let n = 0; n < INTERACTIONS; n++) { // a third at any time, the change's hour too; the rest with two hills
  const at = random() < 0.34 ? random() * length : ((random() < 0.5 ? 10 : 18) + (random() + random() + random() - 1.5) * 4) * HOUR;
  plan(DAY.begins + Math.min(Math.max(at, 3000), length - 1000), arrive);
}
for (let at = DAY.begins; at <= DAY.ends + QUARTER; at += 7 * 60000 + 13) plan(at, count);

const began = Date.now();
let at = 0;
while (due.length > 0 && due[0].at <= DAY.ends + QUARTER) {
  const entry = soonest();
  at = Math.max(entry.at, at + 1); // no two things in one millisecond: a span of none is none
  await entry.run(at);
  if (entry.run !== count) await dispatch(++at);
}
for (let n = 0; n < 12; n++) { // nothing more happens; what was before is known to be there
  await db.query('UPDATE ops.test_clock SET held = $1', [new Date(DAY.ends + HOUR + n * 2000).toISOString()]);
  await count();
}

// ---- our count ----

const expected = { queue: new Map(), channel: new Map(), agent: new Map(), group: new Map() };
const cell = (noun, id, quarter) => {
  const key = `${quarter} ${id}`;
  if (!expected[noun].has(key)) expected[noun].set(key, {});
  return expected[noun].get(key);
};
const add = (to_, name, value) => { to_[name] = (to_[name] ?? 0) + value; };
const quarterOf = (ms) => Math.floor(ms / QUARTER) * QUARTER;
const T = { 1: 20000, 2: 60000, 3: 30000, 4: 10000 }, S = { 1: 5000, 2: 5000, 3: 8000, 4: 0 };
const VOLUME = ['offered', 'answered', 'answered_in_time', 'abandoned', 'abandoned_in_time', 'abandoned_short', 'left_otherwise', 'waiting',
  'answer_wait_ms', 'abandon_wait_ms', 'handled', 'talk_ms', 'wrap_ms', 'first_replies', 'first_reply_ms', 'replies', 'reply_ms'];
const WORK = ['logged_in_ms', 'break_ms', 'offline_ms', 'handling_ms', 'idle_ms', 'talk_ms', 'talk_union_ms', 'wrap_ms', 'handled', 'handle_ms',
  'accepted', 'rejected', 'missed', 'withdrawn'];
for (const s of stays.filter((one) => one.at >= DAY.begins && one.at < DAY.ends)) {
  for (const c of [cell('queue', s.queue, quarterOf(s.at)), cell('channel', s.channel, quarterOf(s.at))]) {
    add(c, 'offered', 1);
    for (const { ms, first } of s.replies) {
      add(c, 'replies', 1);
      add(c, 'reply_ms', ms);
      if (first) { add(c, 'first_replies', 1); add(c, 'first_reply_ms', ms); }
    }
    if (s.answered) {
      add(c, 'answered', 1);
      add(c, 'answered_in_time', s.answered - s.at <= T[s.queue] ? 1 : 0);
      add(c, 'answer_wait_ms', s.answered - s.at);
      if (s.gone) { add(c, 'handled', 1); add(c, 'talk_ms', s.talk); add(c, 'wrap_ms', s.wrap); }
    } else if (s.abandoned) {
      add(c, 'abandoned', 1);
      add(c, 'abandoned_in_time', s.abandoned - s.at <= T[s.queue] ? 1 : 0);
      add(c, 'abandoned_short', s.abandoned - s.at <= S[s.queue] ? 1 : 0);
      add(c, 'abandon_wait_ms', s.abandoned - s.at);
    } else add(c, s.gone ? 'left_otherwise' : 'waiting', 1);
  }
}
// Time as a sweep over its edges: at each moment, how many spans of which kind are open.
function sweep(from, until, spans, each) {
  const edges = spans.filter((s) => s.from < until && s.until > from)
    .flatMap((s) => [{ at: Math.max(s.from, from), kind: s.kind, by: 1 }, { at: Math.min(s.until, until), kind: s.kind, by: -1 }]).sort((a, b) => a.at - b.at);
  const open = {};
  let last = from;
  for (const edge of edges) {
    if (edge.at > last) each(open, edge.at - last);
    last = edge.at;
    open[edge.kind] = (open[edge.kind] ?? 0) + edge.by;
  }
}
agents.forEach((agent, n) => {
  const statuses = agent.stood.map((s, k) => ({ kind: s.status, from: s.at, until: agent.stood[k + 1]?.at ?? Infinity }));
  for (let quarter = DAY.begins; quarter < DAY.ends; quarter += QUARTER) {
    const c = {};
    sweep(quarter, quarter + QUARTER, [...statuses, ...agent.spans], (open, ms) => {
      const here = open.available || open.on_break || open.work_offline, busy = open.talk || open.wrap || open.ring;
      if (here) add(c, 'logged_in_ms', ms);
      if (open.on_break) add(c, 'break_ms', ms);
      if (open.work_offline) add(c, 'offline_ms', ms);
      if (busy && here && !open.on_break) add(c, 'handling_ms', ms);
      if (open.available && !busy) add(c, 'idle_ms', ms);
      if (open.talk) { add(c, 'talk_ms', ms * open.talk); add(c, 'talk_union_ms', ms); }
      if (open.wrap) add(c, 'wrap_ms', ms * open.wrap);
    });
    const now = (list) => list.filter((e) => e.at >= quarter && e.at < quarter + QUARTER);
    for (const h of now(agent.held)) { add(c, 'handled', 1); add(c, 'handle_ms', h.ms); }
    for (const a of now(agent.asked)) add(c, a.how, 1);
    if (Object.keys(c).length === 0) continue;
    for (const [name, value] of Object.entries(c)) { add(cell('agent', agent.id, quarter), name, value); add(cell('group', groups[n % groups.length], quarter), name, value); }
  }
});

// ---- the reports ----

async function report(noun, step_, since = DAY.day, until = DAY.after) {
  const data = [];
  for (let after = null; ;) {
    const [page] = await rows(`SELECT * FROM routing.report(1, $1, 'administrator', $2, $3, $4, $5, NULL, $6, 200)`, [admin, noun, since, until, step_, after]);
    if (page.outcome !== 'ok') throw new Error(JSON.stringify(page));
    data.push(...page.body.data);
    if (!page.next) return data;
    after = page.next;
  }
}
let passed = 0, failed = 0;
const check = (good, sentence, detail = '') => { if (good) passed++; else failed++; console.log(`${good ? 'ok' : 'FAILED'} ${sentence}${good ? '' : `: ${detail}`}`); };
function same(noun, names, cells, told) {
  const differs = [];
  const got = new Map(told.map((d) => [`${Date.parse(d.since)} ${d[noun].id}`, d.counters]));
  for (const key of new Set([...cells.keys(), ...got.keys()]))
    for (const name of names) {
      const [ours, theirs] = [cells.get(key)?.[name] ?? 0, got.get(key)?.[name] ?? 0];
      if (ours !== theirs) differs.push(`${key} ${name}: ${theirs}, counted ${ours}`);
    }
  return differs;
}
const sum = (cells, names) => {
  const whole = new Map();
  for (const [key, counters] of cells) {
    const id = key.split(' ')[1], to_ = whole.get(`${DAY.begins} ${id}`) ?? {};
    for (const name of names) add(to_, name, counters[name] ?? 0);
    whole.set(`${DAY.begins} ${id}`, to_);
  }
  return whole;
};
console.log(`${DAY.day} in ${ZONE}, ${length / HOUR} hours: ${customers} interactions, ${stays.length} stays, ${calls} calls in ${Math.round((Date.now() - began) / 1000)} s`);
console.log(JSON.stringify(seen));
check(customers === INTERACTIONS && Object.values(seen).every((n) => n > 0), 'the day had all of it: answers, leavers, moves, transfers, returns, missed, withdrawn', JSON.stringify(seen));
check(HOURS ? length === HOURS * HOUR : length !== 24 * HOUR, `the day has ${HOURS || 'not 24'} hours`, length);
for (const [noun, names] of [['queue', VOLUME], ['channel', VOLUME], ['agent', WORK], ['group', WORK]]) {
  const quarters = await report(noun, '15m'), days = await report(noun, 'day');
  let differs = same(noun, names, expected[noun], quarters);
  check(differs.length === 0 && quarters.length > 0, `each quarter of each ${noun} is what we counted`, `${differs.length}: ${differs.slice(0, 5).join('; ')}`);
  differs = same(noun, names, sum(expected[noun], names), days);
  check(differs.length === 0 && days.every((d) => Date.parse(d.until) - Date.parse(d.since) === length), `the day of each ${noun}, of ${length / HOUR} hours, too`, `${differs.length}: ${differs.slice(0, 5).join('; ')}`);
}
const close = (figure, over, under, digits) => (under > 0 ? Math.abs(figure - over / under) <= 0.5001 / digits : figure === null);
for (const { agent, counters: c, figures: f } of await report('agent', 'day'))
  check(close(f.acceptance, 100 * c.accepted, c.accepted + c.rejected + c.missed, 100) && close(f.concurrency, c.talk_ms, c.talk_union_ms, 100)
    && close(f.occupancy, 100 * c.handling_ms, c.handling_ms + c.idle_ms, 100), `acceptance, concurrency and occupancy of ${agent.name}`, JSON.stringify(f));
for (const day of await report('queue', 'day')) {
  const c = day.counters, f = day.figures, percent = (over, under) => (under > 0 ? Math.round(10000 * over / under) / 100 : null);
  check(c.offered === c.answered + c.abandoned + c.left_otherwise + c.waiting, `OFF = ANS + ABN + OUT + WAIT in ${day.queue.name}`, JSON.stringify(c));
  check(Math.abs(day.figures.service_level - percent(c.answered_in_time, c.answered + c.abandoned - c.abandoned_in_time)) < 0.006
    && Math.abs(day.figures.asa_ms - c.answer_wait_ms / c.answered) <= 0.5 && Math.abs(day.figures.aht_ms - (c.talk_ms + c.wrap_ms) / c.handled) <= 0.5,
  `service level, ASA and AHT of ${day.queue.name}`, JSON.stringify(day));
  check(close(f.abandon_rate, 100 * (c.abandoned - c.abandoned_short), c.offered - c.abandoned_short, 100) && close(f.abandon_ms, c.abandon_wait_ms, c.abandoned, 1)
    && close(f.first_response_ms, c.first_reply_ms, c.first_replies, 1) && close(f.next_response_ms, c.reply_ms, c.replies, 1) && c.replies > c.first_replies,
  `abandon rate, time to abandon, first and next response of ${day.queue.name}`, JSON.stringify(day));
}
const recount = await rows('SELECT * FROM routing.reports_recount(1, $1, $2)', [new Date(DAY.begins - HOUR).toISOString(), new Date(DAY.ends + HOUR).toISOString()]);
check(recount.length === 0, 'the recount of the database finds no difference', JSON.stringify(recount.slice(0, 5)));
const [{ skipped }] = await rows('SELECT skipped FROM routing.report_progress');
check(Number(skipped) === 0, 'no position of the feed was left out', skipped);
await db.end();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
