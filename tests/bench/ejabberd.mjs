// ejabberd.mjs - the peer of PF-7: what an idle client costs ejabberd, as many of them as of our pages.
//
// Debian's ejabberd, started here without its cluster, with as few modules as a chat needs (rosters, and pings as ours: every 4 s
// of silence). Clients log in anonymously over plain TCP, bind and are available: less than WebSocket would cost it.
import { spawn } from 'node:child_process';
import { globSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../lib/stack.mjs';
import { reservePorts } from '../lib/ports.mjs';
import { cpuOf, residentOf, sleep } from './proc.mjs';

const HOST = 'bench.test', AT_ONCE = 100, READY_MS = 60000, SETTLE_MS = 3000;
const HELLO = `<stream:stream to='${HOST}' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>`;
// What is said, after which answer, until the client is available.
const STEPS = [
  [/<\/stream:features>/, "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='ANONYMOUS'/>"],
  [/<success/, HELLO],
  [/<\/stream:features>/, "<iq type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>"],
  [/id='b'.*type='result'|type='result'.*id='b'/, '<presence/>'],
  [/<presence/, ''],
];

// One client: answers its socket once it is available, and answers pings from then on.
const client = (port) => new Promise((done, fail) => {
  const socket = connect(port, '127.0.0.1', () => socket.write(HELLO)), steps = [...STEPS];
  let said = '';
  socket.setEncoding('utf8');
  socket.on('error', fail);
  socket.on('data', (data) => {
    said += data;
    if (steps.length && steps[0][0].test(said)) {
      said = '';
      socket.write(steps.shift()[1]);
      if (!steps.length) done(socket);
    } else if (!steps.length) {
      const [ping, id] = /<iq[^>]* id='([^']+)'[^>]*type='get'|<iq[^>]*type='get'[^>]* id='([^']+)'/.exec(said) ?? [];
      if (ping) socket.write(`<iq type='result' id='${id}'/>`);
      if (said.endsWith('>')) said = '';
    }
  });
});

// KiB of resident memory a client, and what all of them cost of a core when nobody says anything.
export async function ejabberd(clients) {
  const dir = mkdtempSync(join(tmpdir(), 'bench-ejabberd-')), port = await reservePorts();
  writeFileSync(join(dir, 'ejabberd.yml'), `loglevel: 3
hosts: [${HOST}]
auth_method: [anonymous]
anonymous_protocol: sasl_anon
allow_multiple_connections: true
listen:
  - port: ${port}
    ip: "127.0.0.1"
    module: ejabberd_c2s
    backlog: 1024
modules:
  mod_roster: {}
  mod_ping: {send_pings: true, ping_interval: 4}
`);
  const code = globSync('/usr/lib/*/ejabberd-*/ebin').flatMap((folder) => ['-pa', folder]);
  const child = spawn('erl', ['+P', '300000', '+Q', '65536', ...code, '-noinput', '-mnesia', 'dir', `"${dir}/mnesia"`, '-ejabberd', 'config', `"${dir}/ejabberd.yml"`,
    'log_path', `"${dir}/log"`, '-s', 'ejabberd'], { cwd: dir, stdio: 'ignore', env: { ...process.env, HOME: dir } });
  const sockets = [];
  try {
    sockets.push(await until('ejabberd answers', () => client(port), READY_MS, 100));
    await sleep(SETTLE_MS);
    const before = residentOf(child.pid);
    const some = async () => { while (sockets.length < clients) { const at = sockets.push(null) - 1; sockets[at] = await client(port); } };
    await Promise.all(Array.from({ length: AT_ONCE }, some));
    await sleep(SETTLE_MS);
    const cpu = cpuOf(child.pid), at = performance.now();
    await sleep(SETTLE_MS);
    return { each: (residentOf(child.pid) - before) / (clients - 1) / 1024, busy: 100 * (cpuOf(child.pid) - cpu) / ((performance.now() - at) / 1000) };
  } finally {
    for (const socket of sockets) socket?.destroy();
    child.kill('SIGKILL');
    await new Promise((done) => { child.exitCode !== null || child.signalCode !== null ? done() : child.on('exit', done); });
    rmSync(dir, { recursive: true, force: true });
  }
}
