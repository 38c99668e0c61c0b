// floor.mjs - a whole contact center at work: a Trunkline, a carrier, customers, four agents.
import { startDemoCarrier } from '../../lib/carrier.mjs';
import { generator, SEED } from '../../lib/random.mjs';
import { Stack, until } from '../../lib/stack.mjs';
import { hookAt } from '../../lib/texts.mjs';
import { Agent } from './agent.mjs';
import { Load } from './load.mjs';
import { Watch } from './watch.mjs';

const SILENT_ONE_IN = 10, ANSWER_MAX_MS = 80;

export const pause = (ms) => new Promise((done) => setTimeout(done, ms));
export const LONG = Number(process.env.FAULT_ROUNDS ?? 20) > 20;

export class Floor {
  // edge: customers' texts go through the edge; else to each gateway itself.
  static async open({ name, instances, edge = false, seed = SEED, productLimits, ...load }) {
    const floor = new Floor();
    floor.random = generator(seed);
    floor.stack = await Stack.start({ durable: true, name, instances, checkKeys: true, longStop: true, productLimits });
    try {
      const { stack } = floor;
      floor.channel = stack.channel('twilio');
      floor.carrier = await startDemoCarrier(stack);
      floor.steer();
      const users = stack.run.users.filter((u) => u.role === 'agent');
      floor.agents = await Promise.all(users.map((user) => Agent.start(stack, user, generator(seed + users.indexOf(user) + 1), load.answerMs)));
      const gateways = stack.names.filter((n) => n.startsWith('smsgw'));
      const urls = edge ? [floor.channel.hook_url] : gateways.map((g) => hookAt(stack, g, floor.channel));
      floor.load = new Load(floor.channel, { urls, random: generator(seed + 100), ...load }).start();
      floor.watch = new Watch(stack).start();
      await until('the first answers', () => floor.carrier.sent.length >= 10, 60000);
    } catch (error) {
      await floor.close();
      throw error;
    }
    return floor;
  }

  // The carrier takes its time, so that faults hit requests under way, and reports one in some
  // texts never, so that one whose answer was lost stays `unknown`.
  steer() {
    const random = generator(this.random.below(2 ** 31));
    this.carrier.behave = (form) => {
      const silent = random.below(SILENT_ONE_IN) === 0;
      return { delayMs: random.between(0, ANSWER_MAX_MS), ...(silent ? { states: [] } : {}) };
    };
  }

  get acks() {
    const count = (name) => this.agents.reduce((sum, a) => sum + a.acks[name].length, 0);
    return { texts: this.load.taken.size, answers: count('sends'), accepts: count('accepts'), ends: count('ends') };
  }

  // Until the requests that are under way now have been answered, or failed.
  underWay() { return Promise.all([this.load, ...this.agents].map(({ tries }) => tries.underWay())); }

  // Until what agents have written so far is with the carrier.
  allSent() {
    const wrote = this.agents.flatMap(({ acks }) => acks.sends.map(({ text }) => text));
    return until('what was written has left', () => { const left = new Set(this.carrier.sent.map(({ body }) => body)); return wrote.every((text) => left.has(text)); });
  }

  surprises() {
    const refused = this.carrier.callbacks.filter((c) => c.status >= 400 && c.status < 500).map((c) => `report ${c.MessageStatus} of ${c.sid}: ${c.status}`);
    return [...this.load.surprises, ...refused, ...this.agents.flatMap((a) => a.surprises)];
  }
  failures() { return [...this.load.tries.failures, ...this.agents.flatMap((a) => a.tries.failures)].sort((a, b) => a.at - b.at); }

  // No more customers; the agents finish what is there; what is under way ends.
  async rest(ms = 90000) {
    await this.load.stop();
    for (const agent of this.agents) {
      agent.closing = true;
      for (const desk of agent.desks.values()) desk.wake();
    }
    const one = async (sql) => Number((await this.stack.query(sql))[0].count);
    await until('the end of all work', async () => await one("SELECT count(*) FROM routing.interaction WHERE state <> 'ended'") === 0, ms, 100)
      .catch(async (error) => { console.log(`# ${await this.unfinished()}`); throw error; });
    await until('the last text sent', async () => await one('SELECT count(*) FROM sms.outbox') === 0, 30000, 100);
    await until('the last reports of delivery', () => this.carrier.telling === 0, 30000, 100);
    await until('the last batch numbered', async () => await one('SELECT count(*) FROM ops.outbox') === 0, 10000, 50);
  }

  // Who has what, in the database and on the agents' desks: for the reader of a failure.
  async unfinished() {
    const rows = await this.stack.query(`SELECT i.id, i.state, i.agent, i.queue, i.conversation, c.last_seq, c.last_customer_seq
      FROM routing.interaction AS i JOIN messaging.conversation AS c ON c.tenant = i.tenant AND c.id = i.conversation
      WHERE i.state <> 'ended' ORDER BY i.id LIMIT 10`);
    const desks = this.agents.map((a) => `${a.user.username} (${a.id}), stream ${a.socket?.readyState}, reopened ${a.reopened} (${a.lastClose}), ` +
      `${a.snapshots} snapshots, newest failure ${JSON.stringify(a.tries.failures.at(-1))}: ` +
      [...a.desks.values()].map((d) => `${d.interaction} handled ${d.handled} of ${[...d.known.keys()].at(-1)}`).join('; '));
    return `unfinished: ${JSON.stringify(rows)}\n# desks: ${desks.join('\n#   ')}`;
  }

  async close() {
    if (this.load) { clearInterval(this.load.timer); this.load.tries.over = true; }
    for (const agent of this.agents ?? []) await agent.stop();
    await this.watch?.stop();
    await this.carrier?.close();
    for (const name of this.stack.names) try { this.stack.signal(name, 'SIGCONT'); } catch { /* not there */ }
    await this.stack.stop();
  }
}
