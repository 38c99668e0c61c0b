// table.mjs - how long the suites took, as a table in tests/README.md.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../lib/root.mjs';

const README = join(ROOT, 'tests/README.md'), BEGIN = '<!-- seconds: written by tests/run --record -->', END = '<!-- end -->';
const sum = (numbers) => numbers.reduce((a, b) => a + b, 0);

// results: as the gate has them; seconds: the whole run's.
export function tableOf(results, seconds, { flavour, date }) {
  const rows = Object.entries(Object.groupBy(results, ({ job }) => job.suite)).map(([suite, entries]) =>
    `| ${suite} | ${entries.length} | ${sum(entries.map(({ attempts }) => attempts.at(-1).passed))} | ${Math.round(sum(entries.flatMap(({ attempts }) => attempts.map((one) => one.seconds))))} |`);
  return ['| suite | programs | tests | seconds, added up |', '|---|---|---|---|', ...rows, '',
    `The whole run, several programs at a time, the build and all: ${Math.round(seconds)} s (${flavour}, ${date}).`].join('\n');
}

// The document with the table in its place.
export function withTable(document, table) {
  const from = document.indexOf(BEGIN), to = document.indexOf(END, from);
  if (from < 0 || to < 0) throw new Error(`tests/README.md has no place for the table: ${BEGIN} … ${END}`);
  return `${document.slice(0, from + BEGIN.length)}\n${table}\n${document.slice(to)}`;
}

export const writeTable = (...what) => writeFileSync(README, withTable(readFileSync(README, 'utf8'), tableOf(...what)));
