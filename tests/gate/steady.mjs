// steady.mjs - tests/run --steady FILE: one test file, again and again beside load, before it leaves tests/unsteady.tsv.
import { spawn } from 'node:child_process';
import { Attempt } from './attempt.mjs';
import { SUITES } from './suites.mjs';

const PASSES = 20, HOGS = 2;

async function jobOf(file) {
  for (const suite of Object.values(SUITES).filter(({ long }) => !long)) {
    const job = suite.jobs(false).find((one) => one.file === file || one.name === file);
    if (job) { await suite.prepare?.(); return job; }
  }
  throw new Error(`no test file ${file}`);
}

// Whether it passed each time; stops at the first failure.
export async function steady(file) {
  const job = await jobOf(file);
  const hogs = Array.from({ length: HOGS }, () => spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' }));
  let passed = 0, failed = 0;
  try {
    while (passed < PASSES && failed === 0) {
      const seed = Math.floor(Math.random() * 2 ** 31);
      const { failures, log, seconds, load } = await new Attempt(job, 1, seed).run();
      console.log(`${failures.length === 0 ? 'ok    ' : 'FAILED'}  ${job.name}  ${Math.round(seconds)} s, load ${load.toFixed(1)}, seed ${seed}`);
      for (const { test, error } of failures) console.log(`  ${test}: ${error}\n  ${log}`);
      if (failures.length === 0) passed++; else failed++;
    }
  } finally { for (const hog of hogs) hog.kill('SIGKILL'); }
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0;
}
