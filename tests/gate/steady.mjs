// steady.mjs - tests/run --steady FILE: one test file, again and again beside load, before it leaves tests/unsteady.tsv.
import { spawn } from 'node:child_process';
import { Attempt } from './attempt.mjs';
import { SUITES } from './suites.mjs';

const PASSES = 20, HOGS = 2;
const HOG = 'for (const parent = process.ppid; process.ppid === parent;);'; // ends with its parent

async function jobOf(file) {
  for (const suite of Object.values(SUITES).filter(({ long }) => !long)) {
    const job = suite.jobs(false).find((one) => one.file === file || one.name === file);
    if (job) { await suite.prepare?.(); return { ...job, onDisk: suite.onDisk }; }
  }
  throw new Error(`no test file ${file}`);
}

export class Steady {
  constructor(file) { this.file = file; }

  // Whether it passed each time; stops at the first failure.
  async run() {
    const job = await jobOf(this.file);
    for (let i = 0; i < HOGS; i++) spawn(process.execPath, ['-e', HOG], { stdio: 'ignore' });
    let passed = 0, failed = 0;
    while (passed < PASSES && failed === 0) {
      const seed = Math.floor(Math.random() * 2 ** 31);
      this.attempt = new Attempt(job, 1, seed);
      const { failures, log, seconds, load } = await this.attempt.run();
      console.log(`${failures.length === 0 ? 'ok    ' : 'FAILED'}  ${job.name}  ${Math.round(seconds)} s, load ${load.toFixed(1)}, seed ${seed}`);
      for (const { test, error } of failures) console.log(`  ${test}: ${error}\n  ${log}`);
      if (failures.length === 0) passed++; else failed++;
    }
    console.log(`${passed} passed, ${failed} failed`);
    return failed === 0;
  }

  doing() { return [this.file]; }
  async abandon() { await this.attempt?.abandon(); }
}
