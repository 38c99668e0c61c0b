// desk.mjs - what the plays need of an agent's desk: REST, the stream, a line for each step with its time.
import { readFileSync } from 'node:fs';

const WAIT_MS = 20000 * Number(process.env.PATIENCE ?? 1); // as deploy/lib/common.sh
export const run = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const began = performance.now();
let last = began;

export function show(what, detail = '') {
  const now = performance.now();
  console.log(`    ${((now - began) / 1000).toFixed(3).padStart(8)} s  (+${(now - last).toFixed(0).padStart(5)} ms)  ${what.padEnd(30)} ${detail}`);
  last = now;
}

// What `look` finds, or an error that says what did not come.
export async function until(what, look, ms = WAIT_MS) {
  for (const end = Date.now() + ms; ;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > end) throw new Error(`no ${what} within ${ms / 1000} s`);
    await new Promise((done) => setTimeout(done, 20));
  }
}

// One HTTP request of the agent; answers the body or throws what the problem says.
export async function call(token, method, path, body, headers = {}) {
  const answer = await fetch(run.base_url + path, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  return text === '' ? null : JSON.parse(text);
}

// The agent's stream: remembers the newest state of each thing.
export async function openStream(token) {
  const things = new Map();
  const url = run.base_url.replace(/^http/, 'ws') + '/api/v1/stream?app=workspace';
  const socket = new WebSocket(url, { headers: { authorization: `Bearer ${token}` } });
  socket.onmessage = ({ data }) => {
    const frame = JSON.parse(data);
    if (frame.type === 'ping') return socket.send(JSON.stringify({ type: 'pong', at: frame.at }));
    if (frame.kind) things.set(`${frame.kind} ${frame.id}`, frame);
  };
  await new Promise((done, fail) => { socket.onopen = done; socket.onerror = () => fail(new Error('the stream was refused')); });
  const find = (fits) => [...things.values()].find((frame) => frame.state && fits(frame));
  return { close: () => socket.close(), find, until: (what, fits) => until(what, () => find(fits)) };
}
