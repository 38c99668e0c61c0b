// pgbench.mjs - PostgreSQL's own benchmark as the peer.
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './proc.mjs';

const PGBENCH = '/usr/lib/postgresql/15/bin/pgbench';
const HERE = import.meta.dirname;

const args = (stack, { script, user, clients, seconds, defines = {} }) => [
  '-h', '127.0.0.1', '-p', new URL(stack.run.database_url).port, '-U', user, '-n', '-M', 'prepared', '-c', String(clients),
  '-j', clients > 1 ? '2' : '1', '-T', String(seconds), '-f', join(HERE, script),
  ...Object.entries(defines).flatMap(([name, value]) => ['-D', `${name}=${value}`]),
];

const within = (stack, { seconds }) => ({ env: { PGPASSFILE: stack.passfile }, seconds: seconds + 30 });

// Transactions a second.
export async function rate(stack, options) {
  const out = await run(PGBENCH, [...args(stack, options), ...(options.rate ? ['-R', String(options.rate)] : []), 'trunkline'], within(stack, options));
  if (!/failed transactions: 0 /.test(out)) throw new Error(`pgbench: transactions failed:\n${out}`);
  return { per_s: Number(/^tps = ([\d.]+)/m.exec(out)[1]), count: Number(/actually processed: (\d+)/.exec(out)[1]) };
}

// Each transaction's time in microseconds.
export async function times(stack, options) {
  const dir = mkdtempSync(join(tmpdir(), 'bench-'));
  try {
    await run(PGBENCH, [...args(stack, options), '--log', `--log-prefix=${dir}/log`, 'trunkline'], within(stack, options));
    return readdirSync(dir).flatMap((file) => readFileSync(join(dir, file), 'utf8').trim().split('\n').map((line) => Number(line.split(' ')[2])));
  } finally {
    rmSync(dir, { recursive: true });
  }
}
