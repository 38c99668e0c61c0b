// ledger.mjs - the two lists that the repository keeps of its tests: tests/unsteady.tsv and tests/pending.tsv.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../lib/root.mjs';

export const UNSTEADY_ENTRIES_MAX = 8;
export const UNSTEADY_DAYS_MAX = 14;
const DAY_MS = 86400000;

const LEDGERS = {
  unsteady: { file: 'tests/unsteady.tsv', columns: ['file', 'test', 'first', 'last', 'count', 'cause'] },
  pending: { file: 'tests/pending.tsv', columns: ['file', 'reason', 'issue'] },
};

// The rows of a ledger's text, each as an object; lines that begin with # are comments. Throws for a row that is not as
// the columns say.
export function parse(kind, text) {
  const { file, columns } = LEDGERS[kind];
  return text.split('\n').flatMap((line, i) => {
    if (line === '' || line.startsWith('#')) return [];
    const cells = line.split('\t');
    if (cells.length !== columns.length || cells.some((cell) => cell.trim() === '')) throw new Error(`${file}:${i + 1}: wanted are ${columns.join(', ')}, separated by tabs`);
    return [Object.fromEntries(columns.map((name, n) => [name, cells[n]]))];
  });
}

export const read = (kind) => parse(kind, readFileSync(join(ROOT, LEDGERS[kind].file), 'utf8'));
export const format = (kind, row) => LEDGERS[kind].columns.map((name) => row[name]).join('\t');

// What is wrong with the unsteady tests' ledger on this day (milliseconds since 1970), in sentences.
export function unsteadyProblems(rows, now) {
  const { file } = LEDGERS.unsteady, problems = [];
  if (rows.length > UNSTEADY_ENTRIES_MAX) problems.push(`${file} has ${rows.length} entries, at most ${UNSTEADY_ENTRIES_MAX} are allowed`);
  for (const row of rows) {
    const at = `${file}: ${row.file}, ${row.test}`, days = [row.first, row.last].map((day) => Date.parse(`${day}T00:00:00Z`));
    if (days.some(Number.isNaN)) { problems.push(`${at}: dates are written YYYY-MM-DD`); continue; }
    if (now - days[0] > UNSTEADY_DAYS_MAX * DAY_MS) problems.push(`${at}: unsteady since ${row.first}, longer than ${UNSTEADY_DAYS_MAX} days`);
  }
  return problems;
}

// Both ledgers of this tree, on this day, whatever TEST_AT says.
export function problems(now = Date.now() - 1000 * Number(process.env.WALLCLOCK_AHEAD_S ?? 0)) {
  try {
    const gone = [...read('unsteady'), ...read('pending')].map(({ file }) => file).filter((file) => !existsSync(join(ROOT, file)));
    return [...unsteadyProblems(read('unsteady'), now), ...gone.map((file) => `a ledger names ${file}, which does not exist`)];
  } catch (error) { return [error.message]; }
}
