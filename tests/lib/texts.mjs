// texts.mjs - customers: numbers nobody else uses in this run, texts signed by the carrier's own library.
import twilio from 'twilio';
import { ids, SEED } from './random.mjs';
import { request } from './request.mjs';

let next = 0;
const block = 220 + SEED % 80; // an exchange of North America begins with 2 to 9 and does not end with 11, else the number is refused; channels of tests have 555 and more
export const newNumber = () => `+1415${block}${String(next++).padStart(4, '0')}`;
// One of the numbers that the organisation has claimed, as a Work number must be: the administrator adds it to the list.
export const claim = async (administrator, number) => {
  const { status, body } = await administrator.call('POST', '/api/v1/numbers', { number, state: 'claimed' });
  if (status !== 201 && body?.type !== 'value_taken') throw new Error(`claim: ${status} ${JSON.stringify(body)}`);
  return number;
};
export const newSid = () => 'SM' + ids.hex(16);

export const inboundParams = (channel, from, body, extra = {}) => ({
  AccountSid: channel.account_sid, ApiVersion: '2010-04-01', MessageSid: newSid(), SmsStatus: 'received',
  From: from, To: channel.number, Body: body, NumMedia: '0', NumSegments: '1', FromCountry: 'US', ...extra,
});

export const signatureOf = (channel, url, params) => twilio.getExpectedTwilioSignature(channel.auth_token, url, params);

// Posts a form signed for the public URL, to any instance; answers { status, text, type }.
export async function postSigned(channel, params, { url = channel.hook_url, to = url, signature, body } = {}) {
  const answer = await request(to, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
      'x-twilio-signature': signature ?? signatureOf(channel, url, params),
      'user-agent': 'TwilioProxy/1.1',
    },
    body: String(body ?? new URLSearchParams(params)),
  });
  return { status: answer.status, text: answer.text, type: answer.headers.get('content-type') };
}

export const text = (channel, from, body, options) => postSigned(channel, inboundParams(channel, from, body), options);

// The hook's address on one instance itself, without the edge.
export const hookAt = (stack, instance, channel) => stack.run.http[instance] + new URL(channel.hook_url).pathname;
