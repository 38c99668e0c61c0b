// files.mjs - files that users upload; a carrier's files: who gives them, a channel at it, texts that bring them.
import { createServer } from 'node:http';
import { deflateSync } from 'node:zlib';
import { until } from './stack.mjs';
import { inboundParams, newNumber, newSid, postSigned } from './texts.mjs';

// A picture that can be looked at: one colour, 64 by 48.
export function picture(width, height) {
  const crcTable = Array.from({ length: 256 }, (_, n) => { let c = n; for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1; return c >>> 0; });
  const crc = (bytes) => { let c = 0xffffffff; for (const b of bytes) c = crcTable[(c ^ b) & 255] ^ (c >>> 8); return (c ^ 0xffffffff) >>> 0; };
  const u32 = (n) => { const b = Buffer.alloc(4); b.writeUInt32BE(n >>> 0); return b; };
  const chunk = (type, data) => { const body = Buffer.concat([Buffer.from(type), data]); return Buffer.concat([u32(data.length), body, u32(crc(body))]); };
  const row = Buffer.concat([Buffer.from([0]), Buffer.alloc(width * 3, 0x5a)]);
  return Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), chunk('IHDR', Buffer.concat([u32(width), u32(height), Buffer.from([8, 2, 0, 0, 0])])),
    chunk('IDAT', deflateSync(Buffer.concat(Array(height).fill(row)))), chunk('IEND', Buffer.alloc(0))]);
}
export const PNG = picture(64, 48);

// Uploads: in parts of PART bytes, then as a whole. `uploadFile` answers the finished file as the API shows it.
export const PART = 262144;
export const uploadPart = (client, id, n, bytes) => client.call('PUT', `/api/v1/files/${id}/parts/${n}`, undefined, { raw: bytes, headers: { 'content-type': 'application/octet-stream' } });
export const uploadImage = (client, bytes, path = '/api/v1/inline-images', method = 'POST') => client.call(method, path, undefined, { raw: bytes, headers: { 'content-type': 'image/png' } });
export async function uploadFile(client, name, bytes) {
  const need = (answer, status) => { if (answer.status !== status) throw new Error(`upload of ${name}: ${answer.status} ${JSON.stringify(answer.body)}`); return answer.body; };
  const { id } = need(await client.call('POST', '/api/v1/files', { name, bytes: bytes.length }), 201);
  for (let n = 0; n * PART < bytes.length; n++) need(await uploadPart(client, id, n, bytes.subarray(n * PART, (n + 1) * PART)), 204);
  return need(await client.call('POST', `/api/v1/files/${id}/finish`), 200);
}

// A carrier's files by path; `asked` is what came for each.
export class Files {
  static async start() {
    const files = new Files();
    files.asked = [];
    files.at = {};
    files.server = createServer((req, res) => {
      files.asked.push({ path: req.url, authorization: req.headers.authorization, at: Date.now() });
      const how = files.at[req.url] ?? { status: 404 };
      if (how.hang) return;
      res.writeHead(how.status ?? 200, { 'content-type': how.type ?? 'image/png', ...how.headers });
      res.end(how.body);
    });
    await new Promise((done) => files.server.listen(0, '127.0.0.1', done));
    files.url = `http://127.0.0.1:${files.server.address().port}`;
    return files;
  }
  of(path) { return this.asked.filter((one) => one.path === path); }
  close() { return new Promise((done) => { this.server.close(done); this.server.closeAllConnections(); }); }
}

// A channel at Twilio whose API is `files`.
export async function place(stack, adam, files) {
  const make = async (path, body) => {
    const answer = await adam.call('POST', `/api/v1/${path}`, body);
    if (answer.status !== 201) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  };

  const number = '+14157779001', sid = 'AC00000000000000000000000000000009', token = 'token-of-files';
  const made = await make('channels', { medium: 'sms', name: 'With files', number });
  const account = await make('carrier-accounts', { carrier: 'twilio', name: 'With files', settings: { account_sid: sid, base_url: files.url }, secrets: { auth_token: token } });
  await make('channel-carriers', { channel_id: made.id, account_id: account.id });
  await make('route-rules', { channel_id: made.id, position: 1, conditions: {}, queue_id: '1', skills: [] });
  const hook_url = `${stack.base}/hooks/sms/${made.hook_key}`;
  for (const name of Object.keys(stack.run.http).filter((one) => one.startsWith('smsgw')))
    await until(`${name} knows it`, async () => (await fetch(stack.run.http[name] + new URL(hook_url).pathname, { method: 'POST', body: 'x=1' })).status === 403);
  return { id: made.id, number, account_sid: sid, auth_token: token, hook_url };
}

// A text with files from these addresses; answers its number.
export async function mms(channel, urls, { number = newNumber(), body = 'look', sid = newSid() } = {}) {
  const extra = { MessageSid: sid, NumMedia: String(urls.length) };
  urls.forEach((url, n) => Object.assign(extra, { [`MediaUrl${n}`]: url, [`MediaContentType${n}`]: 'image/jpeg' }));
  const answer = await postSigned(channel, inboundParams(channel, number, body, extra));
  if (answer.status !== 200) throw new Error(`the hook: ${answer.status} ${answer.text}`);
  return number;
}
