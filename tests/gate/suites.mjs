// suites.mjs - the suites as a table, and the jobs that each consists of. A job is one program: a C test, a test file, a script.
import { execFile, execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { FLAVOUR, ROOT } from '../lib/root.mjs';

const run = promisify(execFile);

const OUT = join('build', FLAVOUR);
const NODE = process.execPath;
const SECONDS = { unit: 300, sql: 1200, web: 600, file: Number(process.env.NODE_TEST_SECONDS ?? 1200), long: 5400 };
// These wait for the product's own times, minutes long, and use a tenth of a processor: two of them run beside what else runs.
const WAITING = ['voicemail', 'callbacksite', 'helpfault', 'help', 'helpback', 'recording', 'sessions', 'smpp', 'together', 'earlysound', 'queuesounds', 'talk', 'mute', 'ladders'];
// Started first within their suite, longest first, so that no long file is left running alone at the end.
const LONGEST = [...WAITING, 'phases', 'voice', 'constraints', 'api', 'widget', 'firstcall', 'recount', 'admin', 'work', 'access', 'status', 'books', 'smpp-clients', 'bulk', 'away',
  'presence', 'pagereload', 'callbacks', 'callmute', 'queues', 'hooks', 'rolling', 'clock', 'callcard', 'routing', 'test_daemon', 'test_leg', 'test_spread', 'test_media',
  'test_faults', 'test_tls', 'test_holder'];

// Runs a shell script with deploy/lib/common.sh at hand.
async function prepare(script) {
  try {
    await run('bash', ['-c', `set -e; ROOT=$1; . "$ROOT/deploy/lib/common.sh"; cd "$ROOT"; ${script}`, 'prepare', ROOT], { cwd: ROOT, maxBuffer: 1 << 26 });
  } catch ({ stdout, stderr }) {
    writeFileSync(join(ROOT, 'build/test-logs/build.log'), `${stdout}${stderr}`);
    throw new Error(`the build failed, see build/test-logs/build.log:\n${`${stdout}${stderr}`.trimEnd().split('\n').slice(-40).join('\n')}`);
  }
}
const make = (targets, flavour = FLAVOUR) => prepare(`make -s -j"$(nproc)" FLAVOUR=${flavour} NODE=${NODE} ${targets}`);
// npm's packages: fetched once, from the beginning of the run, beside the compilers (`fetch` in SUITES).
const once = (does) => { let done = null; return () => done ??= does(); };
const modules = once(() => prepare('ensure_modules "$ROOT/tests"'));
const webPackages = once(() => prepare(`make -s -C web packages NODE=${NODE}`));
const packages = () => Promise.all([webPackages(), modules()]);
const daemonsAndPages = async () => { await webPackages(); await Promise.all([make('all'), modules()]); };

// One judge of the API for all test files (tests/lib/judge.mjs), as variables of their environment.
const judging = { API_JUDGED: process.env.API_JUDGED ?? '1' };
async function startJudging() {
  await daemonsAndPages();
  if (judging.API_JUDGED !== '1') return;
  const { startJudge } = await import('../lib/judge.mjs'); // its packages are there now
  judging.JUDGE = (await startJudge()).base;
}

function byLength(names) {
  const rank = (name) => { const at = LONGEST.indexOf(basename(name)); return at < 0 ? LONGEST.length : at; };
  return names.sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}

const script = (name, file, ...command) => ({ name, file, command, reader: 'status', seconds: SECONDS.unit });
const nodeTest = (file) => [NODE, '--test', '--test-force-exit', '--test-reporter=tap', file];

// The long form: at full length, and with the bounds of latency (tests/lib/patience.mjs). A file that asserts none is not run again for it.
const LONG = { TEST_LATENCY: '1', FAULT_ROUNDS: process.env.FAULT_ROUNDS ?? '200', ORDER_MESSAGES: '10000', EDGE_VALUES: 'all', FIVE_MINUTES: '1', HOSTILE_ROUNDS: process.env.HOSTILE_ROUNDS ?? '2000' };
const bounded = ({ file }) => /ORDER_MESSAGES|EDGE_VALUES|\blatency\(/.test(readFileSync(join(ROOT, file), 'utf8'));

function testFiles(folder, long = false) {
  const names = readdirSync(join(ROOT, 'tests', folder)).filter((name) => name.endsWith('.test.mjs')).map((name) => basename(name, '.test.mjs'));
  return byLength(names).map((name) => {
    const file = `tests/${folder}/${name}.test.mjs`;
    return { name: `${folder} ${name}`, file, command: nodeTest(file), reader: 'tap', seconds: long ? SECONDS.long : SECONDS.file, env: { TESTS_BUILT: '1', ...(long ? LONG : {}) }, last: name.startsWith('zz-'), waits: folder === 'integration' && WAITING.includes(name) };
  });
}

function unitJobs() {
  const binaries = execFileSync('make', ['-s', `FLAVOUR=${FLAVOUR}`, 'print-tests'], { cwd: ROOT, encoding: 'utf8' }).split(/\s+/).filter(Boolean);
  return [
    ...byLength(binaries).map((binary) => ({ name: binary.slice(OUT.length + 1), file: `${binary.slice(OUT.length + 1)}.c`, command: [binary], reader: 'cmocka', seconds: SECONDS.unit })),
    { ...script('layers', 'tests/check-layers', 'tests/check-layers'), rerun: false },
    ...['requirements', 'documents'].map((name) => ({ ...script(name, `tests/unit/${name}.mjs`, NODE, `tests/unit/${name}.mjs`), rerun: false })),
    ...['gate', 'stack', 'document'].map((name) => ({ name, file: `tests/unit/${name}.test.mjs`, command: nodeTest(`tests/unit/${name}.test.mjs`), reader: 'tap', seconds: SECONDS.unit, rerun: false })),
  ];
}

const counted = (name, file, seconds, ...command) => ({ name, file, command, reader: 'counts', seconds });
// Always with sanitizers, whatever the flavour of the run.
const FUZZ = {
  replay: { flavour: 'asan', target: 'replay-build', arguments: ['build/asan/replay', '0'] },
  long: { flavour: 'fuzz', target: 'fuzz-build', arguments: ['build/fuzz/fuzz', process.env.FUZZ_SECONDS ?? '60'] },
};
const fuzzing = (long) => long ? FUZZ.long : FUZZ.replay;
const dayOf = (hours, interactions) => ({ ...counted(`day of ${hours} hours`, 'tests/sim/day.mjs', SECONDS.long, 'sql/test', '--with', NODE, 'tests/sim/day.mjs'), scratch: true,
  env: { DAY: String(hours), DAY_INTERACTIONS: process.env.DAY_INTERACTIONS ?? String(interactions) } });

// fetch: what may begin before the suite's turn; prepare, which awaits it, reports its failure.
// compute: one job at a time beside those of other suites, which wait more than they compute.
// onDisk: its stacks are on a disk even where memory has room. rerun: whether a failed job may run again (policy.mjs). long: only when it
// is named, with --long, or when the change touches what matches `when`. alsoLong: with --long, too, in a longer form. Of a job, scratch: its
// TMPDIR is the folder of its attempt, which is removed after it.
export const SUITES = {
  sql: { what: 'owner functions on a private PostgreSQL', compute: true, jobs: () => [{ ...counted('sql', 'sql/test', SECONDS.sql, 'sql/test'), scratch: true }] },
  unit: { what: 'C tests beside their sources, layers, documents', rerun: true, prepare: () => make('tests-build daemons'), jobs: unitJobs },
  web: {
    what: 'the pure parts of the pages, their types', fetch: webPackages, prepare: webPackages,
    jobs: () => [script('web types', 'web/tsconfig.json', 'make', '-s', '-C', 'web', 'check', `NODE=${NODE}`, `OUT=${join(ROOT, 'build/web')}`),
      { name: 'web parts', file: 'web/test', command: ['make', '-s', '-C', 'web', 'test', `NODE=${NODE}`, `OUT=${join(ROOT, 'build/web')}`], reader: 'tap', seconds: SECONDS.web }],
  },
  fuzz: {
    what: 'the corpus of each target replayed; with --long each target fuzzes (FUZZ_SECONDS, default 60)', compute: true, alsoLong: true,
    prepare: (long) => make(fuzzing(long).target, fuzzing(long).flavour),
    jobs: (long) => [counted('fuzz', 'tests/fuzz/run', SECONDS.long, 'tests/fuzz/run', ...fuzzing(long).arguments)],
  },
  sim: {
    what: 'service levels of the routing core against Erlang-C (SIM_DAYS, default 100)', compute: true, long: true,
    jobs: () => [{ ...counted('sim', 'tests/sim/simulate.c', SECONDS.long, 'bash', '-c', 'make -s FLAVOUR=plain build/plain/sim/simulate && exec build/plain/sim/simulate'), // millions of decisions: never with a sanitizer
      env: { SIM_DAYS: process.env.SIM_DAYS ?? '100' } }],
  },
  day: {
    what: 'a day on which the clock changes, its reports against an independent count (DAY=23, DAY=25, DAY_INTERACTIONS)', compute: true, long: true, fetch: modules, prepare: modules,
    jobs: () => [[23, 10000], [25, 1500]].filter(([hours]) => !process.env.DAY || process.env.DAY === String(hours)).map(([hours, interactions]) => dayOf(hours, interactions)),
  },
  models: {
    what: 'docs/models in spin: the model holds, its mutations fail', compute: true, long: true,
    when: /^(docs|tests)\/models\//, // spin reads no code: of a model that did not change it finds the same
    jobs: () => [counted('models', 'tests/models/run', SECONDS.long, 'tests/models/run')],
  },
  tsan: {
    what: 'the C tests with the thread sanitizer', compute: true, long: true,
    jobs: () => [{ ...counted('unit with tsan', 'tests/run', SECONDS.long, 'tests/run', 'unit'), env: { FLAVOUR: 'tsan' } }],
  },
  integration: {
    what: 'real daemons, real PostgreSQL, third-party clients', alsoLong: true, rerun: true, fetch: packages, prepare: startJudging,
    jobs: (long) => testFiles('integration', long).filter((job) => !long || bounded(job)).map((job) => ({ ...job, env: { ...job.env, ...judging } })),
  },
  faults: {
    what: 'SIGKILL, SIGSTOP under load, then a recount (FAULT_ROUNDS, default 20)', alsoLong: true, rerun: true, onDisk: true, fetch: packages, prepare: daemonsAndPages,
    jobs: (long) => testFiles('faults', long),
  },
  security: {
    what: 'attacks: every operation by whoever may not call it, hostile frames at every port, names that lead inside, scripts in what is written', alsoLong: true, rerun: true, fetch: packages, prepare: daemonsAndPages,
    jobs: (long) => testFiles('security', long),
  },
  browser: {
    what: 'a real Chromium does the main job (--long: with its windows)', alsoLong: true, rerun: true, fetch: packages, prepare: daemonsAndPages,
    jobs: (long) => testFiles('browser').map((job) => long ? { ...job, env: { ...job.env, TEST_BROWSER: '/usr/bin/chromium' } } : job),
  },
};
