// message.mjs - reads SIP messages and session descriptions that came over UDP. Whatever is not one is null: a datagram may hold anything, from anybody.

const HEAD_MAX = 16384, LINES_MAX = 100, VALUE_MAX = 2000;
const NEEDED = ['via', 'from', 'to', 'call-id', 'cseq'];
const COMPACT = { v: 'via', f: 'from', t: 'to', i: 'call-id', m: 'contact', l: 'content-length', c: 'content-type' };

// { first, method, target: of a request; status: of a response, else 0; cseq, body, all(name), get(name) }
export function readMessage(data) {
  const text = data.toString('utf8'), end = text.indexOf('\r\n\r\n');
  if (end < 0 || end > HEAD_MAX) return null;
  const [first, ...lines] = text.slice(0, end).split('\r\n');
  if (lines.length > LINES_MAX || /[\0-\x08\x0a-\x1f\x7f]/.test(text.slice(0, end).replaceAll('\r\n', ''))) return null;
  const headers = [];
  for (const line of lines) {
    const at = line.indexOf(':'), name = line.slice(0, at).trim().toLowerCase();
    if (at < 1 || line.length > VALUE_MAX) return null;
    headers.push([COMPACT[name] ?? name, line.slice(at + 1).trim()]);
  }
  const all = (name) => headers.filter(([key]) => key === name).map(([, value]) => value);
  const get = (name) => all(name)[0] ?? '';
  if (!NEEDED.every((name) => get(name) !== '')) return null;
  const [, number, method] = /^(\d{1,10})\s+([A-Z]{2,20})$/.exec(get('cseq')) ?? [];
  const request = /^([A-Z]{2,20}) (\S{1,500}) SIP\/2\.0$/.exec(first), response = /^SIP\/2\.0 ([1-6]\d\d)( |$)/.exec(first);
  if (!method || (request ? request[1] !== method : !response)) return null;
  return { first, method, target: request?.[2] ?? '', status: Number(response?.[1] ?? 0), cseq: Number(number), body: text.slice(end + 4), all, get };
}

// Where sound of G.711 (mu-law) goes: { host, port }; null: nowhere on this machine.
export function readSdp(sdp) {
  const [, port, formats] = /^m=audio (\d{1,5}) RTP\/AVP ([\d ]{1,100})\r?$/m.exec(sdp) ?? [];
  const [, host] = /^c=IN IP4 (127(?:\.\d{1,3}){3})\r?$/m.exec(sdp) ?? [];
  if (!host || !formats.trim().split(/ +/).includes('0') || Number(port) < 1 || Number(port) > 65535 || host.split('.').some((part) => Number(part) > 255)) return null;
  return { host, port: Number(port) };
}

export const inside = (value) => /<([^>]+)>/.exec(value)?.[1] ?? value;
export const tagged = (value, tag) => (/;tag=/.test(value) ? value : `${value};tag=${tag}`);
// The user's part of an address: a number, mostly.
export const userOf = (value) => /sips?:([^@;>]{1,100})@/.exec(value)?.[1] ?? '';
