// line.mjs - what the daemon that carries emergency calls tells of them, by the one function that its role may call. Where a voiced runs, in
// its name: it ends what nobody carries.
import { readFileSync } from 'node:fs';
import pg from 'pg';

export class Line {
  static open(stack) {
    const line = new Line();
    const password = /:tl_voiced:(.*)$/m.exec(readFileSync(stack.passfile, 'utf8'))[1];
    line.db = new pg.Pool({ connectionString: stack.run.database_url.replace(/\/\/[^@]*@/, `//tl_voiced:${password}@`), max: 2 });
    line.db.on('error', () => {}); // the database ends with the test
    return line;
  }

  // A step of a call ('began', 'answered', 'ended'), a batch of its own; answers { outcome, body }.
  async tell(agent, call, step, { back = false, number = '112', ago = 0, tenant = 1 } = {}) {
    const client = await this.db.connect();
    try {
      await client.query('BEGIN');
      await client.query(`SELECT ops.batch_begin(ARRAY[ops.key('agent', $1, $2)])`, [tenant, agent]);
      const { rows: [answer] } = await client.query(`SELECT outcome, body FROM presence.emergency_call($1, $2, $3, $4, $5, $6, ops.clock() - make_interval(secs => $7),
        boot => (SELECT max(i.boot) FROM ops.instance_list() AS i WHERE i.name = 'voiced'))`,
        [tenant, agent, call, back, number, step, ago]);
      await client.query('SELECT ops.batch_close()');
      await client.query('COMMIT');
      return answer;
    } finally { client.release(); }
  }

  close() { return this.db.end(); }
}
