// stunnel.mjs - Debian's stunnel4 as a third party's end of TLS, before programs that speak TCP alone.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from './stack.mjs';

export class Stunnel {
  // services: { name: { accept, connect, cert … } }, as in its settings.
  static async start(services) {
    const self = new Stunnel();
    self.dir = mkdtempSync(join(tmpdir(), 'stunnel-'));
    const sections = Object.entries(services).map(([name, options]) => [`[${name}]`, ...Object.entries(options).map(([key, value]) => `${key} = ${value}`)].join('\n'));
    writeFileSync(join(self.dir, 'conf'), ['foreground = yes', 'pid =', 'debug = 5', 'syslog = no', ...sections, ''].join('\n'));
    self.child = spawn('stunnel4', [join(self.dir, 'conf')], { stdio: ['ignore', 'pipe', 'pipe'] });
    self.output = '';
    for (const out of [self.child.stdout, self.child.stderr]) out.on('data', (data) => { self.output = (self.output + data).slice(-20000); });
    self.ended = new Promise((done) => self.child.once('close', done));
    await self.says(/Configuration successful/);
    return self;
  }

  says(pattern) { return until(`${pattern} of stunnel`, () => pattern.test(this.output)).catch((error) => { throw new Error(`${error.message}\n${this.output}`); }); }

  async stop() {
    this.child.kill('SIGKILL');
    await this.ended;
    rmSync(this.dir, { recursive: true, force: true });
  }
}
