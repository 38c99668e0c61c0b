// attempt.mjs - runs a job's program once: its log, its time limit, and the end of everything that it started.
import { execFile, spawn } from 'node:child_process';
import { closeSync, cpSync, existsSync, lstatSync, mkdirSync, openSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from '../lib/root.mjs';
import { clockEnv } from './at.mjs';
import { between, hasMemory, MEMORY, sample } from './machine.mjs';
import { readAttempt } from './result.mjs';

const execute = promisify(execFile);
const LOGS = join(ROOT, 'build/test-logs');
const STACKS = join(ROOT, 'build/stacks'), RUN_STACKS = join(STACKS, `run-${process.pid}`);
const RUN_MEMORY = join(MEMORY, `trunkline-run-${process.pid}`);
const KILL_AFTER_MS = 5000; // between SIGTERM and SIGKILL
const STOP_SECONDS = 60; // for one stack
const KEPT_STACKS_MAX = 12; // folders that are kept whole, of failed attempts and of those with a sanitizer's report; of later ones only the logs
const MARK = 'TEST_ATTEMPT'; // in the environment of all that an attempt starts

const read = (path) => { try { return readFileSync(path, 'utf8'); } catch { return ''; } };
const list = (path) => { try { return readdirSync(path); } catch { return []; } };
let attemptsStarted = 0, keptStacks = 0;

// Folders of earlier runs go; those of a run that still goes on stay.
export function prepareFolders() {
  mkdirSync(LOGS, { recursive: true });
  process.once('exit', () => rmSync(RUN_MEMORY, { recursive: true, force: true }));
  for (const path of [STACKS, MEMORY].flatMap((folder) => list(folder).map((name) => join(folder, name)))) {
    const pid = /\/(?:trunkline-)?run-(\d+)$/.exec(path)?.[1];
    if (pid && !existsSync(`/proc/${pid}`)) rmSync(path, { recursive: true, force: true });
  }
}

export const logOf = (job, attempt) => join('build/test-logs', `${job.name.replaceAll(/[/ ]/g, '_')}${attempt > 1 ? `.attempt${attempt}` : ''}.log`);

export class Attempt {
  // seed: of all random choices of the tests.
  constructor(job, number, seed) {
    this.job = job;
    this.log = logOf(job, number);
    if (number === 1) for (const later of [2, 3]) rmSync(join(ROOT, logOf(job, later)), { force: true }); // an earlier run's
    this.id = `${process.pid}-${++attemptsStarted}`;
    this.stacks = join(!job.onDisk && hasMemory() ? RUN_MEMORY : RUN_STACKS, String(attemptsStarted));
    this.seed = seed;
  }

  // Returns what readAttempt returns, and log, seconds, load, pressure, stacks (the folder that was kept, or null).
  run() { return this.finished = this.go(); }

  async go() {
    const before = sample(), began = performance.now();
    mkdirSync(this.stacks, { recursive: true });
    const out = openSync(join(ROOT, this.log), 'w');
    const { command, env = {}, nice, scratch } = this.job, argv = nice ? ['nice', '-n', String(nice), ...command] : command;
    this.child = spawn(argv[0], argv.slice(1), {
      cwd: ROOT, detached: true, stdio: ['ignore', out, out],
      env: { ...process.env, ...clockEnv(), ...(scratch && { TMPDIR: this.stacks }), ...env, TEST_SEED: String(this.seed), TEST_STACKS: this.stacks, [MARK]: this.id },
    });
    closeSync(out);
    const limit = setTimeout(() => this.kill(), this.job.seconds * 1000);
    const status = await new Promise((done) => {
      this.child.once('error', () => done(127)).once('exit', (code) => done(this.ended ? null : code ?? 1));
    });
    clearTimeout(limit);
    await this.endLeftovers();
    const result = readAttempt({ reader: this.job.reader, log: read(join(ROOT, this.log)), daemonLogs: this.daemonLogs(), status });
    return { ...result, log: this.log, seconds: (performance.now() - began) / 1000, ...between(before, sample()), stacks: this.keep(result.failures.length > 0 || result.warning) };
  }

  // Ends the program and its process group.
  kill() {
    this.ended = true;
    const send = (signal) => { try { process.kill(-this.child.pid, signal); } catch { /* it has ended */ } };
    send('SIGTERM');
    setTimeout(send, KILL_AFTER_MS, 'SIGKILL').unref();
  }

  // Ends all of it, and keeps its stacks; the process is about to exit.
  async abandon() {
    this.kill();
    await this.finished.catch(() => {}); // a disk that is full keeps nothing
  }

  // Ends the daemons of stacks that the program left behind, then whatever else it started.
  async endLeftovers() {
    for (const stack of list(this.stacks)) {
      const dir = join(this.stacks, stack);
      if (list(join(dir, 'pids')).length === 0) continue;
      await execute(join(ROOT, 'deploy/quickstart'), ['--dir', dir, '--stop'], { timeout: STOP_SECONDS * 1000 }).catch(() => {}); // what is left ends below
    }
    const mark = `${MARK}=${this.id}\0`;
    for (const pid of list('/proc').filter((name) => /^\d+$/.test(name)))
      if (read(`/proc/${pid}/environ`).includes(mark)) try { process.kill(Number(pid), 'SIGKILL'); } catch { /* it has ended */ }
  }

  // What the daemons of its stacks printed, for the search for sanitizers' reports and the like.
  daemonLogs() {
    return list(this.stacks).flatMap((stack) => list(join(this.stacks, stack, 'log')).map((name) => read(join(this.stacks, stack, 'log', name)))).join('\n');
  }

  // Those that are wanted stay below build/.
  keep(wanted) {
    const kept = wanted && list(this.stacks).length > 0 ? join(RUN_STACKS, basename(this.stacks)) : null;
    if (kept && ++keptStacks > KEPT_STACKS_MAX)
      for (const stack of list(this.stacks)) for (const name of list(join(this.stacks, stack))) if (name !== 'log') rmSync(join(this.stacks, stack, name), { recursive: true, force: true });
    if (kept === this.stacks) return kept;
    if (kept) cpSync(this.stacks, kept, { recursive: true, filter: (path) => !lstatSync(path).isSocket() });
    rmSync(this.stacks, { recursive: true, force: true });
    return kept;
  }
}
