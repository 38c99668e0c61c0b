// mutations.mjs - second half of tests/mutations: builds a copy of the tree with each mutation and runs the gate on it. usage: see
// tests/mutations
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, closeSync, cpSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { FLAVOUR, ROOT } from '../lib/root.mjs';
import { MUTANTS, mutated, refusal } from './mutants.mjs';

const MINUTES = { file: 60, whole: 82, build: 20, grace: 2 };
const WHOLE = { suite: null, file: 'the whole gate' };
const LOGS = join(ROOT, 'build/mutations');
// Output of the build and of npm, copied so that each build is incremental. The programs of C tests are large and seldom needed.
const BUILT = [`build/${FLAVOUR}`, 'build/gen', 'build/node', 'build/web', 'build/prompts', 'tests/node_modules', 'web/node_modules'];
const C_TEST = '.*/test_[a-z0-9_]*';

function usage(why) {
  console.error(`tests/mutations: ${why}; see tests/mutations --help`);
  process.exit(2);
}

function parse(words) {
  const flags = words.filter((word) => word.startsWith('--')), names = words.filter((word) => !word.startsWith('--'));
  const unknown = [...flags.filter((flag) => !['--list', '--whole'].includes(flag)), ...names.filter((name) => !MUTANTS.some((mutant) => mutant.name === name))];
  if (unknown.length > 0) usage(`unknown word '${unknown[0]}'`);
  return { list: flags.includes('--list'), whole: flags.includes('--whole'), mutants: MUTANTS.filter(({ name }) => names.length === 0 || names.includes(name)) };
}

// ---- programs ----

let running = null, ended = null; // the program, and the signal that ended this one

// Runs a program in its own process group. Returns its exit status, or null if the time limit ended it.
async function run(command, { cwd, log, env = {}, minutes }) {
  if (ended) throw new Error(`ended by ${ended}`);
  const out = openSync(log, 'a');
  running = spawn(command[0], command.slice(1), { cwd, detached: true, stdio: ['ignore', out, out], env: { ...process.env, ...env } });
  closeSync(out);
  const limit = setTimeout(endRunning, minutes * 60000);
  const status = await new Promise((done) => { running.once('error', () => done(127)).once('exit', done); });
  clearTimeout(limit);
  running = null;
  if (ended) throw new Error(`ended by ${ended}`);
  return status;
}

// The gate ends the processes that it started.
const endRunning = () => { if (running) process.kill(-running.pid, 'SIGTERM'); };
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => { ended = signal; endRunning(); });

// ---- the copy ----

const foldersOf = (files) => new Set(files.map(dirname).flatMap(function above(folder) { return folder === '.' ? [] : [folder, ...above(dirname(folder))]; }));

// The working tree, without what git ignores but with its build. It lies below /tmp because the paths of sockets have to be short.
function copyTree() {
  const copy = mkdtempSync(join(tmpdir(), 'mutations-'));
  chmodSync(copy, 0o755); // the programs of a stack run as another user
  const output = (...command) => execFileSync(command[0], command.slice(1), { cwd: ROOT, encoding: 'utf8', maxBuffer: 1 << 26 });
  const files = output('git', 'ls-files', '-z', '--cached', '--others', '--exclude-standard').split('\0').filter((file) => file && existsSync(join(ROOT, file)));
  const built = BUILT.filter((path) => existsSync(join(ROOT, path)));
  const made = output('find', ...built, '!', '-type', 'd', '!', '-regex', C_TEST, '-print0'); // Node is always there
  execFileSync('xargs', ['-0', 'cp', '-a', '--parents', '-t', copy, '--'], { cwd: ROOT, input: `${files.join('\0')}\0${made}` });
  for (const folder of foldersOf(files)) { // some targets depend on folders
    const { atime, mtime } = statSync(join(ROOT, folder));
    utimesSync(join(copy, folder), atime, mtime);
  }
  // Its own repository, so that the gate does not take the mutation for the change that it judges.
  for (const words of [['init', '-q'], ['add', '-A'], ['-c', 'user.name=mutations', '-c', 'user.email=mutations@localhost', 'commit', '-q', '-m', 'Before mutations']])
    execFileSync('git', ['-C', copy, ...words]);
  return copy;
}

// ---- the gate ----

const build = (copy, log) =>
  run(['make', '-s', '-j2', `FLAVOUR=${FLAVOUR}`, `NODE=${join(copy, 'build/node/bin/node')}`, 'all'], { cwd: copy, log, minutes: MINUTES.build });

async function runGate(copy, target, { name, log, seed }) {
  const results = join(copy, 'build/results.json');
  rmSync(results, { force: true });
  const [minutes, words] = target === WHOLE ? [MINUTES.whole, []] : [MINUTES.file, [target.suite, target.file]];
  const status = await run(['tests/run', '--results', results, '--minutes', String(minutes), ...words],
    { cwd: copy, log, env: { TEST_SEED: String(seed), TEST_MUTATION: name }, minutes: minutes + MINUTES.grace });
  rmSync(join(LOGS, name), { recursive: true, force: true });
  cpSync(join(copy, 'build/test-logs'), join(LOGS, name), { recursive: true });
  return { passed: status === 0, ...refusal(existsSync(results) ? JSON.parse(readFileSync(results, 'utf8')) : null, status) };
}

// Builds the copy as it is now and runs the gate on it. Returns { passed, refused, by, seconds }.
async function judge(copy, target, { name, seed }) {
  const log = join(LOGS, `${name}.log`), began = performance.now();
  rmSync(log, { force: true });
  const verdict = await build(copy, log) === 0 ? await runGate(copy, target, { name, log, seed }) : { passed: false, refused: false, by: `it does not build, see ${log}` };
  return { ...verdict, seconds: (performance.now() - began) / 1000 };
}

const print = (word, name, { by, seconds }) => console.log(`${word.padEnd(13)}${name.padEnd(20)}${String(Math.round(seconds)).padStart(5)} s  ${by}`);

// Whether the target passes without a mutation: what fails anyway refuses nothing.
async function runBaseline(copy, target, seed) {
  const verdict = await judge(copy, target, { name: `baseline-${target.file.replaceAll(/[/ ]/g, '_')}`, seed });
  print(verdict.passed ? 'passed' : 'FAILED', 'no mutation', { ...verdict, by: verdict.passed ? target.file : `${target.file}: ${verdict.by}` });
  return verdict.passed;
}

async function judgeMutant(copy, mutant, target, seed) {
  const path = join(copy, mutant.in), text = readFileSync(path, 'utf8');
  writeFileSync(path, mutated(text, mutant));
  try { return await judge(copy, target, { name: mutant.name, seed }); } finally { writeFileSync(path, text); }
}

// Returns how many of the mutants were refused.
async function judgeAll(copy, { mutants, whole }, seed) {
  const baselines = new Map(); // by file: whether it passes
  let refused = 0;
  for (const mutant of mutants) {
    const target = whole ? WHOLE : mutant.found;
    if (!baselines.has(target.file)) baselines.set(target.file, await runBaseline(copy, target, seed));
    const verdict = baselines.get(target.file) ? await judgeMutant(copy, mutant, target, seed) : { refused: false, by: `${target.file} fails without it, too`, seconds: 0 };
    if (verdict.refused) refused++;
    print(verdict.refused ? 'refused' : 'NOT REFUSED', mutant.name, verdict);
  }
  return refused;
}

const options = parse(process.argv.slice(2)), { mutants } = options;
for (const mutant of mutants) mutated(readFileSync(join(ROOT, mutant.in), 'utf8'), mutant); // a stale row fails before anything runs
if (options.list) {
  for (const { name, daemon, breaks, in: file, found } of mutants) console.log(`${name.padEnd(20)}${daemon.padEnd(11)}${breaks}\n${' '.repeat(31)}${file}, found by ${found.file}`);
  process.exit(0);
}
const seed = Number(process.env.TEST_SEED ?? Math.floor(Math.random() * 2 ** 31));
mkdirSync(LOGS, { recursive: true });
const copy = copyTree();
console.log(`seed ${seed} (TEST_SEED repeats it), logs in build/mutations`);
let refused = 0;
try { refused = await judgeAll(copy, options, seed); } catch (error) {
  if (!ended) throw error;
} finally { rmSync(copy, { recursive: true, force: true, maxRetries: 10, retryDelay: 500 }); }
console.log(ended ? `ended by ${ended}` : `${refused} of ${mutants.length} mutations refused`);
process.exit(!ended && refused === mutants.length ? 0 : 1);
