// stack.mjs - a whole Trunkline of a test's own: started by quickstart, spoken to as
// its users do, broken by pid.
import { execFile, spawn } from 'node:child_process';
import { openSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync, closeSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import './called.mjs'; // whoever imports this leaves a record, even of no calls
import { Judge } from './judge.mjs';
import { isOver, latency, PATIENCE_MS, stopwatch } from './patience.mjs';
import { mediaPorts, stackPorts } from './ports.mjs';
import { request } from './request.mjs';
import { BUILD, FLAVOUR, ROOT } from './root.mjs';

const run = promisify(execFile);
export { FLAVOUR, ROOT } from './root.mjs';
const AS_OWNER = join(ROOT, 'deploy/lib/as-owner'); // tests may run as root, what they start does not
const TEMPLATE = join(ROOT, 'build/stacks/template'); // what a new database is copied from
const STACKS = process.env.TEST_STACKS; // the folder of tests/run for the stacks of one attempt; it removes them
const patient = () => ({ ...process.env, PATIENCE: '6' }); // a machine that is busy with other tests is no broken start

const PAUSE_MAX_MS = 100; // between two looks at what takes long

// pause(): milliseconds until the next look; overAfter(): false, or the limit in milliseconds that is over.
async function poll(what, look, pause, overAfter) {
  let last;
  for (;;) {
    try {
      const found = await look();
      if (found) return found;
      last = undefined;
    } catch (error) { last = error; }
    const ms = overAfter();
    if (ms) throw new Error(`${what}: not within ${ms} ms${last ? ` (${last.message})` : ''}`);
    await new Promise((done) => setTimeout(done, pause()));
  }
}

// Waits until `look` gives something true; never for a time alone. ms: how long that may take, which the long form asserts
// (latency in patience.mjs).
export async function until(what, look, ms = Infinity, every = 20) {
  const took = stopwatch();
  const pause = () => Math.max(every, Math.min(took.wall() / 20, PAUSE_MAX_MS)); // as exact as five in a hundred
  const found = await poll(what, look, pause, () => took.wall() > PATIENCE_MS && PATIENCE_MS);
  latency(what, took(), ms);
  return found;
}

// Where the limit is what is tested. Time that was not the test's own does not count, up to six times the limit.
export function within(ms, what, look, every = 20) {
  const took = stopwatch();
  return poll(what, look, () => every, () => isOver(took, ms) && ms);
}

// A process that has ended but is not yet waited for counts as gone; one whose first thread has
// ended does not: as long as another one lives, its sockets are open.
const living = (task) => { try { return !/^State:\s+[ZX]/m.test(readFileSync(`${task}/status`, 'latin1')); } catch { return false; } };
export function running(pid) {
  try { return readdirSync(`/proc/${pid}/task`).some((tid) => living(`/proc/${pid}/task/${tid}`)); } catch { return false; }
}
const workingIn = (dir) => readdirSync('/proc').filter((pid) => {
  try { return /^\d+$/.test(pid) && readlinkSync(`/proc/${pid}/cwd`) === dir && running(pid); } catch { return false; }
}).map(Number);

export class Stack {
  static dirOf(name) { return join(STACKS ?? join(ROOT, 'build/stacks'), `${name}-${process.pid}`); }

  // options: name, instances, testClock (a clock that pass() moves; 'noon': it begins at the next day's, so that no midnight is near),
  // checkKeys (default true), checkTenants (a function that reaches another tenant's row fails: sql/check_tenants.sql), rtpPorts ("first-last": more than a test needs), judged: clients' calls go through the judge of the API
  // (default: as API_JUDGED says, which tests/run sets for the integration suite), durable: PostgreSQL waits for the disk (faults and
  // bench; without it, a killed one has lost nothing, a machine that goes down would), longStop: a daemon
  // may take a minute to stop (floor.mjs), productLimits: how long a statement and a stop may take is what the product's defaults say (bench,
  // the long form, and one file of the gate); else a statement has eight times as long, for a machine that is busy
  static async start({ name, instances, testClock = false, checkKeys = true, checkTenants = false, durable = false, longStop = false, productLimits = process.env.TEST_LATENCY === '1',
    judged = process.env.API_JUDGED === '1', rtpPorts = null }) {
    const stack = new Stack();
    stack.dir = Stack.dirOf(name);
    rmSync(stack.dir, { recursive: true, force: true }); // quickstart makes it, and says whose it is
    stack.ports = await stackPorts();
    stack.args = ['--dir', stack.dir, '--port', String(stack.ports.first), '--no-install', '--no-demo-run', '--flavour', FLAVOUR, '--template', TEMPLATE];
    if (!rtpPorts) stack.media = await mediaPorts();
    stack.args.push('--rtp-ports', rtpPorts ?? `${stack.media.first}-${stack.media.last}`);
    if (instances) stack.args.push('--instances', instances);
    if (testClock) stack.args.push('--test-clock');
    if (testClock === 'noon') stack.args.push('--noon');
    if (checkKeys) stack.args.push('--check-keys');
    if (checkTenants) stack.args.push('--check-tenants');
    if (!durable) stack.args.push('--no-fsync');
    if (!productLimits) stack.args.push('--setting', 'statement_ms = 2000');
    if (!productLimits && longStop) stack.args.push('--setting', 'drain_ms = 60000');
    if (process.env.TESTS_BUILT === '1') stack.args.push('--no-build'); // tests/run has
    await stack.ensure().catch(async (error) => { await stack.stop().catch(() => {}); throw error; });
    if (judged) stack.judge = Judge.of(stack.base);
    stack.db = new pg.Pool({ connectionString: stack.run.database_url, max: 4 });
    stack.db.on('error', () => {}); // a PostgreSQL that a test kills is no surprise
    return stack;
  }

  // Starts what is missing (quickstart again) and reads run.json.
  async ensure() {
    try {
      await run(join(ROOT, 'deploy/quickstart'), this.args, { maxBuffer: 1 << 24, env: patient() });
    } catch (error) {
      throw new Error(`quickstart failed:\n${error.stdout}\n${error.stderr}`);
    }
    this.run = JSON.parse(readFileSync(join(this.dir, 'run.json'), 'utf8'));
    this.base = this.run.base_url;
    this.passfile = join(this.dir, 'secret/pgpass');
    const password = /:trunkline:(.*)$/m.exec(readFileSync(this.passfile, 'utf8'))[1];
    this.owner = this.run.database_url.replace(/\/\/[^@]*@/, `//trunkline:${password}@`);
  }

  // For programs that are told their database on the command line: it shows no password.
  conninfo(role) {
    return `host=127.0.0.1 port=${new URL(this.run.database_url).port} dbname=trunkline user=${role} passfile='${this.passfile}'`;
  }

  // As an operator does.
  halt() {
    return run(join(ROOT, 'deploy/quickstart'), ['--dir', this.dir, '--stop'], { env: patient() }).catch((error) => { throw new Error(error.stdout + error.stderr); });
  }

  async stop() {
    this.judge?.stop();
    await this.db?.end().catch(() => {});
    await this.halt();
    await Promise.all([this.ports.release(), this.media?.release()]);
    if (!STACKS && !process.env.KEEP_STACKS) rmSync(this.dir, { recursive: true, force: true });
  }

  async query(text, values) { return (await this.db.query(text, values)).rows; }

  // As the owner of the database: for what only a test may do.
  async asOwner(text, values) {
    const client = new pg.Client({ connectionString: this.owner });
    await client.connect();
    try { return (await client.query(text, values)).rows; } finally { await client.end(); }
  }

  // As an operator does.
  mode(mode, tenant = 1) {
    return run(join(BUILD, 'bin/trunklinectl'), ['tenant', 'set', String(tenant), '--mode', String(mode), '--database', this.conninfo('trunkline')]);
  }

  // The whole database as text, and the bytes that it holds read as text, too. more: options of pg_dump.
  async dump(...more) {
    const { stdout } = await run('/usr/lib/postgresql/15/bin/pg_dump', ['--data-only', ...more, this.conninfo('trunkline')], { maxBuffer: 1 << 28 });
    return stdout + [...stdout.matchAll(/\\{1,2}x([0-9a-f]{2,})/g)].map((m) => Buffer.from(m[1], 'hex').toString('latin1')).join('\n');
  }

  // Whoever needs this table waits until `then` is over.
  async locked(table, then) {
    const lock = new pg.Client({ connectionString: this.owner });
    await lock.connect();
    await lock.query(`BEGIN; LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`);
    try { return await then(lock); } finally { await lock.query('ROLLBACK'); await lock.end(); }
  }

  // The database's clock goes ahead: a stack with testClock.
  pass(ms) { return this.asOwner('UPDATE ops.test_clock SET ahead = ahead + make_interval(secs => $1::float / 1000)', [ms]); }

  // The same by hours, seen by every daemon: what one signs, another one checks by its own clock.
  async passAll(ms) {
    await this.pass(ms);
    const beats = () => Promise.all(this.names.map((name) => this.metrics(name)));
    const before = await beats();
    // Two beats: the first may have been under way before.
    await until('every daemon knows the time', async () => (await beats()).every((now, i) =>
      now.trunkline_instance_beats_total >= (before[i].trunkline_instance_beats_total ?? 0) + 2 && Math.abs(now.trunkline_clock_off_ms) < 500));
  }

  pid(name) { return Number(readFileSync(join(this.dir, 'pids', name), 'utf8')); }
  // No file of the running daemon may grow beyond it: a disk that is full for it alone.
  fileLimit(name, bytes) { return run(AS_OWNER, [this.dir, 'prlimit', '--pid', String(this.pid(name)), `--fsize=${bytes}:`]); }
  alive(name) { return running(this.pid(name)); }
  signal(name, signal) { process.kill(this.pid(name), signal); }
  // Until SIGCONT; done when each of its threads stands still: on a busy machine some go on after the signal.
  async freeze(name) {
    const tasks = `/proc/${this.pid(name)}/task`, state = (task) => readFileSync(`${tasks}/${task}/stat`, 'utf8').split(') ').at(-1)[0];
    this.signal(name, 'SIGSTOP');
    await until(`${name} stands still`, () => readdirSync(tasks).every((task) => state(task) === 'T'), undefined, 1);
  }

  async kill(name, signal = 'SIGKILL') {
    const pid = this.pid(name);
    process.kill(pid, signal);
    await until(`the end of ${name}`, () => !running(pid));
  }

  // Starts one daemon as quickstart does, without a look at the rest.
  spawn(name, env = {}) {
    const out = openSync(join(this.dir, 'log', `${name}.out`), 'a');
    const what = name.replace(/-\d+$/, '');
    const [program, ...serve] = what === 'widget' ? ['chatd', '--serve', 'widget'] : [what]; // as deploy/lib/stack.sh
    const child = spawn(AS_OWNER, [this.dir, join(BUILD, 'bin', program), ...serve,
      '-c', join(this.dir, 'trunkline.conf'), '--name', name], { detached: true, stdio: ['ignore', out, out], env: { ...process.env, ...env } });
    closeSync(out);
    child.unref();
    writeFileSync(join(this.dir, 'pids', name), `${child.pid}\n`);
    return child;
  }

  // The postmaster and all its children, also those that it forks meanwhile: they work in its folder.
  async killPostgres() {
    const pid = this.pid('postgres');
    process.kill(pid, 'SIGKILL');
    await until('the end of PostgreSQL', () => {
      const left = workingIn(join(this.dir, 'pg'));
      for (const one of left) try { process.kill(one, 'SIGKILL'); } catch { /* has ended by itself */ }
      return left.length === 0;
    }, 20000, 5);
  }

  // A step of quickstart's own.
  step(what) {
    const script = `ROOT=$1 DIR=$2 PORT=$3; . "$ROOT/deploy/lib/common.sh"; . "$ROOT/deploy/lib/stack.sh"; ${what}`;
    return run(AS_OWNER, [this.dir, 'bash', '-c', script, 'stack', ROOT, this.dir, new URL(this.base).port]);
  }
  // Done when it takes connections again.
  startPostgres() { return this.step('rm -f "$DIR/pids/postgres"; pg_start'); }
  // Of the same settings and ports, without a call of before.
  startRelay() { return this.step('launch rtpengine rtpengine --config-file "$DIR/rtpengine.conf"'); }

  // Stands in for the stack in a Client that speaks to this daemon as the edge does: its x-forwarded-for counts.
  asEdge(name) { return { base: this.base, socket: this.run.sockets[name] }; }

  ready(name) { return request(`${this.run.http[name]}/readyz`).then(({ status }) => status === 200, () => false); }
  get names() { return Object.keys(this.run.http); }

  // An error that says why, if this daemon has ended: nobody starts it again.
  mustRun(name) {
    if (this.alive(name)) return;
    const said = readFileSync(join(this.dir, 'log', `${name}.out`), 'utf8').trim().split('\n').at(-1);
    throw new Error(`${name} has ended: ${said}`);
  }

  // Every instance says ready, has its database and follows the news.
  untilAllReady(ms) {
    const whole = async (name) => {
      this.mustRun(name);
      const { status, text } = await request(`${this.run.http[name]}/readyz`, { signal: AbortSignal.timeout(1000) });
      const { connected, live } = JSON.parse(text);
      return status === 200 && connected && live;
    };
    return until('all ready', async () => (await Promise.all(this.names.map(whole))).every(Boolean), ms);
  }
  untilReady(name, ms) { return until(`${name} ready`, () => { this.mustRun(name); return this.ready(name); }, ms); }
  async metrics(name) {
    const { text } = await request(`${this.run.http[name]}/metrics`);
    return Object.fromEntries(text.split('\n').filter((l) => l && !l.startsWith('#')).map((l) => {
      const cut = l.lastIndexOf(' ');
      return [l.slice(0, cut), Number(l.slice(cut + 1))];
    }));
  }

  channel(carrier) { return this.run.channels.find((c) => c.carrier === carrier); }
  user(role, n = 0) { return this.run.users.filter((u) => u.role === role)[n]; }
}
