// The state of a daemon's process, as deploy/lib/stack.sh reports it.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
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
