// judge.mjs - the API document as a judge between client and edge: other people's proxy (prism), which refuses
// requests that the document does not allow, and answers that are not as it says.
import { spawn } from 'node:child_process';
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { documentOf, readRoutes } from '../../web/openapi/document.mjs';
import { ROOT } from './root.mjs';

export const BUILD = join(ROOT, 'build', process.env.FLAVOUR ?? 'plain');
const OWN = 'https://stoplight.io/prism/errors#';
const START_MS = 300000; // a second of computing; on a machine with much else to do that takes its time

export const apiDocument = (strict) => documentOf(readRoutes(readFileSync(join(BUILD, 'routes.json'), 'utf8')), { version: 'test', strict });

export class Judge {
  // Answers at once; ready() waits.
  static start(port, upstream) {
    const judge = new Judge();
    judge.base = `http://127.0.0.1:${port}`;
    judge.child = spawn(process.execPath, ['--import', join(ROOT, 'tests/lib/keep_alive.mjs'), join(ROOT, 'tests/lib/judge_server.mjs'),
      String(port), upstream], { stdio: ['ignore', 'ignore', 'inherit'] });
    judge.started = judge.untilUp();
    judge.started.catch(() => {});
    return judge;
  }

  async untilUp() {
    const end = Date.now() + START_MS;
    while (!await fetch(this.base).then(() => true, () => false)) {
      if (this.child.exitCode !== null || Date.now() > end) throw new Error('the judge (prism) did not start');
      await new Promise((done) => setTimeout(done, 50));
    }
  }
  ready() { return this.started; }
  stop() { this.child.kill('SIGKILL'); }

  // send(base): the request to that address. Whatever the judge does not pass on, the edge must refuse, too.
  async call(what, send) {
    await this.started;
    const answer = await send(this.base);
    if (!answer.headers.get('content-type')?.includes('problem+json') || !answer.text.includes(OWN)) return answer;
    const { type, validation } = JSON.parse(answer.text);
    const why = `${type.slice(OWN.length)} ${JSON.stringify(validation ?? '')}`;
    if (type === `${OWN}VIOLATIONS`) throw new Error(`${what}: the answer is not as the API document says: ${why}`);
    const direct = await send(null);
    if (direct.status < 400 && !type.endsWith('NO_PATH_MATCHED_ERROR')) throw new Error(`${what}: ${direct.status}, though the API document forbids the request: ${why}`);
    return direct;
  }
}

// ---- what was called, by test file: integration/zz-coverage.test.mjs looks whether it was all ----

export const CALLS = join(BUILD, 'api-calls');
// By folder and name: tests/integration/books.test.mjs is not tests/browser/books.test.mjs.
export const callsOf = (file) => join(CALLS, `${basename(dirname(file))}-${basename(file)}.jsonl`);
const mine = callsOf(process.argv[1] ?? 'unknown');
mkdirSync(CALLS, { recursive: true });
writeFileSync(mine, '');

export const record = (method, path, status) => appendFileSync(mine, `${JSON.stringify([method, path.split('?')[0], status])}\n`);
