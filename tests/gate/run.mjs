// run.mjs - tests/run's second half: reads the arguments, runs the gate, says how it ended. usage: see tests/run
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { FLAVOUR, ROOT } from '../lib/root.mjs';
import { AT } from './at.mjs';
import { prepareFolders } from './attempt.mjs';
import { Gate } from './gate.mjs';
import { format, read } from './ledger.mjs';
import { summarize, UNSTEADY_MAX } from './policy.mjs';
import { Steady } from './steady.mjs';
import { SUITES } from './suites.mjs';
import { writeTable } from './table.mjs';

const JOBS_DEFAULT = 4;
const CHANGE_HOURS = 3.25; // a change's commits are younger than this, seen from its last one

function usage(why) {
  console.error(`tests/run: ${why}; see tests/run --help`);
  process.exit(2);
}

function parse(words) {
  const options = { suites: [], name: '', long: false, record: false, minutes: Infinity, results: null, steady: null };
  while (words.length > 0) {
    const word = words.shift();
    if (word === '--long') options.long = true;
    else if (word === '--record') options.record = true;
    else if (word === '--minutes') options.minutes = Number(words.shift()) || usage('--minutes needs a number');
    else if (word === '--results') options.results = words.shift() ?? usage('--results needs a file');
    else if (word === '--steady') options.steady = words.shift() ?? usage('--steady needs a file');
    else if (SUITES[word]) options.suites.push(word);
    else if (options.name !== '' || word.startsWith('-')) usage(`unknown word '${word}' (suites: ${Object.keys(SUITES).join(', ')})`);
    else options.name = word;
  }
  return options;
}

const git = (...words) => { try { return execFileSync('git', ['-C', ROOT, ...words], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim(); } catch { return null; } };

// The commit that a change is based on: the newest one that is older than the change's session; null: unknown.
function baseOf() {
  const head = Number(git('log', '-1', '--format=%ct'));
  return head ? git('rev-list', '-1', `--before=${head - CHANGE_HOURS * 3600}`, 'HEAD') || null : null;
}

// Which files the change adds or alters, and since when; base: null in a clone without history, which can't tell.
function change() {
  const base = baseOf(), changed = base && git('diff', '--name-only', '--diff-filter=d', base);
  if (!changed && changed !== '') return { base: null, files: new Set() };
  return { base, files: new Set([changed, git('ls-files', '--others', '--exclude-standard') ?? ''].join('\n').split('\n').filter(Boolean)) };
}

const describeChange = ({ base, files }) => base === null ? 'git says nothing of an earlier commit (a clone without history?): which test files the change alters is unknown, and each that fails may be rerun'
  : `change since ${base.slice(0, 8)}: ${[...files].filter((file) => /(^tests\/.*\.test\.mjs|\/test_\w+\.c)$/.test(file)).length} test files, which are not rerun`;

const shortly = (text) => text.split('\n').slice(0, 3).join(' ').slice(0, 300);
const percent = (share) => share === null ? 'unknown' : `${Math.round(share * 100)} %`;

const circumstances = ({ log, load, pressure, stacks }, seed) =>
  `${log}, load ${load.toFixed(1)}, CPU pressure ${percent(pressure)}, seed ${seed}${stacks ? `, stacks ${stacks.slice(ROOT.length + 1)}` : ''}`;

function describeUnsteady({ job, attempts }, seed) {
  const today = new Date().toISOString().slice(0, 10);
  for (const attempt of attempts) {
    for (const { test, error } of attempt.failures) console.log(`  ${job.file}: ${test}\n    ${shortly(error)}`);
    console.log(`    ${attempt.failures.length > 0 ? 'failed' : 'passed'}: ${circumstances(attempt, seed)}`);
  }
  const [first] = attempts.find(({ failures }) => failures.length > 0).failures;
  console.log(`    for tests/unsteady.tsv: ${format('unsteady', { file: job.file, test: first.test, first: today, last: today, count: 1, cause: '?' })}`);
}

function report(gate, seed) {
  const end = summarize(gate.results, gate.problems, UNSTEADY_MAX);
  console.log(`\nunsteady files: ${end.unsteady.length}, at most ${UNSTEADY_MAX}`);
  for (const entry of end.unsteady) describeUnsteady(entry, seed);
  for (const { job, why, attempts } of end.failed) {
    console.log(`FAILED  ${job.name}: ${why}`);
    for (const { test, error } of attempts.at(-1).failures) console.log(`  ${test}: ${shortly(error)}`);
    console.log(`  ${circumstances(attempts.at(-1), seed)}`);
  }
  for (const problem of end.problems) console.log(`FAILED  ${problem.split('\n')[0]}`);
  console.log(`${end.passedTests} passed, ${end.failedTests} failed`);
  return end.failedTests === 0 && end.passedTests > 0;
}

// The verdict of each test file, for programs that start the gate.
function writeResults(gate, path) {
  const files = gate.results.map(({ job, verdict, why, attempts }) => ({ file: job.file, verdict, why, failures: attempts.at(-1).failures }));
  writeFileSync(path, JSON.stringify({ files, problems: gate.problems }));
}

// Ends what goes on, and keeps its stacks, as long as that takes a bounded time.
const ABANDON_MS = 90000;
const abandon = (running) => Promise.race([running.abandon(), pause(ABANDON_MS)]);
const wasDoing = (running) => `it was doing: ${running.doing().join(', ') || 'nothing'}`;

function endAfter(gate, began, minutes) {
  if (minutes === Infinity) return;
  setTimeout(async () => {
    gate.problem(`the run ends itself after ${minutes} minutes; ${wasDoing(gate)}`);
    try { await abandon(gate); } finally {
      report(gate, gate.seed);
      process.exit(1);
    }
  }, minutes * 60000 - (Date.now() - began)).unref();
}

// The programs of the tests are in process groups of their own: an interrupted run ends them itself.
function endOnSignal(running) {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.once(signal, async () => {
      console.log(`ended by ${signal}; ${wasDoing(running)}`);
      await abandon(running);
      process.exit(1);
    });
  }
}

const options = parse(process.argv.slice(2));
const began = Number(process.env.RUN_BEGAN ?? Math.round(Date.now() / 1000)) * 1000;
const width = Number(process.env.JOBS ?? JOBS_DEFAULT);
prepareFolders();
if (options.steady) {
  const steady = new Steady(options.steady, width);
  endOnSignal(steady);
  process.exit(await steady.run() ? 0 : 1);
}

const seed = Number(process.env.TEST_SEED ?? Math.floor(Math.random() * 2 ** 31));
const pending = read('pending');
const changed = change(), { files } = changed;
const touches = (pattern) => pattern && [...files].some((file) => pattern.test(file));
const chosen = ({ long, alsoLong, when }) => options.long ? long || alsoLong : !long || touches(when);
const suites = options.suites.length > 0 ? options.suites : Object.keys(SUITES).filter((name) => chosen(SUITES[name]));
console.log(`seed ${seed} (TEST_SEED repeats it)`);
console.log(describeChange(changed));
if (AT) console.log(`each program starts at ${AT} in Europe/Berlin (TEST_AT)`);
for (const { file, reason, issue } of pending) console.log(`pending ${file}: ${reason} (issue ${issue})`);

const gate = new Gate({
  jobs: options.long ? 1 : width, long: options.long, seed,
  matches: (job) => (job.name.includes(options.name) || job.file.includes(options.name)) && !pending.some(({ file }) => file === job.file),
  neverRerun: (job) => files.has(job.file) ? 'the change adds or alters it' : null,
  endsAt: performance.now() + options.minutes * 60000 - (Date.now() - began),
});
endAfter(gate, began, options.minutes);
endOnSignal(gate);
await gate.run(suites);
const passed = report(gate, seed);
const seconds = (Date.now() - began) / 1000;
if (options.results) writeResults(gate, options.results);
if (options.record) writeTable(gate.results, seconds, { flavour: FLAVOUR, date: new Date().toISOString().slice(0, 10) });
// The bench shows how long the whole suite took.
if (options.suites.length === 0 && !options.name && !options.long) writeFileSync(join(ROOT, 'build/test-seconds'), `${Math.round(seconds)}\n`);
process.exit(passed ? 0 : 1);
