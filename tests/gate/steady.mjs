// steady.mjs - tests/run --steady FILE: one test file, again and again beside load, before it leaves tests/unsteady.tsv.
import { spawn } from 'node:child_process';
import { Attempt } from './attempt.mjs';
import { SUITES } from './suites.mjs';

const PASSES = 20, HOGS = 2;
const HOG = 'for (const parent = process.ppid; process.ppid === parent;);'; // ends with its parent

async function jobOf(file) {
  for (const suite of Object.values(SUITES).filter(({ long }) => !long)) {
    const find = () => suite.jobs(false).find((one) => one.file === file || one.name === file);
    if (!find()) continue;
    await suite.prepare?.();
    return { ...find(), onDisk: suite.onDisk }; // with what was prepared: the judge
  }
  throw new Error(`no test file ${file}`);
}

export class Steady {
  // width: how many of its runs go on at once.
  constructor(file, width) { this.file = file; this.width = width; this.running = new Set(); this.counts = { begun: 0, passed: 0, failed: 0 }; }

  // Whether it passed each time. After the first failure no other run begins.
  async run() {
    const job = await jobOf(this.file), { counts } = this;
    for (let i = 0; i < HOGS; i++) spawn(process.execPath, ['-e', HOG], { stdio: 'ignore' });
    const lane = async () => { while (counts.begun < PASSES && counts.failed === 0) await this.once(job, ++counts.begun); };
    await Promise.all(Array.from({ length: this.width }, lane));
    console.log(`${counts.passed} passed, ${counts.failed} failed`);
    return counts.failed === 0;
  }

  async once(job, number) {
    const seed = Math.floor(Math.random() * 2 ** 31), attempt = new Attempt(job, number, seed);
    this.running.add(attempt);
    const { failures, log, seconds, load } = await attempt.run();
    this.running.delete(attempt);
    console.log(`${failures.length === 0 ? 'ok    ' : 'FAILED'}  ${job.name}  ${Math.round(seconds)} s, load ${load.toFixed(1)}, seed ${seed}`);
    for (const { test, error } of failures) console.log(`  ${test}: ${error}\n  ${log}`);
    this.counts[failures.length === 0 ? 'passed' : 'failed']++;
  }

  doing() { return [this.file]; }
  abandon() { return Promise.all([...this.running].map((attempt) => attempt.abandon())); }
}
