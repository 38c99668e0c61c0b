// legs.mjs - a daemon that takes calls, as far as the front desk hears of it: its row among the instances, its beats, its steps (decision 0045).
// It stands in for voiced until there is one.
import pg from 'pg';

export class Voice {
  // As a daemon starts: registered, then a run of its own.
  static async start(stack, boot, { can = [], name = 'voiced-1' } = {}) {
    const voice = new Voice();
    Object.assign(voice, { stack, boot, seqs: new Map(), db: new pg.Pool({ connectionString: stack.owner, max: 2 }) });
    voice.db.on('error', () => {}); // the database ends with the test
    await voice.ask('SELECT ops.instance_register($1, $2, $3, $4, $5)', [boot, name, 'ipc:///nowhere', `http://127.0.0.1:${boot}`, '0.1']);
    voice.beats = setInterval(() => voice.ask('SELECT ops.instance_beat($1)', [boot]).catch(() => {}), 500);
    voice.epoch = (await voice.ask('SELECT voice.live_begin($1, $2) AS epoch', [boot, can]))[0].epoch;
    return voice;
  }

  async ask(text, values) { return (await this.db.query(text, values)).rows; }

  // A step of a leg, a batch of its own. `line`: "work:12"; seq: the next of this leg.
  async step(leg, state, line, { seq, call = leg, direction = 'in', number = null, shown = null, user = null, by = null, ago = 0, tenant = 1 } = {}) {
    const n = seq ?? (this.seqs.get(leg) ?? 0) + 1;
    this.seqs.set(leg, Math.max(n, this.seqs.get(leg) ?? 0));
    const client = await this.db.connect(), [kind, ref] = line.split(':');
    try {
      await client.query('BEGIN');
      await client.query(`SELECT ops.batch_begin(ARRAY[ops.key('leg', $1, $2)])`, [tenant, leg]);
      const { rows: [answer] } = await client.query(`SELECT outcome FROM voice.live_step($1, $2, $3, $4, $5, $6, $7, $8, $9, ops.clock() - make_interval(secs => $10), $11, $12, $13, $14)`,
        [tenant, leg, this.epoch, n, call, kind, ref, direction, state, ago, number, shown, user, by]);
      await client.query('SELECT ops.batch_close()');
      await client.query('COMMIT');
      return answer.outcome;
    } finally { client.release(); }
  }

  // Killed: it beats no more, and its row stays.
  die() { clearInterval(this.beats); }
  async close() { this.die(); await this.db.end(); }
}
