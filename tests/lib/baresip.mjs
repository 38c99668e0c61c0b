// baresip.mjs - a third party's phone: Debian's baresip without sound, driven by its control socket.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reservePorts } from './ports.mjs';
import { loudness, share, sine, wav16 } from './sound.mjs';
import { until } from './stack.mjs';

const MODULES = '/usr/lib/baresip/modules';
const RTP_PORTS = 16; // of its calls
const TONE_MS = 120000, HALF_SECOND = 4000, HEADER = 44;

export class Baresip {
  // account: { username, password, port, transport, regint }; cafile: with TLS, whom it believes; hertz: the tone that it says; srtp: it speaks
  // nothing else
  static async start({ username, password, port, transport = 'udp', regint = 60, cafile, hertz = 400, srtp = false }) {
    const phone = new Baresip();
    phone.dir = mkdtempSync(join(tmpdir(), 'baresip-'));
    phone.events = [];
    phone.seen = {};
    phone.end = { tone: hertz }; // as tones.mjs looks for it
    const [control, sip, rtp] = [await reservePorts(), await reservePorts(2), await reservePorts(RTP_PORTS)]; // it takes the next one for TLS
    mkdirSync(join(phone.dir, 'sounds'), { recursive: true });
    writeFileSync(join(phone.dir, 'tone.wav'), wav16(sine(hertz, TONE_MS)));
    writeFileSync(join(phone.dir, 'config'), [
      `sip_listen 127.0.0.1:${sip}`, 'net_interface 127.0.0.1', `module_path ${MODULES}`, 'module stdio.so', 'module g711.so', 'module aufile.so', 'module aubridge.so', 'module sndfile.so', ...(srtp ? ['module srtp.so'] : []), `snd_path ${phone.dir}`,
      'module_tmp account.so', 'module_app menu.so', 'module_app ctrl_tcp.so', `ctrl_tcp_listen 127.0.0.1:${control}`, `rtp_ports ${rtp}-${rtp + RTP_PORTS - 1}`, // else any port is good enough, also one that a killed daemon is to have again
      'audio_player aubridge,nil', `audio_source aufile,${join(phone.dir, 'tone.wav')}`, 'audio_alert aubridge,nil', 'ausrc_srate 8000', 'ausrc_channels 1', 'auplay_srate 8000', 'auplay_channels 1', ...(cafile ? [`sip_cafile ${cafile}`] : []), ''].join('\n'));
    writeFileSync(join(phone.dir, 'accounts'),
      `<sip:${username}@127.0.0.1:${port};transport=${transport}>;auth_user=${username};auth_pass=${password};regint=${regint}${srtp ? ';mediaenc=srtp-mand' : ''}\n`);
    writeFileSync(join(phone.dir, 'contacts'), '');
    phone.child = spawn('baresip', ['-f', phone.dir, '-4'], { stdio: ['pipe', 'pipe', 'pipe'] });
    phone.output = '';
    for (const out of [phone.child.stdout, phone.child.stderr]) out.on('data', (data) => { phone.output += data; });
    phone.ended = new Promise((done) => phone.child.once('exit', done));
    await until('the control socket of baresip', () => phone.connect(control), 15000, 50).catch((error) => { throw new Error(`${error.message}\n${phone.output}`); });
    return phone;
  }

  connect(port) {
    return new Promise((done, fail) => {
      let bytes = Buffer.alloc(0);
      const socket = net.connect(port, '127.0.0.1');
      socket.once('error', fail).once('connect', () => { this.socket = socket; done(true); });
      socket.on('data', (data) => {
        bytes = Buffer.concat([bytes, data]);
        for (let colon; (colon = bytes.indexOf(':')) > 0;) { // netstrings
          const n = Number(bytes.subarray(0, colon));
          if (bytes.length < colon + n + 2) return;
          this.events.push(JSON.parse(bytes.subarray(colon + 1, colon + 1 + n)));
          bytes = bytes.subarray(colon + n + 2);
        }
      });
    });
  }

  command(command, params = '') {
    const text = JSON.stringify({ command, params });
    this.socket.write(`${Buffer.byteLength(text)}:${text},`);
  }

  told(type, ms = 15000) { return until(`${type} of baresip`, () => this.events.find((e) => e.type === type), ms).catch((error) => { throw new Error(`${error.message}\n${this.output}`); }); }

  // What it heard since its sound began, or began anew: it writes that to a file.
  heard() {
    const files = readdirSync(this.dir).filter((name) => name.endsWith('-dec.wav')).map((name) => join(this.dir, name));
    const newest = files.sort((a, b) => statSync(a).mtimeMs - statSync(b).mtimeMs).at(-1);
    const bytes = newest ? readFileSync(newest).subarray(HEADER) : Buffer.alloc(0);
    return new Int16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + (bytes.length & ~1)));
  }

  // From now on it hears nothing but this tone, for half a second.
  async hears(hertz, ms = 15000) {
    const from = this.heard().length;
    let told = '';
    await until(`${hertz} Hz at baresip`, () => {
      const all = this.heard(), last = all.slice(-HALF_SECOND);
      told = `${all.length} samples after ${from}, ${Math.round(loudness(last))} loud, of it ${share(last, hertz).toFixed(2)}`;
      return (all.length >= from + HALF_SECOND || all.length < from) && last.length === HALF_SECOND && loudness(last) > 500 && share(last, hertz) > 0.8;
    }, ms).catch((error) => { throw new Error(`${error.message}: ${told}\n${this.output}`); });
  }

  // By its own count it is sent something and sends, from now on; or neither. (What it hears after a hold of its own it does not write down any more.)
  carries(both, ms = 15000) {
    const { length } = this.output, wanted = both ? /audio=[1-9]\d*\/[1-9]\d* / : /audio=(0\/\d+|\d+\/0) /;
    return until(`sound ${both ? 'both ways' : 'held'} at baresip`, () => wanted.test(this.output.slice(length)), ms).catch((error) => { throw new Error(`${error.message}\n${this.output.slice(length)}`); });
  }

  // Its next call.
  rings(ms) { return this.next('CALL_INCOMING', ms); }
  async next(type, ms = 15000) {
    const n = this.seen[type] ?? 0;
    await until(`${type} of baresip`, () => this.events.filter((e) => e.type === type).length > n, ms).catch((error) => { throw new Error(`${error.message}\n${this.output}`); });
    this.seen[type] = n + 1;
  }

  // In its own words: what came before somebody listened to its events is there, too.
  says(pattern, ms = 15000) { return until(`${pattern} from baresip`, () => pattern.test(this.output), ms).catch((error) => { throw new Error(`${error.message}\n${this.output}`); }); }

  async stop() {
    this.socket?.destroy();
    this.child.kill('SIGTERM');
    const late = setTimeout(() => this.child.kill('SIGKILL'), 5000);
    await this.ended;
    clearTimeout(late);
    rmSync(this.dir, { recursive: true, force: true });
  }
}
