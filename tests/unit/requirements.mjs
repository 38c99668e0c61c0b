// requirements.mjs - docs/requirements.md names a test for every requirement, and each test exists.
//
// A row: | id | what must hold | file | the test's name, or a part of it |
// Fails when an id of the list below has no row, or a row names a file or test that is not there.
import { readFileSync } from 'node:fs';
import { ROOT } from '../lib/root.mjs';

const REQUIRED = [
  ...range('SMS', 2, 8), 'SMS-16', 'SMS-20', ...range('SMS', 30, 33), 'SMS-35',
  'RT-1', 'RT-2', ...range('RT', 4, 8), 'RT-12', 'RT-14',
  'status table', 'lease table',
  ...[1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 15, 16, 17, 18, 19, 21, 23, 24, 25, 28, 30, 32].map((n) => `rule ${n}`),
  'hostile input', 'RL-1', 'RL-2', 'RL-3', 'RL-4', 'RL-8',
  'input: wrong signature', 'input: unknown channel', 'input: unreadable body', 'input: second accept',
  'input: same key repeated', 'input: ended conversation', 'input: status of another role',
  'PF-1', 'PF-2', 'PF-4', 'PF-5', 'PF-10', 'PF-11', 'PF-12',
];

function range(prefix, from, to) {
  return Array.from({ length: to - from + 1 }, (_, i) => `${prefix}-${from + i}`);
}

// A name in a file of C is written with underscores.
const holds = (file, name) => {
  const text = readFileSync(`${ROOT}/${file}`, 'utf8');
  return text.includes(name) || text.includes(name.replaceAll("'", "\\'"));
};

const problems = [];
const rows = readFileSync(`${ROOT}/docs/requirements.md`, 'utf8').split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| id ') && !line.startsWith('|---'))
  .map((line) => line.split('|').slice(1, -1).map((cell) => cell.trim()));
for (const [id, , file, name] of rows) {
  try {
    if (!holds(file, name)) problems.push(`${id}: ${file} holds no "${name}"`);
  } catch {
    problems.push(`${id}: there is no ${file}`);
  }
}
const named = new Set(rows.map(([id]) => id));
for (const id of REQUIRED) if (!named.has(id)) problems.push(`${id} has no row`);
for (const problem of problems) console.error(problem);
console.log(`${rows.length} rows, ${problems.length} problems`);
process.exit(problems.length === 0 ? 0 : 1);
