// carriers.mjs - what each carrier sends and how it signs, as its documents and its own library have it.
//
// A line: name, settings, secrets, path (of its API's base); sign({ method, url, body, params }): the headers of a call;
// accepts(call): its own library's verdict of such a call, where it has one; inbound, receipt: what is called, as
// { url, method, json, form }; answers; sdk: the same text by its own library.
import { createHash, createHmac, createPrivateKey, createSecretKey, sign as signBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { Auth } from '@vonage/auth';
import { verifySignature } from '@vonage/jwt';
import { Messages } from '@vonage/messages';
import { SMS } from '@vonage/sms';
import { SmsCallbackWebhooks, SmsService } from '@sinch/sms';
import { Configuration, MessagesApi } from 'bandwidth-sdk';
import { Webhook } from 'standardwebhooks';
import Telnyx from 'telnyx';
import twilio from 'twilio';
import { ids } from './random.mjs';
import { request } from './request.mjs';

const require = createRequire(import.meta.url);
const plivo = require('plivo');
const messagebird = require('messagebird');
const birdToken = require('messagebird/lib/webhook-signature-jwt.js');
const { Infobip, AuthType } = require('@infobip-api/sdk');

const now = () => Math.floor(Date.now() / 1000);
const hmac = (key, ...parts) => { const sum = createHmac('sha256', key); for (const part of parts) sum.update(part); return sum.digest('base64'); };
const sha256 = (text) => createHash('sha256').update(text).digest();
const b64url = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
const token = (secret, claims) => {
  const signed = `${b64url({ alg: 'HS256', typ: 'JWT' })}.${b64url(claims)}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
};
const digits = (number) => number.replace('+', '');
const sorted = (params) => Object.entries(params).sort(([a], [b]) => (a < b ? -1 : 1));

// The reference's seed; its public key stands in the reference, too.
const seed = Buffer.from(Array.from({ length: 32 }, (_, i) => i));
const telnyxKey = createPrivateKey({ key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]), format: 'der', type: 'pkcs8' });
const telnyxPublic = 'A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=';

const WHSEC = 'whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=';
const basic = (user, password) => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
let next = 0;

export const carriers = [
  {
    name: 'twilio', settings: { account_sid: 'AC00000000000000000000000000000001' }, secrets: { auth_token: 'token-of-twilio' }, path: '',
    sign: ({ url, params }) => ({ 'x-twilio-signature': twilio.getExpectedTwilioSignature('token-of-twilio', url, params) }),
    accepts: ({ url, params, headers }) => twilio.validateRequest('token-of-twilio', headers['x-twilio-signature'], url, params),
    inbound: ({ hook, id, from, to, text }) => ({ url: hook, form: { MessageSid: id, From: from, To: to, Body: text, NumMedia: '0' } }),
    receipt: ({ sent, id, state, code }) => ({ url: sent.body.StatusCallback, form: { MessageSid: id, MessageStatus: state, ...(code ? { ErrorCode: code } : {}) } }),
    states: { delivered: 'delivered', sent: 'sent', failed: 'failed' },
    taken: (id) => ({ status: 201, body: { sid: id, status: 'queued' } }),
    later: { status: 429, headers: { 'retry-after': '1' }, body: { code: 20429 } },
    optedOut: { answer: { status: 400, body: { code: 21610, message: 'unsubscribed' } } },
    sdk: (s) => twilio('AC00000000000000000000000000000001', 'token-of-twilio').messages.create({ to: s.body.To, from: s.body.From, body: s.body.Body,
      statusCallback: s.body.StatusCallback, validityPeriod: s.body.ValidityPeriod }),
  },
  {
    name: 'telnyx', settings: { public_key: telnyxPublic }, secrets: { api_key: 'KEY-of-telnyx' }, path: '/v2',
    sign: ({ body }) => {
      const time = String(now());
      return { 'telnyx-timestamp': time, 'telnyx-signature-ed25519': signBytes(null, Buffer.from(`${time}|${body}`), telnyxKey).toString('base64') };
    },
    accepts: async ({ body, headers }) => !!await new Telnyx({ apiKey: 'KEY-of-telnyx' }).webhooks.unwrap(body, { headers, key: telnyxPublic }).catch(() => false),
    inbound: ({ hook, id, from, to, text }) => ({ url: hook, json: { data: { event_type: 'message.received', id: `e${id}`,
      payload: { id, type: 'SMS', direction: 'inbound', from: { phone_number: from }, to: [{ phone_number: to }], text, media: [] } } } }),
    receipt: ({ sent, id, state, code }) => ({ url: sent.body.webhook_url, json: { data: { event_type: 'message.finalized', id: `r${id}${state}`,
      payload: { id, to: [{ status: state }], errors: code ? [{ code }] : [] } } } }),
    states: { delivered: 'delivered', sent: 'sent', failed: 'sending_failed' },
    taken: (id) => ({ body: { data: { id } } }),
    later: { status: 429, headers: { 'retry-after': '1' } },
    optedOut: { answer: { status: 409, body: { errors: [{ code: '40300', title: 'Blocked due to STOP message' }] } } },
    sdk: (s) => new Telnyx({ apiKey: 'KEY-of-telnyx' }).messages.send(s.body),
  },
  {
    name: 'plivo', settings: { auth_id: 'MA000000000000000001' }, secrets: { auth_token: 'token-of-plivo' }, path: '',
    sign: ({ method, url, params }) => {
      const nonce = ids.uuid(), query = sorted(Object.fromEntries(new URL(url).searchParams)), form = method === 'GET' ? [] : sorted(params);
      const base = url.split('?')[0] + (query.length || form.length ? '?' : '') + query.map(([k, v]) => `${k}=${v}`).join('&')
        + (query.length && form.length ? '.' : '') + form.map(([k, v]) => k + v).join('');
      return { 'x-plivo-signature-v3-nonce': nonce, 'x-plivo-signature-v3': hmac('token-of-plivo', `${base}.${nonce}`) };
    },
    accepts: ({ method, url, params, headers }) => plivo.validateV3Signature(method, url, headers['x-plivo-signature-v3-nonce'], 'token-of-plivo', headers['x-plivo-signature-v3'], params),
    inbound: ({ hook, id, from, to, text }) => ({ url: hook, form: { MessageUUID: id, From: digits(from), To: digits(to), Text: text, Type: 'sms' } }),
    receipt: ({ sent, id, state, code }) => ({ url: sent.body.url, form: { MessageUUID: id, Status: state, ...(code ? { ErrorCode: code } : {}) } }),
    states: { delivered: 'delivered', sent: 'sent', failed: 'failed' },
    taken: (id) => ({ status: 202, body: { message_uuid: [id], api_id: 'a' } }),
    later: { status: 429, headers: { 'retry-after': '1' } },
    optedOut: { state: 'failed', code: '200' },
    sdk: (s) => new plivo.Client('MA000000000000000001', 'token-of-plivo').messages.create(s.body.src, s.body.dst, s.body.text, { url: s.body.url, method: s.body.method }),
    // Its library adds what it makes of an absent powerpack, and a type that is the default.
    but: ['powerpack_uuid', 'powerpackUUID'],
  },
  {
    name: 'vonage', settings: { api_key: 'abcd1234' }, secrets: { api_secret: 'secret-of-vonage', signature_secret: 'signature-secret-of-vonage-012345678' }, path: '',
    sign: ({ body }) => ({ authorization: `Bearer ${token('signature-secret-of-vonage-012345678', { iat: now(), jti: ids.uuid(), iss: 'Vonage', payload_hash: sha256(body).toString('hex'), api_key: 'abcd1234' })}` }),
    accepts: ({ headers }) => verifySignature(headers.authorization.slice(7), 'signature-secret-of-vonage-012345678'),
    acceptsBodies: false, // it looks at the token alone
    inbound: ({ hook, id, from, to, text }) => ({ url: hook, json: { message_uuid: id, from: digits(from), to: digits(to), text, channel: 'sms', message_type: 'text', timestamp: new Date().toISOString() } }),
    receipt: ({ sent, id, state }) => ({ url: sent.body.webhook_url, json: { message_uuid: id, status: state, client_ref: sent.body.client_ref, to: sent.body.to, from: sent.body.from } }),
    states: { delivered: 'delivered', sent: 'submitted', failed: 'undeliverable' },
    unsigned: 503,
    taken: (id) => ({ status: 202, body: { message_uuid: id } }),
    later: { status: 429, headers: { 'retry-after': '1' } },
    sdk: (s) => new Messages(new Auth({ apiKey: 'abcd1234', apiSecret: 'secret-of-vonage' })).send({ channel: 'sms', messageType: 'text', to: s.body.to, from: s.body.from,
      text: s.body.text, clientRef: s.body.client_ref, webhookUrl: s.body.webhook_url }),
  },
  {
    name: 'vonage_sms', settings: { api_key: 'abcd1234', signature_method: 'SHA256-HMAC' }, secrets: { api_secret: 'secret-of-vonage', signature_secret: 'signature-of-vonage' }, path: '',
    // Among the parameters: the call is made again with it.
    signParams: (params) => {
      const all = { ...params, 'api-key': 'abcd1234', timestamp: String(now()), nonce: ids.uuid() };
      const text = sorted(all).map(([k, v]) => `&${k}=${v.replace(/[&=]/g, '_')}`).join('');
      return { ...all, sig: createHmac('sha256', 'signature-of-vonage').update(text).digest('hex') };
    },
    sign: () => ({}),
    accepts: ({ params }) => new SMS(new Auth({ apiKey: 'abcd1234', apiSecret: 'x' })).verifySignature(params.sig, params, 'signature-of-vonage', 'SHA256HMAC'),
    inbound: ({ hook, id, from, to, text }) => ({ url: hook, form: { messageId: id, msisdn: digits(from), to: digits(to), text, type: 'unicode', 'message-timestamp': '2026-01-01 00:00:00' } }),
    receipt: ({ sent, id, state, code }) => ({ url: sent.body.callback, method: 'GET', form: { messageId: id, status: state, 'err-code': code ?? '0', 'client-ref': sent.body['client-ref'], msisdn: sent.body.to } }),
    states: { delivered: 'delivered', sent: 'accepted', failed: 'failed' },
    taken: (id) => ({ body: { 'message-count': '1', messages: [{ status: '0', 'message-id': id, to: '1' }] } }),
    later: { headers: { 'retry-after': '1' }, body: { messages: [{ status: '1', 'error-text': 'Throughput Rate Exceeded' }] } },
    optedOut: { state: 'rejected', code: '4' },
    sdk: (s) => new SMS(new Auth({ apiKey: 'abcd1234', apiSecret: 'secret-of-vonage' })).send({ to: s.body.to, from: s.body.from, text: s.body.text, type: s.body.type,
      ttl: s.body.ttl, callback: s.body.callback, clientRef: s.body['client-ref'] }),
  },
  {
    name: '8x8', settings: { subaccount_id: 'sub_1' }, secrets: { api_key: 'key-of-8x8', webhook_authorization: 'Bearer 0123456789abcdef0123456789abcdef' }, path: '',
    sign: () => ({ authorization: 'Bearer 0123456789abcdef0123456789abcdef' }), told: true,
    inbound: ({ hook, id, from, to, text }) => ({ url: hook, json: { namespace: 'SMS', eventType: 'inbound_message_received',
      payload: { umid: id, source: from, destination: to, body: text, encoding: 'GSM7', smsCount: 1 } } }),
    receipt: ({ sent, id, state, code }) => ({ url: sent.body.dlrCallbackUrl, json: { namespace: 'SMS', eventType: 'outbound_message_status_changed',
      payload: { umid: id, clientMessageId: sent.body.clientMessageId, status: { state, ...(code ? { errorCode: code } : {}) } } } }),
    states: { delivered: 'delivered', sent: 'sent', failed: 'rejected' },
    taken: (id) => ({ body: { umid: id, encoding: 'GSM7', status: { code: 'QUEUED' } } }),
    later: { status: 429, headers: { 'retry-after': '1' } },
    documented: { method: 'POST', path: '/api/v1/subaccounts/sub_1/messages', authorization: 'Bearer key-of-8x8',
      fields: ['clientMessageId', 'destination', 'dlrCallbackUrl', 'encoding', 'source', 'text'] },
  },
  {
    name: 'sinch', settings: { service_plan_id: 'plan_1' }, secrets: { api_token: 'token-of-sinch', webhook_secret: 'secret-of-sinch' }, path: '',
    sign: ({ body }) => {
      const nonce = ids.uuid(), time = String(now());
      return { 'x-sinch-webhook-signature-nonce': nonce, 'x-sinch-webhook-signature-timestamp': time, 'x-sinch-webhook-signature-algorithm': 'HmacSHA256',
        'x-sinch-webhook-signature': hmac('secret-of-sinch', `${body}.${nonce}.${time}`) };
    },
    accepts: ({ body, headers }) => new SmsCallbackWebhooks('secret-of-sinch').validateAuthenticationHeader(headers, body),
    inbound: ({ hook, id, from, to, text }) => ({ url: hook, json: { type: 'mo_text', id, from: digits(from), to: digits(to), body: text, received_at: new Date().toISOString() } }),
    receipt: ({ sent, id, state }) => ({ url: sent.body.callback_url, json: { type: 'recipient_delivery_report_sms', batch_id: id, recipient: sent.body.to[0], status: state, code: 0, at: new Date().toISOString() } }),
    states: { delivered: 'Delivered', sent: 'Dispatched', failed: 'Aborted' },
    taken: (id) => ({ status: 201, body: { id, to: ['1'] } }),
    later: { status: 429, headers: { 'retry-after': '1' } },
    sdk: (s) => new SmsService({ servicePlanId: 'plan_1', apiToken: 'token-of-sinch', smsRegion: 'us' }).batches.send({ sendSMSRequestBody: { ...s.body } }),
  },
  {
    name: 'messagebird', settings: {}, secrets: { access_key: 'key-of-messagebird', signing_key: 'signing-key-of-messagebird' }, path: '',
    sign: ({ url, body }) => ({ 'messagebird-signature-jwt': token('signing-key-of-messagebird', { iss: 'MessageBird', nbf: now(), exp: now() + 60, jti: ids.uuid(),
      url_hash: sha256(url).toString('hex'), ...(body ? { payload_hash: sha256(body).toString('hex') } : {}) }) }),
    accepts: ({ url, body, headers }) => birdToken.verify(url, Buffer.from(body ?? ''), headers['messagebird-signature-jwt'], createSecretKey(Buffer.from('signing-key-of-messagebird'))).then(() => true, () => false),
    inbound: ({ hook, id, from, to, text }) => ({ url: hook, json: { id, originator: digits(from), recipient: digits(to), payload: text } }),
    receipt: ({ sent, id, state }) => ({ url: sent.body.reportUrl, method: 'GET', form: { id, reference: sent.body.reference, recipient: sent.body.recipients[0], status: state, statusDatetime: '2026-01-01T00:00:00+00:00' } }),
    states: { delivered: 'delivered', sent: 'sent', failed: 'delivery_failed' },
    taken: (id) => ({ status: 201, body: { id } }),
    later: { status: 429, headers: { 'retry-after': '1' } },
    sdk: (s) => new Promise((done, fail) => {
      messagebird.initClient('key-of-messagebird').messages.create(s.body, (error, answer) => (error ? fail(error) : done(answer)));
    }),
  },
  {
    name: 'bandwidth', settings: { account_id: '9900000', application_id: 'app-1', username: 'user', webhook_user: 'hook' }, secrets: { password: 'pass', webhook_password: 'hook-pass' }, path: '/api/v2',
    sign: () => ({ authorization: basic('hook', 'hook-pass') }), told: true,
    inbound: ({ hook, id, from, to, text }) => ({ url: hook, json: [{ type: 'message-received', time: new Date().toISOString(), to,
      message: { id, from, to: [to], owner: to, text, direction: 'in', segmentCount: 1, applicationId: 'app-1', media: [] } }] }),
    receipt: ({ hook, sent, id, state, code }) => ({ url: hook, json: [{ type: state, to: sent.body.to[0], ...(code ? { errorCode: Number(code) } : {}), message: { id, tag: sent.body.tag, direction: 'out' } }] }),
    states: { delivered: 'message-delivered', sent: 'message-sent', failed: 'message-failed' },
    taken: (id) => ({ status: 202, body: { id } }),
    later: { status: 429, headers: { 'retry-after': '1' } },
    optedOut: { state: 'message-failed', code: '4775' },
    sdk: (s) => new MessagesApi(new Configuration({ username: 'user', password: 'pass' })).createMessage('9900000', s.body),
  },
  {
    name: 'infobip', settings: { webhook_user: 'hook' }, secrets: { api_key: 'key-of-infobip', webhook_password: 'hook-pass' }, path: '',
    sign: () => ({ authorization: basic('hook', 'hook-pass') }), told: true,
    inbound: ({ hook, id, from, to, text }) => ({ url: hook, json: { results: [{ messageId: id, from: digits(from), to: digits(to), text, smsCount: 1 }], messageCount: 1 } }),
    receipt: ({ sent, id, state }) => ({ url: sent.body.messages[0].webhooks.delivery.url, json: { results: [{ messageId: id, to: '1', callbackData: sent.body.messages[0].webhooks.callbackData,
      status: { groupId: 3, groupName: state }, error: { id: 0, name: 'NO_ERROR' } }] } }),
    states: { delivered: 'DELIVERED', sent: 'PENDING', failed: 'REJECTED' },
    taken: (id) => ({ body: { messages: [{ messageId: id, status: { groupId: 1, groupName: 'PENDING' } }] } }),
    later: { status: 429, headers: { 'retry-after': '1' } },
    // Its library speaks the version before: the same values in their older places.
    sdk: (s) => new Infobip({ baseUrl: 'https://x.api.infobip.com', apiKey: 'key-of-infobip', authType: AuthType.ApiKey }).channels.sms.send({ messages: [{
      from: s.body.messages[0].sender, destinations: s.body.messages[0].destinations, text: s.body.messages[0].content.text,
      notifyUrl: s.body.messages[0].webhooks.delivery.url, notifyContentType: s.body.messages[0].webhooks.contentType, callbackData: s.body.messages[0].webhooks.callbackData }] }),
    older: ({ path, body, ...rest }) => ({ ...rest, path: path.replace('/sms/2/text/advanced', '/sms/3/messages'), body: { messages: body.messages.map((m) => ({ sender: m.from, destinations: m.destinations,
      content: { text: m.text }, webhooks: { delivery: { url: m.notifyUrl }, contentType: m.notifyContentType, callbackData: m.callbackData } })) } }),
  },
  {
    name: 'generic', settings: {}, secrets: { secret: WHSEC }, path: '/sms',
    sign: ({ body }) => {
      const id = `msg_${++next}`, time = new Date();
      return { 'webhook-id': id, 'webhook-timestamp': String(Math.floor(time / 1000)), 'webhook-signature': new Webhook(WHSEC).sign(id, time, body) };
    },
    accepts: ({ body, headers }) => { try { return !!new Webhook(WHSEC).verify(body, headers); } catch { return false; } },
    inbound: ({ hook, id, from, to, text }) => ({ url: `${hook}/generic`, json: { type: 'sms.received', data: { id, from, to, text } } }),
    receipt: ({ hook, sent, id, state }) => ({ url: `${hook}/generic`, json: { type: 'sms.receipt', data: { id, ref: sent.body.data.ref, state } } }),
    states: { delivered: 'delivered', sent: 'sent', failed: 'failed' },
    taken: (id) => ({ body: { id } }),
    later: { status: 429, headers: { 'retry-after': '1' } },
    optedOut: { state: 'opted_out' },
    verified: (request) => new Webhook(WHSEC).verify(request.text, request.headers),
  },
];

// The call ready to be made: { url, method, body, params, headers }.
export function signed(carrier, { url, method = 'POST', json, form }) {
  const params = form && (carrier.signParams?.(form) ?? form);
  const body = json ? JSON.stringify(json) : method === 'GET' ? undefined : new URLSearchParams(params).toString();
  const whole = method === 'GET' ? `${url}${url.includes('?') ? '&' : '?'}${new URLSearchParams(params)}` : url;
  const type = json ? 'application/json' : 'application/x-www-form-urlencoded';
  const call = { method, url: whole, body, params: params ?? {} };
  return { ...call, headers: { ...(body === undefined ? {} : { 'content-type': type }), ...carrier.sign(call) } };
}

export async function make({ method, url, body, headers }, to = url) {
  const { status, text } = await request(to, { method, body, headers });
  return { status, text };
}
