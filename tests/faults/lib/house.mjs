// house.mjs - one more tenant, in a router shard of its own: two agents, one queue, customers who
// text through the sandbox carrier.
import { createHash } from 'node:crypto';
import { until } from '../../lib/stack.mjs';
import { Agent } from './agent.mjs';
import { generator, ids, SEED } from '../../lib/random.mjs';
import { Tries } from './tries.mjs';

const CUSTOMERS = 8, AT_ONCE = 2;

export class House {
  // The tenant's number is also its shard's: shards are made up to it.
  static async open(stack, tenant) {
    const house = new House(), base = tenant * 10;
    const password = stack.user('agent').password, like = stack.user('agent').username;
    Object.assign(house, { stack, tenant, channel: base, token: `tlk_${ids.bytes(32).toString('base64url')}`, taken: new Map(), surprises: [], underWay: 0, next: 0 });
    house.users = ['a', 'b'].map((letter, i) => ({ id: base + i, username: `house${tenant}${letter}`, password }));
    await stack.asOwner(`SELECT routing.shard_add() FROM generate_series((SELECT max(shard) FROM routing.shard_map()) + 1, ${tenant})`);
    await stack.asOwner([
      `SELECT ops.batch_begin(ARRAY[ops.key('config', ${tenant}, '')])`,
      `INSERT INTO directory.tenant (id, name, mode, time_zone, case_prefix) VALUES (${tenant}, 'House ${tenant}', 3, 'UTC', 'H${tenant}-')`,
      `INSERT INTO routing.tenant_shard VALUES (${tenant}, ${tenant})`,
      ...house.users.map((u) => `INSERT INTO directory.app_user (tenant, id, username, name, password_hash, role, has_seat, has_work)
        SELECT ${tenant}, ${u.id}, '${u.username}', '${u.username}', o.password_hash, 'agent', true, false FROM directory.app_user AS o WHERE o.username = '${like}'`),
      `INSERT INTO directory.channel (tenant, id, medium, name, hook_key, number) VALUES (${tenant}, ${base}, 'sms', 'Line', '${ids.uuid()}', '+1500555${1000 + tenant}')`,
      `INSERT INTO sms.account (tenant, id, carrier, name, settings) VALUES (${tenant}, ${base}, 'sandbox', 'Sandbox', '{"delay_ms": 20}')`,
      `INSERT INTO sms.sender_group (tenant, id, name, rate_per_s) VALUES (${tenant}, ${base}, 'Line', 100)`,
      `SELECT ops.holder_add('group', ${base})`,
      `INSERT INTO sms.channel_carrier (tenant, channel, account, group_id, number) VALUES (${tenant}, ${base}, ${base}, ${base}, '+1500555${1000 + tenant}')`,
      `INSERT INTO routing.queue (tenant, id, name) VALUES (${tenant}, ${base}, 'All')`,
      ...house.users.map((u) => `INSERT INTO routing.member (tenant, queue, agent) VALUES (${tenant}, ${base}, ${u.id})`),
      `INSERT INTO routing.route_rule (tenant, channel, position, queue) VALUES (${tenant}, ${base}, 1, ${base})`,
      `INSERT INTO directory.api_key (tenant, name, key_hash, scopes, created_at)
        VALUES (${tenant}, 'load', decode('${createHash('sha256').update(house.token).digest('hex')}', 'hex'), ARRAY['sandbox'], ops.clock())`,
      `SELECT ops.config_emit(${tenant}, ${base})`, `SELECT routing.config_changed(${tenant})`, 'SELECT ops.batch_end()',
    ].join(';'));
    await until(`the channel of house ${tenant}`, async () => (await fetch(`${stack.base}/api/v1/channels/${base}/sandbox/outbox`, { headers: { authorization: `Bearer ${house.token}` } })).status === 200);
    return house;
  }

  // Agents at work; they belong to the floor then. Texts come at this rate.
  async work(floor, perSecond) {
    this.tries = new Tries();
    this.customers = Array.from({ length: CUSTOMERS }, (_, i) => ({ number: `+1500${String(this.tenant).padStart(3, '0')}${String(i).padStart(4, '0')}`, count: 0, underWay: 0 }));
    for (const user of this.users) floor.agents.push(await Agent.start(this.stack, user, generator(SEED + user.id)));
    this.timer = setInterval(() => this.tick(), 1000 / perSecond);
    return this;
  }

  tick() {
    const customer = this.customers[this.next++ % CUSTOMERS];
    if (customer.underWay < AT_ONCE) void this.send(customer);
  }

  request(number, body, key = ids.uuid()) {
    return [`${this.stack.base}/api/v1/channels/${this.channel}/sandbox/inbound`, {
      method: 'POST', headers: { authorization: `Bearer ${this.token}`, 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify({ from: number, text: body }),
    }];
  }
  text(number, body) { return fetch(...this.request(number, body)); }

  async send(customer) {
    const body = `${customer.number.slice(-7)} text ${++customer.count}`;
    const [url, options] = this.request(customer.number, body);
    customer.underWay++;
    this.underWay++;
    const answer = await this.tries.until('text', () => url, options);
    customer.underWay--;
    this.underWay--;
    if (answer?.status === 202) this.taken.set(body, customer.number);
    else if (answer) this.surprises.push(`text: ${answer.status} ${JSON.stringify(answer.body)}`);
  }

  async stop() {
    clearInterval(this.timer);
    await until('the last texts', () => this.underWay === 0, 30000).finally(() => { this.tries.over = true; });
  }

  // Acknowledged, and not stored exactly once.
  async lost() {
    const rows = await this.stack.query("SELECT text, count(*) FROM messaging.message WHERE tenant = $1 AND direction = 'in' GROUP BY 1", [this.tenant]);
    const stored = new Map(rows.map((r) => [r.text, Number(r.count)]));
    return [...this.taken.keys()].filter((body) => stored.get(body) !== 1);
  }
}
