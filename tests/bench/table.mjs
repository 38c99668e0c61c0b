// table.mjs - the table, on the screen and in bench/README.md, and bench/results.json.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../lib/stack.mjs';

const BEGIN = '<!-- table: written by tests/bench/run -->', END = '<!-- end of table -->';
const HEAD = ['id', 'what', 'value', 'peer', 'ratio', 'aim', 'met'];

// Three figures are enough; thousands with commas.
function number(value) {
  if (value === null || value === undefined || Number.isNaN(value)) return '';
  if (Math.abs(value) >= 100 || Number.isInteger(value)) return Math.round(value).toLocaleString('en-US');
  return value.toPrecision(3).replace(/0+$/, '').replace(/\.$/, '');
}

const cells = (row) => [row.id, row.what, row.failed ?? number(row.value) + (number(row.value) && row.unit), row.peer === undefined ? '' : number(row.peer) + row.unit,
  row.ratio === undefined ? '' : number(row.ratio), row.aim ?? '', row.met ?? ''];

export function printed(rows) {
  const lines = [HEAD, ...rows.map(cells)];
  const widths = HEAD.map((_, i) => Math.max(...lines.map((line) => line[i].length)));
  return lines.map((line, i) => line.map((cell, k) => cell.padEnd(widths[k])).join('  ').trimEnd() + (rows[i - 1]?.note ? `\n       ${rows[i - 1].note}` : '')).join('\n');
}

const markdown = (rows) => [HEAD, HEAD.map(() => '---'), ...rows.map((row) => cells(row).map((cell, i) => (i === 1 && row.note ? `${cell} (${row.note})` : cell)))]
  .map((line) => `| ${line.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`).join('\n');

export function write({ date, machine, rows, details }) {
  writeFileSync(join(ROOT, 'bench/results.json'), JSON.stringify({ date, machine, rows, details }, null, 1) + '\n');
  const path = join(ROOT, 'bench/README.md'), text = readFileSync(path, 'utf8');
  const from = text.indexOf(BEGIN), to = text.indexOf(END);
  if (from < 0 || to < from) throw new Error('bench/README.md has lost its two marks around the table');
  const where = `${date.slice(0, 10)}, ${machine.cpu}, ${machine.cores} cores, ${machine.memory_gib} GiB, Linux ${machine.kernel}, ${machine.postgres}; load before: ${machine.load_before}.`;
  writeFileSync(path, `${text.slice(0, from)}${BEGIN}\n${where}\n\n${markdown(rows)}\n${text.slice(to)}`);
}
