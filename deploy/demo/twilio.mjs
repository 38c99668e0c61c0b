// twilio.mjs - what the demo needs of Twilio's protocol: signing a request.
//
// Rule: base64(HMAC-SHA1(token, URL + each parameter's name and value, names sorted)).
import { createHmac } from 'node:crypto';

export function sign(token, url, params) {
  const text = Object.keys(params).sort().reduce((sum, name) => sum + name + params[name], url);
  return createHmac('sha1', token).update(text, 'utf8').digest('base64');
}

// Posts a signed form; answers { status, text }.
export async function post(token, url, params) {
  const answer = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-twilio-signature': sign(token, url, params),
    },
    body: new URLSearchParams(params),
  });
  return { status: answer.status, text: await answer.text() };
}

// An id as Twilio makes them: two letters and 32 hexadecimal digits.
export const newSid = (prefix) =>
  prefix + [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, '0')).join('');
