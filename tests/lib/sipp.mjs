// sipp.mjs - SIPp, a third party's ends of many calls: run, its CPU counted, its times read.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createSocket } from 'node:dgram';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PATIENCE_MS } from './patience.mjs';
import { reservePorts } from './ports.mjs';
import { End } from './rtpengine.mjs';
import { ROOT } from './root.mjs';
import { until } from './stack.mjs';

export const SCENARIOS = join(ROOT, 'tests/sip/sipp');
// Its calls are done within this, or it fails.
export const endsWithin = (seconds = PATIENCE_MS / 1000) => ['-timeout', `${Math.ceil(seconds)}s`, '-timeout_error'];

// utime and stime in seconds; of a process that has ended: as it was seen last.
const cpuOf = (pid) => {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8'), fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
};

export class Sipp {
  // args: as on its command line, without addresses. to: "host:port", or nothing for who is called. sound: its one call has an End
  // (rtpengine.mjs), whose port the scenario tells; where it speaks to is what the scenario logs.
  static async start(args, { to, host = '127.0.0.1', port, transport = 'u1', calls, rate, seconds, scenario, users, rtts = false, talk, sound = false } = {}) {
    const sipp = new Sipp();
    if (sound) {
      sipp.end = await End.open();
      scenario = scenario.replaceAll('[media_port]', sipp.end.port).replaceAll('[media_ip]', '127.0.0.1');
    }
    sipp.dir = mkdtempSync(join(tmpdir(), 'sipp-'));
    sipp.host = host;
    sipp.port = port ?? await reservePorts();
    const more = ['-i', host, '-p', String(sipp.port), '-t', transport, '-nostdin', '-nd', '-trace_err', '-trace_logs'];
    if (scenario) { writeFileSync(join(sipp.dir, 'scenario.xml'), scenario); more.push('-sf', join(sipp.dir, 'scenario.xml')); }
    if (users) { writeFileSync(join(sipp.dir, 'users.csv'), `SEQUENTIAL\n${users.join('\n')}\n`); more.push('-inf', join(sipp.dir, 'users.csv')); }
    if (calls) more.push('-m', String(calls), ...endsWithin(seconds));
    if (rate) more.push('-r', String(rate));
    if (talk !== undefined) more.push('-d', String(talk));
    if (rtts) more.push('-trace_rtt', '-rtt_freq', '100');
    if (to) more.push(to);
    sipp.child = spawn('sipp', [...args.map(String), ...more], { cwd: sipp.dir, stdio: ['ignore', 'pipe', 'pipe'] });
    sipp.output = '';
    sipp.cpu = 0;
    for (const out of [sipp.child.stdout, sipp.child.stderr]) out.on('data', (data) => { sipp.output = (sipp.output + data).slice(-20000); });
    sipp.timer = setInterval(() => { try { sipp.cpu = cpuOf(sipp.child.pid); } catch { /* it has ended */ } }, 100);
    sipp.ended = new Promise((done) => sipp.child.once('close', (code) => { clearInterval(sipp.timer); done(code); }));
    while (sipp.running && !sipp.bound) await new Promise((done) => setTimeout(done, 10));
    return sipp;
  }

  // It hears: what comes before is told that nobody is there.
  get bound() {
    const hex = (value, digits) => value.toString(16).toUpperCase().padStart(digits, '0');
    const place = `${this.host.split('.').reverse().map((byte) => hex(Number(byte), 2)).join('')}:${hex(this.port, 4)}`; // as the kernel writes it
    return ['udp', 'tcp'].some((kind) => readFileSync(`/proc/net/${kind}`, 'utf8').split('\n').some((row) => row.trim().split(/\s+/)[1] === place));
  }

  get running() { return this.child.exitCode === null && this.child.signalCode === null; }

  // What SIPp says was wrong: unexpected messages, calls that failed.
  get complaints() {
    return readdirSync(this.dir).filter((name) => name.endsWith('_errors.log')).map((name) => readFileSync(join(this.dir, name), 'utf8')).join('\n').slice(0, 3000);
  }

  // What its scenario logs.
  get said() {
    return readdirSync(this.dir).filter((name) => name.endsWith('_logs.log')).map((name) => readFileSync(join(this.dir, name), 'utf8')).join('');
  }

  // It logged that: the match. It speaks to the port that it logged last.
  async says(pattern, ms = 15000) {
    const found = await until(`${pattern} of sipp`, () => this.said.match(pattern) ?? (this.running ? null : [null]), ms)
      .catch((error) => { throw new Error(`${error.message}: ${this.said} ${this.complaints}`); });
    if (found[0] === null) throw new Error(`sipp ended before it said ${pattern}: ${this.said} ${this.complaints}`);
    const port = [...this.said.matchAll(/media (\d+)/g)].at(-1)?.[1];
    if (this.end && port) this.end.to = Number(port);
    return found;
  }

  // Where its scenario waits for an INFO: on, at the test's word and not after a time.
  async go() {
    const [, id] = await this.says(/call (\S+)/), socket = createSocket('udp4');
    const text = ['INFO sip:go SIP/2.0', `Via: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bK${this.gone = (this.gone ?? 0) + 1}`, 'From: <sip:test@127.0.0.1>;tag=1', 'To: <sip:sipp@127.0.0.1>;tag=1',
      `Call-ID: ${id}`, `CSeq: ${this.gone} INFO`, 'Content-Length: 0', '', ''].join('\r\n');
    await new Promise((done) => socket.send(text, this.port, this.host, done));
    socket.close();
  }

  // Hears so many packets more from now on.
  async hears(count = 10, ms = 8000) { const { heard } = this.end; await until(`${count} packets`, () => this.end.heard >= heard + count, ms); }

  // Milliseconds of the first timer of each call.
  get times() {
    return readdirSync(this.dir).filter((name) => name.endsWith('_rtt.csv'))
      .flatMap((name) => readFileSync(join(this.dir, name), 'utf8').trim().split('\n').slice(1)).map((line) => Number(line.split(';')[1]));
  }

  // From its last screen: how many calls were good and how many failed.
  get counts() {
    const last = (name) => Number([...this.output.matchAll(new RegExp(`${name}\\s*\\|\\s*\\d+\\s*\\|\\s*(\\d+)`, 'g'))].at(-1)?.[1] ?? NaN);
    return { good: last('Successful call'), failed: last('Failed call') };
  }

  // All of its calls went as the scenario says.
  async done() {
    const code = await this.ended;
    if (code !== 0) throw new Error(`sipp ended with ${code}: ${JSON.stringify(this.counts)} ${this.complaints || this.output.slice(-1500)}`);
    return this;
  }

  async stop() {
    this.end?.close();
    if (this.running) this.child.kill('SIGKILL');
    await this.ended;
    rmSync(this.dir, { recursive: true, force: true });
  }
}
