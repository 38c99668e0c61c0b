// callers.mjs - customers who call a voice channel, as far as routing hears of them: what the daemon that has their calls says by the
// functions that its role may execute (voice.call_*, voice.offer_*). It stands in for voiced where no phone is needed.
import { readFileSync } from 'node:fs';
import pg from 'pg';
import { until } from './stack.mjs';

export class Callers {
  static async start(stack, boot = 920001, name = 'voiced-9') {
    const callers = new Callers();
    const password = /:tl_voiced:(.*)$/m.exec(readFileSync(stack.passfile, 'utf8'))[1];
    Object.assign(callers, { stack, boot, count: 0, db: new pg.Pool({ connectionString: stack.run.database_url.replace(/\/\/[^@]*@/, `//tl_voiced:${password}@`), max: 4 }) });
    callers.db.on('error', () => {}); // the database ends with the test
    await callers.ask('SELECT ops.instance_register($1, $2, $3, $4, $5)', [boot, name, 'ipc:///nowhere', `http://127.0.0.1:${boot}`, '0.1']);
    callers.beats = setInterval(() => callers.ask('SELECT * FROM ops.instance_look($1)', [boot]).catch(() => {}), 500);
    callers.epoch = (await callers.ask(`SELECT voice.live_begin($1, '{}') AS epoch`, [boot]))[0].epoch;
    return callers;
  }

  async ask(text, values) { return (await this.db.query(text, values)).rows; }

  // One call as a batch of its own, tried again with the keys that it says it needs.
  async say(name, call, ...args) {
    const client = await this.db.connect();
    let keys = [];
    try {
      for (let tries = 0; tries < 4; tries++) {
        await client.query('BEGIN');
        await client.query(`SELECT ops.batch_begin(ARRAY[ops.key('call', 1, $1)] || $2::bigint[])`, [call, keys]);
        const places = args.map((_, n) => `$${n + 1}`).join(', ');
        const { rows: [answer] } = await client.query(`SELECT outcome, body, keys FROM voice.${name}(1, ${places})`, args);
        await client.query('SELECT ops.batch_close()');
        await client.query('COMMIT');
        if (answer.outcome !== 'moved') return answer;
        keys = [...keys, ...answer.keys];
      }
      throw new Error(`${name} moved too often`);
    } catch (error) {
      await client.query('ROLLBACK').catch(() => {});
      throw error;
    } finally { client.release(); }
  }

  // A customer calls; answers {call, interaction, conversation, number}.
  async begin(channel, number) {
    const call = `call-${this.boot}-${++this.count}`;
    const { outcome, body } = await this.say('call_begin', call, channel, call, this.epoch, number, null);
    if (outcome !== 'created') throw new Error(`call_begin: ${outcome}`);
    return { call, number, ...body };
  }

  async answered(it, offer) { return (await this.say('offer_answered', it.call, it.call, offer)).outcome; }
  async refused(it, offer, cause = 'busy') { return (await this.say('offer_refused', it.call, it.call, offer, cause)).outcome; }
  async held(it, held, by = 'agent') { return (await this.say('call_held', it.call, it.call, held, by)).outcome; }
  async returned(it, reason = 'phone_lost') { return (await this.say('call_returned', it.call, it.call, reason)).outcome; }
  async over(it, by = 'caller', cause = 'normal') { return (await this.say('call_over', it.call, it.call, by, cause)).outcome; }
  async place(it) { return (await this.ask('SELECT * FROM voice.place(1, $1)', [it.interaction]))[0]; }

  // The interaction's state, as who may read it is answered: "assigned talking".
  async state(it, client) {
    const { body } = await client.call('GET', `/api/v1/interactions/${it.interaction}`);
    return body.state;
  }
  shown(it, client, wanted) {
    return until(`${it.call} ${wanted}`, async () => {
      const s = await this.state(it, client);
      return s && `${s.state} ${s.call.state}` === wanted && s;
    });
  }

  die() { clearInterval(this.beats); }
  async close() { this.die(); await this.db.end(); }
}
