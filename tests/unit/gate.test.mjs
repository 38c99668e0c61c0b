// The rules of tests/run: what runs again, what never does, what the run comes to, what the ledgers may hold.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { format, parse, unsteadyProblems } from '../gate/ledger.mjs';
import { mutated, MUTANTS, refusal } from '../gate/mutants.mjs';
import { judge, summarize, widthAt } from '../gate/policy.mjs';
import { excerpt, fatalIn, readAttempt, WHOLE_FILE } from '../gate/result.mjs';
import { SUITES } from '../gate/suites.mjs';
import { tableOf, withTable } from '../gate/table.mjs';
import { nothingLost } from '../lib/loss.mjs';
import { ROOT } from '../lib/root.mjs';

const failing = (...names) => ({ passed: 1, failures: names.map((test) => ({ test, error: '' })), fatal: null });
const passing = { passed: 3, failures: [], fatal: null };
const verdict = (attempts, rerun = null) => judge(attempts, rerun).verdict;

const TAP = `TAP version 13
# Subtest: it waits
ok 1 - it waits
  ---
  duration_ms: 5
  ...
# Subtest: it fails
not ok 2 - it fails
  ---
  duration_ms: 7
  error: |-
    Expected values to be strictly equal:

    1 !== 2
  code: 'ERR_ASSERTION'
  ...
not ok 3 - it is short
  ---
  error: 'no call is left: not within 5000 ms'
  ...
1..3
# tests 3
# pass 1
# fail 2
`;

test('a file that passes is passed; one that failed before is unsteady', () => {
  assert.equal(verdict([passing]), 'passed');
  assert.equal(verdict([failing('a'), passing]), 'unsteady');
  assert.equal(verdict([failing('a'), failing('b'), passing]), 'unsteady');
});

test('a test that fails twice has failed; another test of the file gets one last try', () => {
  assert.equal(verdict([failing('a')]), 'again');
  assert.equal(verdict([failing('a', 'b'), failing('b')]), 'failed');
  assert.equal(verdict([failing('a'), failing('b')]), 'again');
  assert.equal(verdict([failing('a'), failing('b'), failing('a')]), 'failed');
  assert.equal(verdict([failing('a'), failing('b'), failing('c')]), 'failed');
});

test('nothing is rerun where the suite forbids it, or after a report that no rerun excuses', () => {
  assert.deepEqual(judge([failing('a')], 'its suite never is'), { verdict: 'failed', why: 'not rerun: its suite never is' });
  assert.equal(verdict([{ ...failing('a'), fatal: 'a sanitizer reported' }]), 'failed');
  assert.equal(verdict([failing('a'), { ...failing('b'), fatal: 'a sanitizer reported' }]), 'failed');
});

test('sanitizers, cores, assertions, panics, deadlocks are fatal; a failed comparison is not', () => {
  for (const line of ['==7==ERROR: AddressSanitizer: heap-use-after-free', 'smsgw/a.c:5:3: runtime error: signed integer overflow', 'Aborted (core dumped)',
    "smsgw: a.c:3: f: Assertion `p != NULL' failed.", '2026-11-22 PANIC:  could not write', 'ERROR:  deadlock detected',
    'LOG:  server process (PID 7) was terminated by signal 6: Aborted', 'LOG:  checkpointer process (PID 7) was terminated by signal 11: Segmentation fault']) assert.ok(fatalIn(line), line);
  assert.equal(fatalIn('LOG:  client backend (PID 7) was terminated by signal 9: Killed'), null, 'a test may kill');
  assert.equal(fatalIn(TAP, readAttempt({ reader: 'tap', log: TAP, status: 1 }).failures), null);
});

test('a test that reports loss, a duplicate or another tenant is fatal; a wait that ran out is not', () => {
  const told = (error) => fatalIn('', [{ test: 'a', error }]);
  for (const error of ['3 texts were lost', '65 came twice', 'seen by another tenant', 'a duplicate: 7', "another organisation's row"]) assert.ok(told(error), error);
  for (const error of ['the answer is lost: not within 20000 ms', "'ended' !== 'voice_lost'", 'assert.ok(line.lost > 5)']) assert.equal(told(error), null, error);
  // Whatever its words are, if it bears the mark.
  const marked = (wrong) => { try { return nothingLost(wrong); } catch ({ message }) { return message; } };
  for (const wrong of [['a hole in the feed\'s positions: 1'], [{ id: 7 }], ['it is there: not within 20000 ms']]) assert.ok(told(marked(wrong)), marked(wrong));
  assert.equal(nothingLost([]), undefined);
});

test('a TAP log gives the failed tests with their errors, and only their blocks as an excerpt', () => {
  const { passed, failures } = readAttempt({ reader: 'tap', log: TAP, status: 1 });
  assert.equal(passed, 1);
  assert.deepEqual(failures, [{ test: 'it fails', error: 'Expected values to be strictly equal:\n\n1 !== 2' }, { test: 'it is short', error: 'no call is left: not within 5000 ms' }]);
  assert.deepEqual(excerpt(TAP, 2), ['not ok 2 - it fails', '  ---', 'not ok 3 - it is short', '  ---']);
  assert.ok(excerpt(TAP, 60).includes("  error: 'no call is left: not within 5000 ms'"));
  assert.deepEqual(excerpt('a\nb\nc\n', 2), ['b', 'c']);
});

test('what ends badly without naming a test, or runs none, has failed as a whole', () => {
  const whole = (attempt) => readAttempt(attempt).failures.map(({ test }) => test);
  assert.deepEqual(whole({ reader: 'tap', log: '# pass 3\n', status: null }), [WHOLE_FILE]);
  assert.deepEqual(whole({ reader: 'status', log: '', status: 1 }), [WHOLE_FILE]);
  assert.deepEqual(whole({ reader: 'tap', log: '# pass 0\n', status: 0 }), [WHOLE_FILE]);
  assert.deepEqual(whole({ reader: 'counts', log: '5 passed, 2 failed\n', status: 1 }), [WHOLE_FILE, WHOLE_FILE]);
  assert.deepEqual(whole({ reader: 'cmocka', log: '[       OK ] a\n[  FAILED  ] b\n[  FAILED  ] b\n', status: 1 }), ['b']);
});

test('an error after the end of a test is told as the reason of a file that failed with no test', () => {
  const log = `ok 1 - x
# Error: Test "x" generated asynchronous activity after the test ended. This activity created the error "Error: later".
not ok 2 - tests/integration/x.test.mjs
  ---
  exitCode: 1
  error: 'test failed'
  ...
# pass 1
`;
  assert.deepEqual(readAttempt({ reader: 'tap', log, status: 1 }).failures, [{ test: 'tests/integration/x.test.mjs',
    error: 'test failed\nError: Test "x" generated asynchronous activity after the test ended. This activity created the error "Error: later".' }]);
});

test('what the daemons print forbids a rerun; a crash fails a file of which all tests passed, a deadlock is a warning there', () => {
  const of = (daemonLogs, log = '# pass 3\n', status = 0) => readAttempt({ reader: 'tap', log, daemonLogs, status });
  for (const crash of ['==7==ERROR: AddressSanitizer: SEGV', "smsgw: Assertion `command != NULL' failed.", 'PANIC:  could not write']) {
    const { failures, fatal, warning } = of(crash);
    assert.deepEqual([failures.map(({ test }) => test), Boolean(fatal), warning], [[WHOLE_FILE], true, null], crash);
  }
  const deadlock = 'ERROR:  deadlock detected';
  assert.deepEqual([of(deadlock).failures, of(deadlock).fatal, of(deadlock).warning], [[], null, 'PostgreSQL found a deadlock']);
  for (const daemonLogs of ['==7==ERROR: AddressSanitizer: SEGV', deadlock]) assert.ok(of(daemonLogs, TAP, 1).fatal);
});

test('more unsteady files than allowed are a failure of the run', () => {
  const entry = (verdict, attempts) => ({ verdict, attempts });
  const unsteady = entry('unsteady', [failing('a'), passing]);
  assert.equal(summarize([entry('passed', [passing]), unsteady], [], 1).failedTests, 0);
  const over = summarize([unsteady, unsteady], [], 1);
  assert.deepEqual([over.passedTests, over.failedTests, over.problems.length], [6, 1, 1]);
  assert.equal(summarize([entry('failed', [failing('a', 'b')])], ['no build'], 3).failedTests, 3);
});

test('the ledger of unsteady tests: at most eight entries, none older than a fortnight, each row whole', () => {
  const row = { file: 'tests/a', test: 'it waits', first: '2026-11-01', last: '2026-11-10', count: '2', cause: 'a race' };
  assert.deepEqual(parse('unsteady', `# head\n${format('unsteady', row)}\n`), [row]);
  assert.throws(() => parse('unsteady', 'tests/a\tit waits\n'), /tests\/unsteady.tsv:1/);
  const problemsOn = (day, rows) => unsteadyProblems(rows, Date.parse(day));
  assert.deepEqual(problemsOn('2026-11-15', [row]), []);
  assert.equal(problemsOn('2026-11-16', [row]).length, 1);
  assert.equal(problemsOn('2026-11-15', [{ ...row, first: 'yesterday' }]).length, 1);
  assert.equal(problemsOn('2026-11-15', Array(9).fill(row)).length, 1);
});

test('the table of suites adds up what each took, and stands in its place', () => {
  const entry = (suite, passed, ...seconds) => ({ job: { suite }, attempts: seconds.map((one) => ({ passed, seconds: one })) });
  const table = tableOf([entry('unit', 4, 1.4), entry('browser', 2, 10, 20), entry('unit', 1, 2.2)], 61.2, { flavour: 'asan', date: '2026-11-23' });
  assert.match(table, /^\| unit \| 2 \| 5 \| 4 \|$/m);
  assert.match(table, /^\| browser \| 1 \| 2 \| 30 \|$/m);
  assert.match(table, /: 61 s \(asan, 2026-11-23\)\.$/);
  const document = readFileSync(join(ROOT, 'tests/README.md'), 'utf8');
  const twice = withTable(withTable(document, 'old'), table);
  assert.equal(twice, withTable(document, table));
  assert.throws(() => withTable('no place', table), /no place/);
});

test('what is started with TEST_AT has that time in Berlin, on both sides of a change of clocks', () => {
  const code = `import { clockEnv } from '${ROOT}/tests/gate/at.mjs'; import { execFileSync } from 'node:child_process';
    console.log(execFileSync('date', ['+%F %H:%M %Z'], { encoding: 'utf8', env: { ...process.env, ...clockEnv(), TZ: 'Europe/Berlin' } }).trim())`;
  const at = (moment) => execFileSync(process.execPath, ['--input-type=module', '-e', code],
    { encoding: 'utf8', env: { ...process.env, LD_PRELOAD: '', WALLCLOCK_AHEAD_S: '0', TEST_AT: moment } }).trim();
  assert.deepEqual(['2026-10-25 01:59', '2026-10-25 03:01', '2027-03-28 03:00'].map(at), ['2026-10-25 01:59 CEST', '2026-10-25 03:01 CET', '2027-03-28 03:00 CEST']);
  assert.throws(() => at('soon after lunch'));
});

test('each mutation still applies, and each daemon has one', { skip: 'TEST_MUTATION' in process.env }, () => {
  for (const mutant of MUTANTS) {
    const text = readFileSync(join(ROOT, mutant.in), 'utf8');
    assert.notEqual(mutated(text, mutant), text, mutant.name);
    assert.ok(existsSync(join(ROOT, mutant.found.file)), mutant.found.file);
  }
  assert.ok(new Set(MUTANTS.map(({ name }) => name)).size === MUTANTS.length && MUTANTS.length >= 10);
  for (const daemon of ['presenced', 'routerd', 'smsgw', 'chatd', 'widget', 'hookd', 'voiced']) assert.ok(MUTANTS.some((mutant) => mutant.daemon === daemon), daemon);
});

test('a mutation whose text is gone, or occurs twice, is an error', () => {
  const mutant = { name: 'm', in: 'a.c', from: 'x = 1;', to: 'x = $&;' };
  assert.equal(mutated('{ x = 1; }', mutant), '{ x = $&; }');
  for (const text of ['{ x = 2; }', 'x = 1; x = 1;']) assert.throws(() => mutated(text, mutant), /m: its text occurs [02] times in a.c/);
});

test('a mutation is refused by a test that failed, and by nothing else', () => {
  const run = (verdict, failures = [], problems = []) => ({ files: [{ file: 'tests/a', verdict, failures }], problems });
  const named = { test: 'it waits', error: '1 !== 2' };
  assert.deepEqual(refusal(run('failed', [named]), 1), { refused: true, by: 'tests/a: it waits' });
  for (const [outcome, by] of [[null, /no results/], [run('passed'), /all tests passed/], [run('unsteady'), /tests\/a passed its rerun/],
    [run('failed', [{ test: WHOLE_FILE, error: 'exit status 1' }]), /failed as a whole/], [run('failed', [{ ...named, error: 'quickstart failed:\n' }]), /failed as a whole/],
    [{ files: [], problems: ['integration: the build failed'] }, /the build failed/]]) {
    const found = refusal(outcome, 1);
    assert.equal(found.refused, false);
    assert.match(found.by, by);
  }
  assert.equal(refusal(run('failed', [named]), 0).refused, false);
});

test('a test that is skipped without a variable runs in the long form, which sets it', () => {
  for (const suite of ['integration', 'faults', 'security', 'browser']) {
    for (const name of readdirSync(join(ROOT, 'tests', suite)).filter((one) => one.endsWith('.test.mjs'))) {
      const file = `tests/${suite}/${name}`;
      for (const [, variable] of readFileSync(join(ROOT, file), 'utf8').matchAll(/skip: !process\.env\.(\w+)/g))
        assert.ok(variable in (SUITES[suite].jobs(true).find((job) => job.file === file)?.env ?? {}), `${file}: ${variable}`);
    }
  }
});

test('a saturated machine runs two test files at once, and never more than was asked for', () => {
  assert.deepEqual([widthAt(0, 4), widthAt(0.85, 4), widthAt(0.86, 4), widthAt(1, 1)], [4, 4, 2, 1]);
});
