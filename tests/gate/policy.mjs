// policy.mjs - how many test files run at once, when a failed one runs again, and what the whole run comes to. Pure.
//
// A rerun is never silent: a file that fails and then passes is unsteady, is reported with both logs, and only a few of
// them are allowed in a run. A failure that shows data lost, duplicated or leaked is never rerun.

// How many test files run side by side, at most `jobs`. pressure: the share of time in which a task waits for a processor, 0..1. Each file
// has a stack that needs processor time even while it is idle; on a saturated machine that time is taken from the tests.
const SATURATED = 0.85, SATURATED_JOBS = 2;
export const widthAt = (pressure, jobs) => pressure > SATURATED ? Math.min(jobs, SATURATED_JOBS) : jobs;

export const UNSTEADY_MAX = 3;
const LAST_TRY = 3;

const namesOf = (attempt) => attempt.failures.map(({ test }) => test);

// What follows from the attempts so far: { verdict: 'passed' | 'unsteady' | 'failed' | 'again', why }.
// rerun: null, or why this job is never rerun.
export function judge(attempts, rerun) {
  const latest = attempts.at(-1);
  if (latest.failures.length === 0) return { verdict: attempts.length === 1 ? 'passed' : 'unsteady' };
  const failed = (why) => ({ verdict: 'failed', why });
  if (latest.fatal) return failed(`not rerun: ${latest.fatal}`);
  if (rerun) return failed(`not rerun: ${rerun}`);
  if (attempts.length === 1) return { verdict: 'again' };
  const before = new Set(attempts.slice(0, -1).flatMap(namesOf));
  const same = namesOf(latest).filter((name) => before.has(name));
  if (same.length > 0) return failed(`failed again: ${same.join('; ')}`);
  return attempts.length < LAST_TRY ? { verdict: 'again' } : failed(`failed in each of ${LAST_TRY} attempts`);
}

// results: [{ verdict, attempts }] of all jobs; problems: what else went wrong with the run, in sentences.
export function summarize(results, problems, unsteadyMax) {
  const unsteady = results.filter(({ verdict }) => verdict === 'unsteady');
  const failed = results.filter(({ verdict }) => verdict === 'failed');
  const all = [...problems];
  if (unsteady.length > unsteadyMax) all.push(`${unsteady.length} test files are unsteady, at most ${unsteadyMax} may be`);
  const sum = (list, of) => list.reduce((total, one) => total + of(one.attempts.at(-1)), 0);
  return {
    unsteady, failed, problems: all,
    passedTests: sum(results, (attempt) => attempt.passed),
    failedTests: sum(failed, (attempt) => attempt.failures.length) + all.length,
  };
}
