// carrier.mjs - stands for the carrier's API, which a closed machine can't reach.
//
// Speaks the documented protocol of Twilio's message resource: checks method, path,
// basic authentication and form; answers 201 with a sid; posts signed status callbacks
// (sent, then delivered). A test may change `behave` to make it fail in a chosen way.
import { createServer } from 'node:http';
import { newSid, post } from './twilio.mjs';

const MAX_BODY = 64 * 1024;
const MAX_KEPT = 100000;

const problem = (res, status, code, message, headers = {}) => {
  res.writeHead(status, { 'content-type': 'application/json', ...headers });
  res.end(JSON.stringify({ code, message, status, more_info: `https://www.twilio.com/docs/errors/${code}` }));
};

async function readForm(req) {
  let body = '';
  for await (const part of req.setEncoding('utf8')) {
    body += part;
    if (body.length > MAX_BODY) throw new Error('too large');
  }
  return new URLSearchParams(body);
}

function refuse(req, form, account) {
  if (req.method !== 'POST') return [405, 20004, 'Method not allowed'];
  if (!(req.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded'))
    return [400, 21620, 'Content type is not a form'];
  if (!/^\+[1-9]\d{6,14}$/.test(form.get('To') ?? '')) return [400, 21211, "Invalid 'To' Phone Number"];
  if (!account.numbers.includes(form.get('From'))) return [400, 21606, "The 'From' number is not yours"];
  const text = form.get('Body') ?? '';
  if (text === '' || text.length > 1600) return [400, 21617, 'The Body is empty or over 1600 characters'];
  return null;
}

// accounts: { [sid]: { token, numbers: [...] } }. Answers { port, sent, behave, close }.
// requests: what came, whole; sent: every message taken, in order. behave(form, n): { status, code, message, retryAfter,
// hang, drop, dropAfter, delayMs, until, states } or undefined, to deviate from success.
export async function startCarrier({ port = 0, accounts }) {
  const carrier = { requests: [], sent: [], refused: [], callbacks: [], telling: 0, behave: () => undefined, port: 0, close: null };

  async function tellStates(account, form, sid, states) {
    const url = form.get('StatusCallback');
    if (!url) return;
    carrier.telling++;
    for (const [MessageStatus, ErrorCode] of states) {
      const params = { MessageSid: sid, MessageStatus, To: form.get('To'), From: form.get('From') };
      if (ErrorCode) params.ErrorCode = ErrorCode;
      // Twilio tries again after a failed connection; so do we, a bounded number of times.
      for (let i = 0; i < 50; i++) {
        const answer = await post(account.token, url, params).catch((error) => ({ status: 0, text: String(error) }));
        carrier.callbacks.push({ sid, MessageStatus, status: answer.status });
        if (answer.status >= 200 && answer.status < 300) break;
        await new Promise((done) => setTimeout(done, 200));
      }
    }
    carrier.telling--;
  }

  async function take(req, res) {
    const path = /^\/2010-04-01\/Accounts\/([^/]+)\/Messages\.json$/.exec(req.url);
    const account = path && accounts[path[1]];
    if (req.url === '/healthz') return void res.end('ok');
    if (!account) return problem(res, 404, 20404, 'The requested resource was not found');
    const expected = 'Basic ' + Buffer.from(`${path[1]}:${account.token}`).toString('base64');
    if (req.headers.authorization !== expected) return problem(res, 401, 20003, 'Authenticate');
    const form = await readForm(req);
    carrier.requests.push({ method: req.method, path: req.url, headers: req.headers, form: Object.fromEntries(form) });
    if (carrier.requests.length > MAX_KEPT) carrier.requests.shift();
    const bad = refuse(req, form, account);
    if (bad) {
      carrier.refused.push({ form: Object.fromEntries(form), why: bad });
      return problem(res, ...bad);
    }
    const how = carrier.behave(form, carrier.sent.length) ?? {};
    if (how.drop) return void req.socket.destroy();
    if (how.status >= 400)
      return problem(res, how.status, how.code ?? 20500, how.message ?? 'As the test asked', how.retryAfter ? { 'retry-after': String(how.retryAfter) } : {});
    const sid = newSid('SM');
    carrier.sent.push({ sid, to: form.get('To'), from: form.get('From'), body: form.get('Body'), callback: form.get('StatusCallback'), at: Date.now() });
    if (how.dropAfter) { void tellStates(account, form, sid, how.states ?? [['sent'], ['delivered']]); return void req.socket.destroy(); }
    if (how.hang) return;
    if (how.until) await how.until; // likewise, when the test says so
    if (how.delayMs) await new Promise((done) => setTimeout(done, how.delayMs)); // taken, the answer comes later
    res.writeHead(201, { 'content-type': 'application/json' });
    res.end(JSON.stringify({ sid, status: 'queued', num_segments: '1', error_code: null, to: form.get('To'), from: form.get('From') }));
    void tellStates(account, form, sid, how.states ?? [['sent'], ['delivered']]);
  }

  const server = createServer((req, res) => take(req, res).catch((error) => problem(res, 500, 20500, String(error))));
  await new Promise((done, fail) => server.once('error', fail).listen(port, '127.0.0.1', done));
  carrier.port = server.address().port;
  carrier.close = () => new Promise((done) => { server.close(done); server.closeAllConnections(); });
  return carrier;
}
