// requirements.mjs - docs/requirements.md names a test for every requirement, and each test exists.
//
// A row: | id | what must hold | file | the test's name, or a part of it |
// Fails when an id of ISSUE has no row; when a row names no test of its file, as NAMES reads them: a
// comment, a helper or a test that no list holds is none; and, where the documents are at hand (see
// SHARED), when an id of theirs has neither a row nor a place under "Later".
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../lib/root.mjs';

// What this release was asked for.
const ISSUE = [
  ...range('SMS', 2, 8), 'SMS-16', 'SMS-20', 'SMS-23', ...range('SMS', 30, 35),
  'RT-1', 'RT-2', ...range('RT', 4, 8), 'RT-12', 'RT-13', 'RT-14',
  'status table', 'lease table',
  ...[1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 15, 16, 17, 18, 19, 20, 21, 23, 24, 25, 27, 28, 30, 31, 32].map((n) => `rule ${n}`),
  'IN-1', 'IN-2',
  'hostile input', 'RL-1', 'RL-2', 'RL-3', 'RL-4', 'RL-8',
  'input: wrong signature', 'input: unknown channel', 'input: unreadable body', 'input: second accept',
  'input: same key repeated', 'input: ended conversation', 'input: status of another role',
  'PF-1', 'PF-2', 'PF-4', 'PF-5', 'PF-10', 'PF-11', 'PF-12',
];

// Where its ids come from: each document, and what its ids look like.
const SHARED = join(ROOT, '../shared');
const DOCUMENTS = [
  ['spec/10-sms.md', /^\| (SMS-\d+) \|/gm], ['spec/20-routing.md', /^\| (RT-\d+) \|/gm],
  ['design/consistency.md', /^(?:### )?(\d+)\. /gm], ['design/reliability.md', /^\| (RL-\d+) \|/gm], ['design/performance.md', /^\| (PF-\d+) \|/gm],
];

function range(prefix, from, to) {
  return Array.from({ length: to - from + 1 }, (_, i) => `${prefix}-${from + i}`);
}

// ---- the names of a file's tests ----

const all = (text, pattern, group = 1) => [...text.matchAll(pattern)].map((match) => match[group]);

// cmocka: functions that a list registers.
function functions(text) {
  const listed = new Set(all(text, /\b(?:cmocka_unit_test\w*|WITH_[A-Z]+)\(\s*(\w+)\s*[,)]/g));
  return all(text, /^(\w+)\(void \*\*\w+\)$/gm).filter((name) => listed.has(name));
}
// node:test: what stands first in test(…).
const titles = (text) => all(text, /^ *test\((['`])((?:\\.|(?!\1).)*)\1/gm, 2).map((title) => title.replace(/\\(.)/g, '$1'));
// SQL: quoted sentences, in no comment.
const sentences = (text) => all(text, /--[^\n]*|'((?:[^']|'')*)'/g).filter((quoted) => quoted?.includes(' ')).map((quoted) => quoted.replaceAll("''", "'"));
// A shell test's: after ok, refused or is.
const judgements = (text) => all(text, /^(?:ok|refused|is) '([^']*)'/gm);
// The model's searches.
const searches = (text) => [...all(text, /^\s+(fails \w+ \w+)/gm), ...all(text, /^\s+holds "([^"]*)"/gm)];
// What a simulation says of itself, with what it fills in left out.
const checked = (text) => all(text, /^\s*check\(.*?, ['`]([^'`]+)['`]/gm);
const figures = (text) => all(text, /\bid: '(PF-\d+)'/g);

const whole = (names, name) => names.includes(name);
const part = (names, name) => names.some((one) => one.includes(name));
const NAMES = [
  [/(^|\/)test_\w+\.c$/, functions, whole], [/\.test\.(mjs|ts)$/, titles, part], [/^sql\/test_\w+\.sql$/, sentences, part],
  [/^sql\/test_\w+\.sh$/, judgements, part], [/^tests\/bench\/\w+\.mjs$/, figures, whole],
  [/^tests\/models\/run$/, searches, whole], [/^tests\/sim\/\w+\.mjs$/, checked, part],
];

function problemOf(file, name) {
  const [, read, fits] = NAMES.find(([pattern]) => pattern.test(file)) ?? [];
  if (!read) return `${file} is no file of tests`;
  if (!existsSync(join(ROOT, file))) return `there is no ${file}`;
  return name && fits(read(readFileSync(join(ROOT, file), 'utf8')), name) ? null : `${file} has no test "${name}"`;
}

// ---- the table, and what is left for later ----

const text = readFileSync(join(ROOT, 'docs/requirements.md'), 'utf8');
const [table, later = ''] = text.split('\n## Later\n');
const rows = table.split('\n').filter((line) => /^\| (?!id )/.test(line)).map((line) => line.split('|').slice(1, -1).map((cell) => cell.trim()));
const named = new Set(rows.map(([id]) => id));
const put = new Set(all(later, /^\| ([^|]+) \|/gm).flatMap((ids) => ids.split(',').map((id) => id.trim())));

const problems = rows.flatMap(([id, , file, name]) => problemOf(file, name)?.replace(/^/, `${id}: `) ?? []);
for (const id of ISSUE) if (!named.has(id)) problems.push(`${id} has no row`);
for (const [document, pattern] of DOCUMENTS.filter(([document]) => existsSync(join(SHARED, document))))
  for (const id of all(readFileSync(join(SHARED, document), 'utf8'), pattern).map((id) => (/^\d/.test(id) ? `rule ${id}` : id)))
    if (!named.has(id) && !put.has(id)) problems.push(`${id} of ${document} has no row and does not stand under "Later"`);
for (const problem of problems) console.error(problem);
console.log(`${rows.length} rows, ${problems.length} problems`);
process.exit(problems.length === 0 ? 0 : 1);
