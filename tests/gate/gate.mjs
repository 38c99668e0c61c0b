// gate.mjs - runs suites: which jobs go on side by side, which run again, and when the run ends by itself.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ROOT } from '../lib/root.mjs';
import { Attempt } from './attempt.mjs';
import { pressureNow } from './machine.mjs';
import { judge, widthAt } from './policy.mjs';
import { excerpt } from './result.mjs';
import { SUITES } from './suites.mjs';

const COMPUTE_NICE = 5; // jobs that wait for conditions come first
const FAILURE_LINES = 60;
const WAITING_WIDTH = 2;
const LOOK_MS = 2000; // between two looks at the machine
const NO_RERUN_MS = 12 * 60000; // before the end of a run that is limited

const nameOf = (job) => job.name.padEnd(51).padStart(52);

// Runs what is added in this order, at most `width` at once.
class Lane {
  constructor(width, run) { Object.assign(this, { width, run, queue: [], working: 0, ended: Promise.resolve() }); }
  add(job) {
    this.queue.push(job);
    if (this.working < this.width) this.ended = Promise.all([this.ended, this.work()]);
  }
  async work() {
    this.working++;
    while (this.queue.length > 0) await this.run(this.queue.shift());
    this.working--;
  }
}

// Each suite's prepare(long) begins when the one before it has ended, beside the tests of earlier suites.
function preparedInTurn(suites, prepare) {
  let turn = Promise.resolve();
  return new Map(suites.map((name) => {
    turn = turn.catch(() => {}).then(() => prepare(name));
    turn.catch(() => {}); // suite() reports it
    return [name, turn];
  }));
}

export class Gate {
  // jobs: how many test files run at once; long: the long forms; seed: of all random choices; matches(job): whether the job is wanted;
  // neverRerun(job): null or why a failed job must not run again; endsAt: on performance.now()'s clock, or Infinity.
  constructor({ jobs, long, seed, matches, neverRerun, endsAt }) {
    Object.assign(this, { width: jobs, long, seed, matches, neverRerun, endsAt });
    this.results = [];
    this.problems = [];
    this.running = new Set();
    this.computing = new Lane(1, (job) => this.attempt({ ...job, nice: COMPUTE_NICE }));
    this.waiting = new Lane(WAITING_WIDTH, (job) => this.attempt(job));
    this.again = [];
    this.last = [];
    this.attempts = new Set(); // under way
    this.preparing = new Set(); // suites
    this.abandoned = false;
  }

  async run(suites) {
    for (const name of suites) SUITES[name].fetch?.().catch(() => {});
    const prepared = this.long ? null : preparedInTurn(suites, (name) => this.prepare(name));
    for (const name of suites) {
      await this.rerunAll();
      console.log(`--- ${name}`);
      await this.suite(name, SUITES[name], prepared?.get(name)).catch((error) => this.problem(`${name}: ${error.message}`));
    }
    await this.idle();
    await this.rerunAll();
    for (const job of this.last) await this.attempt(job);
    return this.results;
  }

  async prepare(name) {
    this.preparing.add(name);
    try { await SUITES[name].prepare?.(this.long); } finally { this.preparing.delete(name); }
  }

  problem(text) {
    console.log(`FAILED  ${text}`);
    this.problems.push(text);
  }

  async suite(name, suite, prepared) {
    if (this.long) await this.idle(); // it measures: nothing is prepared beside it
    await (prepared ?? this.prepare(name));
    for (const job of suite.jobs(this.long).filter(this.matches)) {
      job.rerun = job.rerun ?? suite.rerun ?? false;
      job.suite = name;
      job.onDisk = suite.onDisk;
      if (job.last) this.last.push({ ...job, rerun: false });
      else if (suite.compute) this.computing.add(job);
      else if (job.waits && this.width > 1) this.waiting.add(job);
      else {
        await this.place();
        this.start(job);
      }
    }
  }

  start(job) {
    const going = this.attempt(job).finally(() => this.running.delete(going));
    this.running.add(going);
  }
  // Returns when one more job may begin.
  async place() {
    while (this.running.size >= widthAt(pressureNow(), this.width)) await Promise.race([...this.running, pause(LOOK_MS, null, { ref: false })]);
  }
  async idle() { await Promise.all([...this.running, this.computing.ended, this.waiting.ended]); }

  // The first attempt of a job: it passes, fails, or is put off until it can run alone.
  async attempt(job) {
    const entry = { job, attempts: [] };
    await this.try(entry);
    const { verdict } = this.judged(entry);
    if (verdict === 'again') this.again.push(entry);
  }

  // Before each suite and at the end: after the last suite alone, too little time may be left.
  async rerunAll() {
    if (this.again.length > 0) await this.idle();
    while (this.again.length > 0) await this.rerun(this.again.shift());
  }

  async rerun(entry) {
    while (entry.verdict === 'again') {
      if (performance.now() > this.endsAt - NO_RERUN_MS) {
        this.end(entry, 'failed', 'not rerun: too little time is left');
        return;
      }
      await this.try(entry);
      this.judged(entry);
    }
  }

  async try(entry) {
    if (this.abandoned) await new Promise(() => {}); // nothing new begins: the process is about to exit
    const attempt = new Attempt(entry.job, entry.attempts.length + 1, this.seed);
    this.attempts.add(attempt);
    const result = await attempt.run();
    if (this.abandoned) await new Promise(() => {}); // it was ended: that says nothing about it
    entry.attempts.push(result);
    this.attempts.delete(attempt);
  }

  judged(entry) {
    const never = entry.job.rerun ? this.neverRerun(entry.job) : 'its suite never is';
    const found = judge(entry.attempts, never);
    if (found.verdict === 'again') {
      entry.verdict = 'again';
      this.show('again', entry);
    } else this.end(entry, found.verdict, found.why);
    return found;
  }

  end(entry, verdict, why) {
    Object.assign(entry, { verdict, why });
    this.results.push(entry);
    if (verdict === 'failed') this.show('FAILED', entry);
    else {
      const { passed, seconds, warning } = entry.attempts.at(-1);
      console.log(`${(verdict === 'passed' ? 'ok' : verdict).padEnd(8)}${nameOf(entry.job)} ${String(passed).padStart(4)}  ${String(Math.round(seconds)).padStart(4)} s${warning ? `  (${warning}, in its daemons' logs)` : ''}`);
    }
  }

  show(word, { job, attempts, why }) {
    const { failures, passed, log } = attempts.at(-1);
    console.log(`${word.padEnd(8)}${nameOf(job)} ${String(failures.length).padStart(4)} of ${failures.length + passed}${why ? `  (${why})` : ''}`);
    for (const line of excerpt(readFileSync(join(ROOT, log), 'utf8'), FAILURE_LINES)) console.log(line);
  }

  // What is going on, in words.
  doing() { return [...[...this.preparing].map((name) => `preparing ${name}`), ...[...this.attempts].map(({ job, log }) => `${job.name} (${log})`)]; }
  // Ends what is going on, and begins nothing else.
  async abandon() {
    this.abandoned = true;
    await Promise.all([...this.attempts].map((attempt) => attempt.abandon()));
  }
}
