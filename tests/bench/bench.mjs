// bench.mjs - runs the parts one after another and writes down what they measured.
//
// usage: node bench.mjs [--write] [ID…]   (PF-1 … as in the table; without one: all, and then the files under bench/ are written;
// with --write: the rows of these ids alone, in place of those before)
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, Stack } from '../lib/stack.mjs';
import { accepts, acceptsInSuite } from './accepts.mjs';
import { calls } from './calls.mjs';
import { contacts } from './contacts.mjs';
import { build, core, idle, oneMessage } from './counts.mjs';
import { offers } from './offers.mjs';
import { machine, run } from './proc.mjs';
import { restart } from './restart.mjs';
import { streams } from './streams.mjs';
import { submits } from './submits.mjs';
import { printed, write } from './table.mjs';

const wanted = process.argv.slice(2).filter((word) => word !== '--write'), keep = process.argv.includes('--write');
const OTHERS = ['presenced', 'routerd', 'chatd']; // than smsgw
const bench = join(ROOT, 'build/plain/bench');
const rows = [], details = {};
const began = performance.now();

// A part that can't be measured leaves a row that says why; the others go on.
async function part(name, ids, measure) {
  if (wanted.length && !ids.some((id) => wanted.includes(id))) return;
  console.log(`==> ${name}  (at ${Math.round((performance.now() - began) / 1000)} s)`);
  try {
    const result = await measure();
    rows.push(...result.rows);
    details[name] = result.details;
  } catch (error) {
    rows.push({ id: ids.join(', '), what: name, failed: `failed: ${error.message.split('\n')[0]}`, aim: '', met: 'no', fails: true });
    console.log(`    ${error.message}`);
  }
}

// A daemon that does not stop in time is told of, and ended: the figures count all the same.
async function end(stack) {
  try {
    await stack.stop();
  } catch (error) {
    console.log(`    ${error.message.trim()}`);
    for (const name of readdirSync(join(stack.dir, 'pids'))) if (name !== 'postgres' && stack.alive(name)) stack.signal(name, 'SIGKILL');
    await stack.stop().catch((again) => console.log(`    ${again.message.trim()}`));
  }
}

// On a suite nobody uses; the loads come last, they leave 20,000 customers waiting.
async function onStack(stack) {
  stack.bench = bench;
  await part('idle', ['PF-11'], () => idle(stack));
  await part('offers', ['PF-4'], () => offers(stack));
  await part('one message', ['PF-10'], () => oneMessage(stack));
  await part('accepts', ['PF-1', 'PF-2'], async () => {
    for (const name of OTHERS) await stack.kill(name, 'SIGTERM');
    return accepts(stack);
  });
  await part('accepts in the suite', ['PF-1'], async () => {
    await stack.ensure();
    return acceptsInSuite(stack);
  });
}

const about = { ...machine(), postgres: (await run('/usr/lib/postgresql/15/bin/postgres', ['--version'])).trim() };
await part('build', ['PF-12'], build);
await part('core', ['PF-5'], () => core(bench));
if (!wanted.length || wanted.some((id) => !['PF-12', 'PF-5', 'PF-6', 'PF-3', 'PF-7', 'PF-8', 'PF-9', 'PF-13'].includes(id))) {
  let stack;
  await part('stack', ['PF-1', 'PF-2', 'PF-4', 'PF-10', 'PF-11'], async () => {
    stack = await Stack.start({ durable: true, productLimits: true, name: 'bench', checkKeys: false });
    return { rows: [] };
  });
  try { if (stack) await onStack(stack); } finally { if (stack) await end(stack); }
}
await part('submits', ['PF-3'], async () => {
  const stack = await Stack.start({ durable: true, productLimits: true, name: 'bench-smpp', checkKeys: false });
  stack.bench = bench;
  try { return await submits(stack); } finally { await end(stack); }
});
await part('streams', ['PF-7', 'PF-8'], async () => {
  process.env.TRUNKLINE_CHATD_TRUSTED_PROXIES = '127.0.0.1'; // one address has all the streams, more than a stranger's may have
  const stack = await Stack.start({ durable: true, productLimits: true, name: 'bench-streams', instances: 'presenced routerd chatd', checkKeys: false });
  delete process.env.TRUNKLINE_CHATD_TRUSTED_PROXIES;
  stack.bench = bench;
  try { return await streams(stack); } finally { await end(stack); }
});
await part('contacts', ['PF-9'], async () => {
  const stack = await Stack.start({ durable: true, productLimits: true, name: 'bench-contacts', checkKeys: false });
  try { return await contacts(stack); } finally { await end(stack); }
});
await part('calls', ['PF-13'], calls);
await part('restart', ['PF-6'], async () => {
  const stack = await Stack.start({ durable: true, productLimits: true, name: 'bench-restart', instances: 'presenced routerd routerd-2 smsgw chatd', checkKeys: false });
  try { return await restart(stack); } finally { await end(stack); }
});
const order = (id) => Number(/\d+/.exec(id)[0]);
rows.sort((a, b) => order(a.id) - order(b.id));
console.log(`\n${printed(rows)}\n\n${Math.round((performance.now() - began) / 1000)} s; load before: ${about.load_before} on ${about.cores} cores`);
const date = new Date().toISOString();
if (!wanted.length) write({ date, machine: about, rows, details });
else if (keep) {
  const before = JSON.parse(readFileSync(join(ROOT, 'bench/results.json'), 'utf8'));
  const when = `${date.slice(0, 10)}, load before ${about.load_before}`;
  const both = [...before.rows.filter((row) => !rows.some((own) => own.id === row.id)), ...rows.map((row) => ({ ...row, note: [row.note, when].filter(Boolean).join('; ') }))];
  write({ ...before, rows: both.sort((a, b) => order(a.id) - order(b.id)), details: { ...before.details, ...details } });
}
if (rows.some((row) => row.fails)) process.exitCode = 1; // what could not be measured, or must never be
