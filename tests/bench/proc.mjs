// proc.mjs - what the kernel says of running programs, and programs run to their end.
import { execFile } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';

const TICKS_PER_S = 100; // USER_HZ, the same on every Linux
const PAGE = 4096;

const read = (path) => { try { return readFileSync(path, 'utf8'); } catch { return ''; } };

// utime, stime, cutime, cstime in seconds; the command's name may hold spaces.
function times(pid) {
  const stat = read(`/proc/${pid}/stat`);
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { parent: Number(fields[1]), own: (Number(fields[11]) + Number(fields[12])) / TICKS_PER_S, children: (Number(fields[13]) + Number(fields[14])) / TICKS_PER_S };
}

// CPU of all threads of a process, to the nanosecond.
export const cpuOf = (pid) => readdirSync(`/proc/${pid}/task`)
  .reduce((sum, task) => sum + Number(read(`/proc/${pid}/task/${task}/schedstat`).split(' ')[0] || 0) / 1e9, 0);

// PostgreSQL: the postmaster, its children that run and those that have ended.
export function cpuOfPostgres(postmaster) {
  const { own, children } = times(postmaster);
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).reduce((sum, pid) => {
    const time = read(`/proc/${pid}/stat`) === '' ? null : times(pid);
    return time?.parent === postmaster ? sum + time.own : sum;
  }, own + children);
}

// Its share of what is resident: a page that n processes have counts an n-th in each.
export const ownOf = (pid) => Number(/^Pss:\s+(\d+) kB/m.exec(read(`/proc/${pid}/smaps_rollup`))[1]) * 1024;

export const residentOf = (pid) => Number(read(`/proc/${pid}/statm`).split(' ')[1]) * PAGE;

// Runs a program, bounded in time; answers its standard output.
export const run = (file, args, { env = {}, seconds = 60, cwd } = {}) => new Promise((done, fail) => {
  execFile(file, args, { env: { ...process.env, ...env }, timeout: seconds * 1000, maxBuffer: 1 << 24, cwd }, (error, out, err) => {
    if (error) fail(new Error(`${file.split('/').at(-1)}: ${err.trim().split('\n').at(-1) || error.message}`));
    else done(out);
  });
});

export function machine() {
  const cpu = read('/proc/cpuinfo');
  return {
    cpu: /model name\s*: (.*)/.exec(cpu)?.[1] ?? 'unknown',
    cores: cpu.match(/^processor/gm)?.length ?? 1,
    memory_gib: Math.round(Number(/MemTotal:\s*(\d+)/.exec(read('/proc/meminfo'))?.[1]) / 1048576),
    kernel: read('/proc/sys/kernel/osrelease').trim(),
    load_before: Number(read('/proc/loadavg').split(' ')[0]),
  };
}

export const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
export const sorted = (values) => [...values].sort((a, b) => a - b);
export const percentile = (values, share) => sorted(values)[Math.floor((values.length - 1) * share)];
export const median = (values) => percentile(values, 0.5);
