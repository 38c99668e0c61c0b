// result.mjs - reads the log of one attempt: how many tests passed, which failed and why, and whether the log
// forbids a rerun. Pure: text in, values out.
import { LOSS_MARK } from '../lib/loss.mjs';

// The whole file is what failed if it ended badly without naming a test: a crash, a time limit, a failed hook.
export const WHOLE_FILE = '(the whole file)';

const count = (log, pattern) => (log.match(pattern) ?? []).length;
const last = (log, pattern) => [...log.matchAll(pattern)].at(-1);

// The failed top-level tests of a TAP log, each with its block of YAML.
function tapFailures(log) {
  const found = [];
  let open = null;
  for (const line of log.split('\n')) {
    const name = /^not ok \d+ - (.*)$/.exec(line)?.[1];
    if (name !== undefined) found.push(open = { test: name, block: [] });
    else if (/^(ok \d+|# |1\.\.)/.test(line)) open = null;
    else open?.block.push(line);
    if (line === '  ...') open = null;
  }
  return found.map(({ test, block }) => {
    const error = tapError(block);
    return { test, error: error === 'test failed' ? [error, ...strayErrors(log)].join('\n') : error };
  });
}

// If a file's process fails although each of its tests passed, the runner says only "test failed"; its comments give the reason.
const STRAY_MAX = 3;
const strayErrors = (log) => [...log.matchAll(/^# (Error: .*)$/gm)].slice(0, STRAY_MAX).map(([, text]) => text);

// The value of `error:` in a TAP block: one line, or the indented lines below it.
function tapError(block) {
  const at = block.findIndex((line) => line.startsWith('  error: '));
  if (at < 0) return '';
  const first = block[at].slice('  error: '.length);
  if (!/^[|>]/.test(first)) return first.replace(/^'(.*)'$/, '$1');
  const end = block.findIndex((line, i) => i > at && /^ {2}\S/.test(line));
  return block.slice(at + 1, end < 0 ? undefined : end).map((line) => line.trim()).join('\n').trim();
}

// One reader for each form of log. Each returns { passed, failures: [{ test, error }] }.
const READERS = {
  tap: (log) => ({
    passed: Number(last(log, /^# pass (\d+)$/gm)?.[1] ?? 0),
    failures: tapFailures(log),
  }),
  cmocka: (log) => ({
    passed: count(log, /^\[ {7}OK \]/gm),
    failures: [...new Set([...log.matchAll(/^\[ {2}FAILED {2}\] (\w+)$/gm)].map(([, test]) => test))].map((test) => ({ test, error: '' })),
  }),
  counts: (log) => { // "N passed, N failed", with a line "FAILED …" for each failure
    const [, passed = 0, failed = 0] = last(log, /^(\d+) passed, (\d+) failed/gm) ?? [];
    const named = [...log.matchAll(/^FAILED +(.*)$/gm)].map(([, test]) => ({ test, error: '' }));
    while (named.length < Number(failed)) named.push({ test: WHOLE_FILE, error: '' });
    return { passed: Number(passed), failures: named };
  },
  status: (log, status) => ({ passed: status === 0 ? 1 : 0, failures: [] }),
};

// What an attempt printed that no second attempt may excuse.
const CRASHES = [
  ['a sanitizer reported', /\b(?:Address|Leak|Thread|Memory|UndefinedBehavior)Sanitizer\b|: runtime error: /],
  ['a program dumped core', /core dumped|Segmentation fault/],
  ['an assertion of a program failed', /Assertion [`'].*' failed/],
  ['PostgreSQL panicked', /\bPANIC: {2}/],
  ['a process of PostgreSQL crashed', /was terminated by signal (?:4|6|7|8|11)\b/], // 9 is a test's own
];
const DEADLOCK = ['PostgreSQL found a deadlock', /deadlock detected/]; // the daemon tries again: where all tests pass, nothing was lost
// In the error of a failed test: the mark of lib/loss.mjs; else words, where no wait ran out of time, which says nothing about loss, whatever
// was waited for.
const LOSS = /(?<![._\w])(?:lost|twice|duplicate[sd]?|doubled|(?:an)?other(?:'s)? (?:tenant|organi[sz]ation)(?:'s)?)\b/i;
const TIMED_OUT = /not within \d+ ms/;
const tellsOfLoss = (error) => error.includes(LOSS_MARK) || (LOSS.test(error) && !TIMED_OUT.test(error));

const printed = (log, kinds) => kinds.find(([, pattern]) => pattern.test(log))?.[0] ?? null;

export function fatalIn(log, failures = []) {
  const found = printed(log, [...CRASHES, DEADLOCK]);
  if (found) return found;
  const loss = failures.find(({ error }) => tellsOfLoss(error));
  return loss ? `a test reported a loss, a duplicate or another tenant's data (${loss.test})` : null;
}

// log: what the program printed; daemonLogs: what the daemons of its stacks printed; status: its exit status, null if it was
// ended by the time limit.
export function readAttempt({ reader, log, daemonLogs = '', status }) {
  const { passed, failures } = READERS[reader](log, status);
  if (status !== 0 && failures.length === 0) failures.push({ test: WHOLE_FILE, error: status === null ? 'the time limit ended it' : `exit status ${status}` });
  // A file that ran no test proves nothing.
  if (status === 0 && passed === 0 && failures.length === 0) failures.push({ test: WHOLE_FILE, error: 'it ran no test' });
  // What no test noticed.
  const crash = failures.length === 0 ? printed(daemonLogs, CRASHES) : null;
  if (crash) failures.push({ test: WHOLE_FILE, error: `${crash}, in the logs of its daemons` });
  return { passed, failures, fatal: failures.length > 0 ? fatalIn(`${log}\n${daemonLogs}`, failures) : null, warning: failures.length === 0 ? printed(daemonLogs, [DEADLOCK]) : null };
}

// The lines that show why an attempt failed, `most` for each failure. A TAP block begins with the message and ends with the stack of the
// runner: its first lines are shown. Other programs end with what went wrong: their last ones.
const BLOCKS_MAX = 5; // the run's end names the others, with their messages
export function excerpt(log, most) {
  const lines = log.trimEnd().split('\n'), blocks = [];
  let open = null;
  for (const line of lines) {
    if (line.startsWith('not ok ')) blocks.push(open = []);
    open?.push(line);
    if (line === '  ...') open = null;
  }
  return blocks.length > 0 ? blocks.slice(0, BLOCKS_MAX).flatMap((block) => block.slice(0, most)) : lines.slice(-most);
}
