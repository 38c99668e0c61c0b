// judge.mjs - the API document as a judge between client and edge: other people's proxy (prism), which refuses
// requests that the document does not allow, and answers that are not as it says.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { documentOf, readRoutes } from '../../web/openapi/document.mjs';
import { BUILD, ROOT } from './root.mjs';

export const UPSTREAM = 'x-judged-upstream'; // the header that names it
const OWN = 'https://stoplight.io/prism/errors#';

export const apiDocument = (strict) => documentOf(readRoutes(readFileSync(join(BUILD, 'routes.json'), 'utf8')), { version: 'test', strict });

// A proxy for all stacks: each request names the edge that it is for. Returns its process, with `base`; it ends with this one.
export async function startJudge() {
  const child = spawn(process.execPath, ['--import', join(ROOT, 'tests/lib/keep_alive.mjs'), join(ROOT, 'tests/lib/judge_server.mjs')], { stdio: ['pipe', 'pipe', 'inherit'] });
  const base = await Promise.race([once(child.stdout, 'data').then(([line]) => line.toString().trim()), once(child, 'exit').then(() => null)]);
  if (!base) throw new Error('the judge (prism) did not start');
  for (const held of [child, child.stdin, child.stdout]) held.unref();
  return Object.assign(child, { base });
}

export class Judge {
  // upstream: the edge's address. The whole run has one proxy (JUDGE); what runs without tests/run starts its own. Answers at once.
  static of(upstream) {
    const judge = new Judge();
    judge.upstream = upstream;
    judge.starting = process.env.JUDGE ? Promise.resolve({ base: process.env.JUDGE }) : startJudge();
    judge.starting.catch(() => {}); // the first call throws it
    return judge;
  }
  async stop() { (await this.starting.catch(() => null))?.kill?.('SIGKILL'); }

  // send(base, headers): the request to that address, with these besides its own. Whatever the judge does not pass on, the edge must refuse, too.
  async call(what, send) {
    const { base } = await this.starting, answer = await send(base, { [UPSTREAM]: this.upstream });
    if (!answer.headers.get('content-type')?.includes('problem+json') || !answer.text.includes(OWN)) return answer;
    const { type, validation } = JSON.parse(answer.text);
    const why = `${type.slice(OWN.length)} ${JSON.stringify(validation ?? '')}`;
    if (type === `${OWN}VIOLATIONS`) throw new Error(`${what}: the answer is not as the API document says: ${why}`);
    const direct = await send(null);
    if (direct.status < 400 && !type.endsWith('NO_PATH_MATCHED_ERROR')) throw new Error(`${what}: ${direct.status}, though the API document forbids the request: ${why}`);
    return direct;
  }
}
