// recount.mjs - what must hold after any fault, counted anew from the rows. Each check is a
// statement that finds what is wrong: no row is the only good answer.

const SHOWN_MAX = 5;

// The same in every moment: each statement is one snapshot, and no commit may break it.
const ALWAYS = {
  'two open conversations of one customer on one channel': `
    SELECT tenant, channel, number, count(*) FROM messaging.conversation WHERE state = 'open'
    GROUP BY 1, 2, 3 HAVING count(*) > 1`,
  'a conversation whose messages are not numbered 1 to its last_seq': `
    SELECT c.id, c.last_seq, count(m.seq), count(DISTINCT m.seq) AS different, max(m.seq)
    FROM messaging.conversation AS c
    LEFT JOIN messaging.message AS m ON m.tenant = c.tenant AND m.conversation = c.id
    GROUP BY c.id, c.last_seq
    HAVING count(m.seq) <> c.last_seq OR count(DISTINCT m.seq) <> c.last_seq OR max(m.seq) <> c.last_seq`,
  'a text stored twice': `
    SELECT direction, text, count(*) FROM messaging.message WHERE direction <> 'system'
    GROUP BY 1, 2 HAVING count(*) > 1`,
  'a live offer whose interaction does not ring, or the other way': `
    SELECT o.id AS offer, o.state AS offer_state, i.id AS interaction, i.state
    FROM (SELECT * FROM routing.offer WHERE state = 'made') AS o
    FULL JOIN (SELECT * FROM routing.interaction WHERE state = 'offered') AS i
      ON i.tenant = o.tenant AND i.id = o.interaction AND i.offer = o.id
    WHERE o.id IS NULL OR i.id IS NULL`,
  'an offer with two ends': `
    SELECT o.id, o.state, o.version, count(e.id) AS events
    FROM routing.offer AS o LEFT JOIN ops.event AS e ON e.tenant = o.tenant AND e.kind = 2 AND e.key = o.id
    GROUP BY o.tenant, o.id, o.state, o.version
    HAVING o.version <> CASE o.state WHEN 'made' THEN 1 ELSE 2 END OR count(e.id) <> o.version
      OR count(DISTINCT e.version) <> o.version`,
  'an interaction that was accepted twice without a return, or is handled without an accepted offer': `
    SELECT i.id, i.state, count(o.id) AS accepted
    FROM routing.interaction AS i
    LEFT JOIN routing.offer AS o ON o.tenant = i.tenant AND o.interaction = i.id AND o.state = 'accepted'
    WHERE NOT EXISTS (SELECT FROM routing.decision AS d WHERE d.tenant = i.tenant AND d.interaction = i.id AND d.kind = 'return')
    GROUP BY i.tenant, i.id, i.state, i.agent
    HAVING count(o.id) > 1 OR (i.state IN ('assigned', 'wrap_up') AND (count(o.id) = 0 OR max(o.agent) <> i.agent))`,
  'capacity that differs from what is held, or is above its limit': `
    SELECT a.agent, a.chat_count, a.chat_count_limit, a.chat_load, a.chat_limit, h.count, h.load
    FROM routing.agent AS a CROSS JOIN LATERAL (
      SELECT count(*), COALESCE(sum(x.load), 0) AS load FROM (
        SELECT i.load FROM routing.interaction AS i
        WHERE i.tenant = a.tenant AND i.agent = a.agent AND i.state IN ('assigned', 'wrap_up') AND i.load IS NOT NULL
        UNION ALL
        SELECT i.load FROM routing.offer AS o
        JOIN routing.interaction AS i ON i.tenant = o.tenant AND i.id = o.interaction AND i.offer = o.id
        WHERE o.tenant = a.tenant AND o.agent = a.agent AND o.state = 'made' AND i.state = 'offered') AS x) AS h
    WHERE a.chat_count <> h.count OR a.chat_load <> h.load OR a.chat_count > a.chat_count_limit
      OR a.chat_load > a.chat_limit OR h.count > least(a.chat_count_limit, 6)`,
  'a conversation and its interaction of different opinion whether they are over': `
    SELECT c.id, c.state AS conversation, i.id AS interaction, i.state
    FROM messaging.conversation AS c JOIN routing.interaction AS i ON i.tenant = c.tenant AND i.id = c.interaction
    WHERE (c.state = 'open') <> (i.state NOT IN ('wrap_up', 'ended'))`,
  'an ended conversation without its transcript and case': `
    SELECT i.id, i.state, t.last_seq, c.last_seq AS conversation_seq
    FROM routing.interaction AS i
    JOIN messaging.conversation AS c ON c.tenant = i.tenant AND c.id = i.conversation
    LEFT JOIN messaging.transcript AS t ON t.tenant = i.tenant AND t.id = i.id
    LEFT JOIN messaging.case_interaction AS k ON k.tenant = i.tenant AND k.interaction = i.id
    WHERE i.state IN ('wrap_up', 'ended')
      AND (t.id IS NULL OR k.case_id IS NULL OR t.last_seq <> c.last_seq OR jsonb_array_length(t.messages) <> c.last_seq)`,
  'a hole in the feed\'s positions': `
    SELECT f.pos, f.former FROM (SELECT pos, lag(pos) OVER (ORDER BY pos) AS former FROM ops.feed) AS f
    WHERE f.former IS NOT NULL AND f.pos <> f.former + 1`,
  'an event out of order in the feed': `
    SELECT * FROM (
      SELECT f.pos, e.id, e.kind, e.key, e.version,
        lag(e.version) OVER (PARTITION BY e.kind, e.tenant, e.key ORDER BY f.pos, e.id) AS former
      FROM ops.feed AS f JOIN ops.event AS e ON e.at = f.at AND e.xid = f.xid
      WHERE e.kind IN (1, 2, 3, 4, 5)) AS x
    WHERE x.version <> COALESCE(x.former, x.version - 1) + 1`,
};

// What holds as soon as nothing is under way.
const AT_REST = {
  'an event that the feed lacks': `
    SELECT e.id, e.at, e.kind, e.key, e.version FROM ops.event AS e
    WHERE NOT EXISTS (SELECT FROM ops.feed AS f WHERE f.at = e.at AND f.xid = e.xid)`,
  'a position of the feed without event': `
    SELECT f.pos FROM ops.feed AS f
    WHERE NOT EXISTS (SELECT FROM ops.event AS e WHERE e.at = f.at AND e.xid = f.xid)`,
  'a batch that nobody has numbered': 'SELECT last_id, at FROM ops.outbox',
  'a thing whose newest version has no event': `
    SELECT t.kind, t.id, t.version, e.version AS event FROM (
      SELECT 1 AS kind, tenant, agent AS id, version FROM routing.agent WHERE version > 1
      UNION ALL SELECT 2, tenant, id, version FROM routing.offer
      UNION ALL SELECT 3, tenant, id, version FROM routing.interaction
      UNION ALL SELECT 4, tenant, id, version FROM messaging.conversation WHERE version > 1
      UNION ALL SELECT 5, tenant, id, version FROM messaging.message) AS t
    LEFT JOIN (SELECT v.tenant, v.kind, v.key, max(v.version) AS version FROM ops.event AS v
      GROUP BY v.tenant, v.kind, v.key) AS e ON e.tenant = t.tenant AND e.kind = t.kind AND e.key = t.id
    WHERE t.version IS DISTINCT FROM e.version`,
  'a text that is still to be sent': 'SELECT id, state, attempt, epoch FROM sms.outbox',
  'a receipt parked although its message is known': `
    SELECT p.provider_id, p.at FROM sms.receipt_parked AS p
    JOIN sms.sent AS s ON s.account = p.account AND s.provider_id = p.provider_id`,
  'work that is not over': `SELECT id, state, queue, agent FROM routing.interaction WHERE state <> 'ended'`,
};

async function run(stack, checks) {
  const wrong = [];
  for (const [what, sql] of Object.entries(checks)) {
    const rows = await stack.query(sql);
    if (rows.length) wrong.push(`${what}: ${rows.length}, as ${JSON.stringify(rows.slice(0, SHOWN_MAX))}`);
  }
  return wrong;
}

export const always = (stack) => run(stack, ALWAYS);
export const atRest = (stack) => run(stack, AT_REST);

// ---- acknowledged against stored; all take the floor ----

const few = (list) => JSON.stringify(list.slice(0, SHOWN_MAX));
const tell = (wrong, what, list) => { if (list.length) wrong.push(`${what}: ${list.length}, as ${few(list)}`); };

export async function inbound({ stack, load }) {
  const wrong = [];
  const rows = await stack.query(`SELECT s.provider_id, m.text FROM sms.provider_seen AS s
    LEFT JOIN messaging.message AS m ON m.tenant = 1 AND m.conversation = s.conversation AND m.seq = s.seq AND m.at = s.message_at`);
  const stored = new Map(rows.map((r) => [r.provider_id, r.text]));
  tell(wrong, 'acknowledged and lost', [...load.taken].filter(([sid, text]) => stored.get(sid) !== text.body));
  tell(wrong, 'never sent, yet stored', [...stored].filter(([sid]) => !load.sent.has(sid)));
  return wrong;
}

// The texts whose delivery the carrier reported, and was answered that it is taken.
function reported(carrier) {
  const taken = new Set(carrier.callbacks.filter((c) => c.MessageStatus === 'delivered' && c.status === 200).map((c) => c.sid));
  return new Set(carrier.sent.filter((one) => taken.has(one.sid)).map((one) => one.body));
}

export async function outbound({ stack, agents, carrier }) {
  const wrong = [];
  const rows = await stack.query(`SELECT m.id, m.text, m.seq, m.conversation, m.delivery, m.delivery_reason AS reason
    FROM messaging.message AS m WHERE m.direction = 'out' AND m.author IS NOT NULL`);
  const stored = new Map(rows.map((r) => [r.id, r]));
  const taken = new Map();
  for (const one of carrier.sent) taken.set(one.body, (taken.get(one.body) ?? 0) + 1);
  const acked = agents.flatMap((a) => a.acks.sends);
  const tried = new Set(agents.flatMap((a) => a.sent));
  tell(wrong, 'acknowledged and lost', acked.filter((a) => stored.get(a.message)?.text !== a.text));
  tell(wrong, 'sent to the carrier twice', [...taken].filter(([, count]) => count > 1));
  tell(wrong, 'sent to the carrier by nobody', [...taken.keys()].filter((text) => !tried.has(text)));
  tell(wrong, 'called sent, and not at the carrier', rows.filter((r) => ['sent', 'delivered'].includes(r.delivery) && !taken.has(r.text)));
  const delivered = reported(carrier);
  tell(wrong, 'a report of delivery that was taken, of a text that is not delivered', rows.filter((r) => delivered.has(r.text) && r.delivery !== 'delivered'));
  tell(wrong, 'ended without a reason', rows.filter((r) => !['sent', 'delivered'].includes(r.delivery) && !(['unknown', 'failed'].includes(r.delivery) && r.reason)));
  return wrong;
}

// Per customer as the carrier took them, beside the order in which they were written. What the gateway lost sight of (the carrier did not
// answer) holds up nothing after it (rule 8): if it comes after all, it may come late.
export async function order({ stack, carrier }) {
  const rows = await stack.query(`SELECT m.text, m.conversation, m.seq, m.delivery, m.delivery_reason AS reason, l.message IS NOT NULL AS lost
    FROM messaging.message AS m LEFT JOIN sms.send_lost AS l ON l.tenant = m.tenant AND l.message = m.id WHERE m.direction = 'out'`);
  const place = new Map(rows.map((r) => [r.text, r]));
  const last = new Map();
  const wrong = [];
  const behind = (one, other) => Number(one.conversation) - Number(other.conversation) || Number(one.seq) - Number(other.seq);
  for (const one of carrier.sent) {
    const here = place.get(one.body), before = last.get(one.to);
    if (here?.lost) continue;
    if (before && here && behind(here, before) <= 0) wrong.push([here, before]);
    last.set(one.to, here);
  }
  return wrong;
}

// Accepts, rejects, ends and wrap-ups that were answered 200.
export async function commands({ stack, agents }) {
  const wrong = [];
  const offers = new Map((await stack.query('SELECT id, state, interaction FROM routing.offer')).map((r) => [r.id, r]));
  const interactions = new Map((await stack.query('SELECT id, state, ended_by FROM routing.interaction')).map((r) => [r.id, r]));
  const all = (name) => agents.flatMap((a) => a.acks[name]);
  tell(wrong, 'accepted and not stored so', all('accepts').filter((a) => offers.get(a.offer)?.state !== 'accepted' || offers.get(a.offer).interaction !== a.interaction));
  tell(wrong, 'rejected and not stored so', all('rejects').filter((id) => offers.get(id)?.state !== 'rejected'));
  tell(wrong, 'ended and not stored so', all('ends').filter((a) => !['wrap_up', 'ended'].includes(interactions.get(a.interaction)?.state)));
  tell(wrong, 'wrapped up and not stored so', all('wraps').filter((id) => interactions.get(id)?.state !== 'ended'));
  return wrong;
}

export const stored = async (floor) =>
  [...await inbound(floor), ...await outbound(floor), ...await order(floor), ...await commands(floor)];

export async function deliveries(stack) {
  const rows = await stack.query(`SELECT delivery, delivery_reason AS reason, count(*) FROM messaging.message WHERE direction = 'out' GROUP BY 1, 2 ORDER BY 3 DESC`);
  return rows.map((r) => `${r.delivery}${r.reason ? ` (${r.reason})` : ''} ${r.count}`).join(', ');
}
