// example_values.mjs - what the fields of examples hold (examples.mjs): by the field's name, or 'thing.field' where things differ.
//
// The values are those of the demo. Telephone numbers are of ranges for fiction (+1 … 555 01xx, +46 70 174 06xx), hosts end with .example.
// null holds where null is allowed.
export const VALUES = {
  // people
  'agent.name': 'Maya Okafor', 'user.name': 'Maya Okafor', 'customer.name': 'Priya Raman', 'visitor.name': 'Elena Petrova', 'contact.name': 'Helen Zhao',
  'supervisor.name': 'Rosa Marchetti', 'colleague.name': 'Ida Brandt', 'recipient.name': 'Bayview Hotel', 'front_line.name': 'Reception',
  'exceptional_hour.name': 'Christmas Day', 'alarm_event.name': 'Orders: oldest wait', 'own_address_book.name': 'Google contacts', 'roster_entry.name': 'Ida Brandt',
  'phone_token.name': 'Maya Okafor', agent_name: 'Maya Okafor', set_by_name: 'Rosa Marchetti', administrator_name: 'Adam Novak', first_name: 'Maya',
  last_name: 'Okafor', username: 'maya', administrator_username: 'adam', initials: 'MO', department: 'Customer service', 'contact.department': 'Purchasing',
  'contact.title': 'Buyer', email: 'maya.okafor@shop.example', 'visitor.email': 'elena.petrova@mail.example', 'customer.email': 'priya.raman@mail.example',
  'email.email': 'helen.zhao@zhao.example', 'customer.emails': ['priya.raman@mail.example'], roles: ['agent'], actor_role: 'administrator',
  permissions: ['records_search', 'recordings_listen'], 'permission.id': 'recordings_listen', 'permission.roles': ['agent', 'supervisor', 'administrator'],
  'permission.words': 'Listen to recordings', 'role.name': 'Quality team', 'licence.id': 'seat', 'licence.limit': 25, 'licence.used': 18, 'licence.free': 7,
  sms_initiate_roles: ['agent', 'supervisor'], transcripts_audit_roles: ['supervisor'], second_factor_roles: ['administrator'],
  // names of things
  'queue.name': 'Orders', 'channel.name': 'Order line', 'skill.name': 'English', 'disposition.name': 'Question answered', 'site.name': 'Berkeley store',
  'place.name': 'Home', 'address.name': 'Home', 'agent_group.name': 'Store floor', 'status_code.name': 'Lunch', 'service.name': 'Reception',
  'schedule.name': 'Shop hours', 'alarm.name': 'Orders: oldest wait', 'api_key.name': 'Order system', 'tenant.name': 'Halden & Co.', 'provider.name': 'Company login',
  'identity_provider.name': 'Company login', 'address_book.name': 'Google contacts', 'canned_message.name': 'Delivery times',
  'carrier_account.name': 'Twilio, main account', 'account.name': 'Twilio, main account', 'smpp_client.name': 'Order system', 'trunk.name': 'Telephone provider',
  'country.name': 'Sweden', 'installed_country.name': 'Sweden', 'room.name': 'Store news', 'file.name': 'invoice-20417.pdf', 'leg.name': 'Priya Raman',
  'credential.name': 'auth_token', 'counter.name': 'offered', 'formula.name': 'service_level', 'dropped.name': 'Web Page', 'item.name': 'Helen Zhao',
  'form.name': 'email', 'unset.name': 'Order line', 'difference.name': 'English', 'assigned_to.name': 'Order line', 'team.name': 'Ida Brandt',
  'party.name': 'Maya Okafor', 'possible_duplicate_of.name': 'H. Zhao', account_name: 'Twilio, main account', country_name: 'Sweden', code_name: 'Lunch',
  channel_name: 'Order line', folder: 'Deliveries', 'channel.number': '+15105550100', 'dial.number': '+15105550177',
  // numbers and addresses
  shown: '+1 510-555-0177', 'agent.shown': 'available', 'roster_entry.shown': 'available', 'team.shown': 'available', 'wallboard_agent.shown': 'available',
  numbers: ['+15105550177'], 'user.numbers': [], 'fax.from': '+15105550130', 'offer.from': null, caller_id: '+15105550100', call_back: '+15105550100',
  call_back_number: '+15105550100', forward_number: '+15105550162', work_number: '+15105550110', workplace_phone: '+15105550111', sent: '+15105550199',
  customer_number: '+15105550177', emergency_numbers: ['112', '911'], emergency_services: ['+15105550112'], 'emergency.number': '911', 'emergency_call.number': '911',
  security_numbers: ['+15105550119'], security_emails: ['security@shop.example'], extension: '204', work_extension: '204', agent_extension: '304', first: '200',
  work_first: '200', work_last: '299', agent_first: '300', agent_last: '399', prefix: '+46', calling_code: 46, sip_uri: 'sip:maya@pbx.shop.example',
  address: '12 Mission Street, Berkeley', street: 'Mission Street', house_number: '12', additional: 'Third floor', city: 'Berkeley', region: 'CA',
  postal_code: '94704', country: 'US', 'site.country': 'US', 'country.iso2': 'SE', iso2: 'SE', default_country: 'US', country_code: 'US',
  'place.words': 'Mission Street 12, third floor, Berkeley, CA 94704', 'address.words': 'Mission Street 12, third floor, Berkeley, CA 94704',
  'site.words': 'Mission Street 12, third floor, Berkeley, CA 94704', 'member.words': 'Has the skill English and was idle for longest.',
  'queue.words': 'Waits for an agent with the skill English.', 'rule.words': 'The text contains "order".', 'route_dry_run.words': 'Goes to the queue Orders.',
  'report_interaction.words': 'Offers made to agents', site: 'Berkeley store',
  // texts
  text: 'Your parcel comes at ten.', 'canned_message.text': 'We deliver between 10 am and 4 pm.',
  'blocked_text.text': 'Best prices for online traffic! Answer YES now.', 'fact.text': 'Where is my order?', 'route_dry_run.text': 'Where is my order?',
  'said.text': 'Do we have the linen shades in sand?', 'conversation.text': 'Where is my order?', last_text: 'Do you deliver to Alameda on Saturdays?',
  html: '<p>Your parcel comes at <b>ten</b>.</p>', note: 'Order 88251 booked for Saturday.', 'dial_rule.note': 'Mobile numbers in Sweden, too', 'country.note': '',
  'installed_country.note': '', 'interaction.note': null, 'offer.note': null, notes: 'Trade account, net 30.', reference: 'order 4711',
  'widget.title': 'Chat with us', subject: 'Invoice 20417', 'event.subject': 'message/90211', 'dead_letter.subject': 'message/90211',
  cover: 'Please find invoice 20417 attached.', topic: 'What is new in the stores', 'webhook.description': 'Order system',
  'blocked_number.reason': 'Advertising by text', 'block.reason': 'Advertising by text', 'delivery.reason': null, 'attachment.reason': null, 'file.reason': null,
  'recipient.reason': null, 'agent.reason': null, 'dial.reason': null, 'raw_call.reason': 'The body is not a form.',
  'raw_call_whole.reason': 'The body is not a form.', 'raw_call_taken.reason': 'The body is not a form.', 'parked_receipt.reason': 'No message has this id.',
  file_reason: null, returned_reason: null, disabled_reason: null, failure: null, problem: null, 'item.problem': 'It has neither a number nor an e-mail address.',
  'phone_check_step.what': null, remedy: null, error: null, help_text: 'Halden & Co.: call +1 510-555-0100. STOP ends these texts.',
  stop_text: 'You get no more texts from us. START begins again.', start_text: 'You get our texts again.', stop_words: ['stop'], auto_reply: 'We open at 8 am.',
  reply: 'We open at 8 am.', greeting: 'How can we help you?', closing_text: 'We are closed. We open at 8 am.',
  overflow_text: 'All agents are busy: we call you back.', emergency_text: 'Our line is interrupted: please write again.',
  words: 'Waits for an agent with the skill English.', 'counter.words': 'Offers made to agents', 'formula.words': 'Answered within the time of the queue; customers who left within it are ignored',
  why: 'Idle for longest of 3 agents.', formula: 'answered_in_time / (answered + abandoned - abandoned_in_time)', summary: 'Auth token of the account', word: 'stop', detail: null,
  'import_error.detail': 'There is no queue of that name.',
  // states and words
  resource: 'queue', 'card_action.action': 'call', 'audit.action': 'queue_update', 'audit.detail': { priority: { from: 5, to: 3 } }, from: '+15105550177',
  to: '+15105550100', 'offer.to': null, 'audit.kind': 'queue', kind: 'phone', 'channel.kind': 'sms', 'avatar.kind': 'user', 'alarm_event.kind': 'oldest_wait',
  'number.kind': 'phone', 'dial.kind': 'number', channel_kind: 'sms', 'sms.direction': 'out', 'message.direction': 'out', medium: 'chat', 'channel.medium': 'sms', actions: ['hold', 'transfer'], 'why.state': 'waiting',
  'offer.state': 'made', 'interaction.state': 'assigned', 'earlier.state': 'ended', 'parked_receipt.state': 'delivered', 'recipient.state': 'sent',
  'call.state': 'answered', carrier_state: 'delivered', outcome: 'answered', 'interaction.outcome': null, 'decision.decision': 'offer', 'member.verdict': 'eligible',
  'agent.verdict': 'skill', 'matrix_line.verdict': 'ok', explanation: null, cause: null, occupancy: 'idle', lease: 'live', set_by: 'agent', status: 'available',
  'attempt.status': 200, 'trial.status': 200, held_until: null, feature: 'start', transfer: null, consult: null, disposition: 'Question answered',
  'interaction.disposition': null, encoding: 'GSM-7', result: 'delivered', answer: 'ok', trouble_code: null, closing: 'text', emergency: null,
  'agent.emergency': null, left_out: ['birthday'], senders: ['LC'], carrier: 'twilio', required: ['on_break'], counter: 'offered', columns: ['segments'],
  scopes: ['interactions', 'events'], 'address_book.scopes': 'https://www.googleapis.com/auth/contacts.readonly', 'identity_provider.scopes': 'openid profile email',
  claim: 'email', domains: ['shop.example'], slug: 'company', issuer: 'https://login.shop.example', 'second_factor_secret.issuer': 'Halden & Co.',
  provider: 'company', client_id: 'c7a1e2d4-5b7f-4a26-9c1d-2f8e31b0a6c5', types: ['trunkline.message.*', 'trunkline.receipt.*'],
  'event.types': 'trunkline.message.*,trunkline.receipt.*', type: 'trunkline.receipt.delivered', 'attachment.type': 'image/jpeg', 'file.type': 'application/pdf',
  'voicemail.type': 'audio/wav', 'import_error.type': 'unknown_reference', takes: ['application/pdf', 'image/tiff'], options: ['Order', 'Invoice'], label: 'Mobile',
  'form.label': 'E-mail address', 'device.label': 'Phone at the counter', 'email.label': 'Work', 'number.label': 'Mobile', 'contact_account.label': 'Maya Okafor',
  origins: ['https://shop.example'], colour: '#0a58b8', system_id: 'orders', language: 'en', algorithm: 'SHA-256', interval: 'day', day: '2026-12-25', opens: '08:00',
  'exceptional_hour.opens': null, closes: '18:00', 'exceptional_hour.closes': null, quiet_start: '21:00', quiet_end: '08:00', time_zone: 'America/Los_Angeles',
  time_zones: ['Europe/Stockholm'], case_prefix: 'C', 'case.number': 'C-1042', 'case_ref.number': 'C-1042', q: 'saturday delivery', search: 'deliv',
  fields: 'id,name', 'unset.fields': ['number'], cursor: 'MTAwMQ', next_cursor: 'MTAwMQ', since: '2026-03-02T00:00:00Z', until: '2026-03-03T00:00:00Z',
  'agent.until': null, expires_at: '2027-03-02T00:00:00Z', list: 'sender', use: 'welcome', page: '3f1c8a52', version: '7', n: '1', digits: '42#', pointer: '/name',
  // secrets, addresses, ids that are texts
  code: '492038', token: 'tls_5s0mJYb4p1wQ', secret: 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD', 'second_factor_secret.secret': 'JBSWY3DPEHPK3PXP',
  uri: 'otpauth://totp/Trunkline:maya?secret=JBSWY3DPEHPK3PXP', recovery_codes: ['k3v9-7mq2', 'p8x4-1hdz'], password: 'seven green chairs at noon',
  current: 'the password until now', administrator_password: 'seven green chairs at noon', credential: 'b64-secret', secrets: { auth_token: 'kept-by-the-carrier' },
  settings: { account_sid: 'AC00000000000000000000000000000001' }, key: 'wk_7f3a', 'api_key.key': 'tlk_5s0mJYb4p1wQ', hook_key: 'hk_3fd0', address_key: 'fk_9a1c',
  signature: 'd3b07384', sha256: 'b5bb9d8014a0f9b1d61e21e796d78dccdf1352f23cd32812f4850b878ae4944c', app: 'workspace', device: 'Firefox on Linux',
  'session_line.source': '203.0.113.7', 'binding.source': '203.0.113.7:5060', source: 'text', 'sender_rate.source': 'Order form of the carrier',
  'event.source': 'https://desk.shop.example/tenants/1', 'event.id': '90417', 'front_line.id': 'work:12', 'possible_duplicate_of.id': '9',
  'contact.id': 'external:7', 'channel.id': 'SB0000000042', 'country.id': 'SE',
  'event.data': { message: '90211', conversation: '5110', seq: 3, direction: 'out', delivery: { state: 'delivered', reason: null } },
  message: 'In a meeting until eleven', state: 'delivered', reason: 'Asked for a colleague', url: 'https://hooks.shop.example/trunkline',
  'file.url': '/api/v1/files/880?expires=1772445600&signature=d3b07384', 'user.url': 'https://meet.shop.example/x7kq2', base_url: 'https://api.carrier.example',
  api_url: null, authorize_url: null, token_url: null, revoke_url: null, page_url: 'https://shop.example/lamps',
  screen_pop_url: 'https://crm.shop.example/?number={number}', urls: ['turn:turn.shop.example:3478'], path: '/api/v1/phone/socket', host: 'sip.provider.example',
  port: 5060, transport: 'udp', realm: 'shop.example', servers: ['sip:desk.shop.example:5060'], sources: ['203.0.113.0/24'], contact: 'external:7',
  'binding.contact': 'sip:maya@203.0.113.7:5060', contacts: ['user:12', 'external:7'], line: 'work:12', lines: ['work:12', 'service:3'], call: 'c-7f3a21',
  'interaction.call': null, provider_id: 'SM00000000000000000000000000000042', raw: 'From=%2B15105550177&Body=Hi',
  meeting_template: 'https://meet.shop.example/{room}', image: null, form: null, value: 'elena.petrova@mail.example', last: null, card: null,
  possible_duplicate_of: null, merged: null, 'binding.agent': 'Deskphone 4.2', 'phone_checked.agent': 'Firefox 144', 'callback.agent': null,
  'sms_line.channel': 'Order line', 'agent.version': '7', 'customer.other': '3052',
  // objects that the schema leaves open, and figures
  conditions: { keyword: 'order' }, counts: { messages: 12, cases: 1 }, created: { skill: 2 }, changed: { queue: 1 }, unchanged: { user: 9 }, removed: {},
  figures: { service_level: 92 }, counters: { offered: 25, answered: 23, answered_in_time: 22 }, 'wallboard_queue.agents': { available: 3, on_break: 1 },
  resources: { skill: [{ name: 'English' }] }, changes: { company: { before: 'Zhao', after: 'Zhao Interiors' } }, company: 'Zhao Interiors', before: null,
  'difference.before': null, after: 'OTA0MTc', 'difference.after': { name: 'English' }, 'customer_export.customer': { name: 'Priya Raman', number: '+15105550177' },
  name: 'Orders', cases: [{ number: 'C-1042', title: 'Saturday delivery' }], title: 'Saturday delivery', opt_outs: [],
  conversations: [{ number: '+15105550177', messages: [] }], number: '+15105550177', warnings: [], rounds: [], level: 80, priority: 3, 'hour.weekday': 1,
  bytes: 48213, limit: 50, wait: 20, attempt: 1, attempts: 9, seq: 3, last_seq: 4, last_seen_seq: 4, read_seq: 4, price_class: 2, mode: 1,
  // security keys, as browsers write them
  'rp.id': 'desk.shop.example', 'rp.name': 'Halden & Co.', 'user.id': '9m1_TUisVQIGVg0Qm7m-qC32Bbn7rZCuH3RPlk82IZs', 'user.displayName': 'Maya Okafor', rpId: 'desk.shop.example',
  challenge: 'jcRllffcANcwRjsQnByjyBmB986ch8n8', 'credential.id': 'kJN0cOBFyX1r1VWnx5RPqg4gTnJtW5Wlclh3WFhfD2c', rawId: 'kJN0cOBFyX1r1VWnx5RPqg4gTnJtW5Wlclh3WFhfD2c',
  'exclude_credential.id': 'kJN0cOBFyX1r1VWnx5RPqg4gTnJtW5Wlclh3WFhfD2c', 'allow_credential.id': 'kJN0cOBFyX1r1VWnx5RPqg4gTnJtW5Wlclh3WFhfD2c',
  'credential.type': 'public-key', 'exclude_credential.type': 'public-key', 'allow_credential.type': 'public-key',
  'pub_key_cred_param.type': 'public-key', 'pub_key_cred_param.alg': -7, transports: ['usb'], authenticatorAttachment: 'cross-platform',
  residentKey: 'discouraged', userVerification: 'discouraged', 'security_key_option.attestation': 'none', timeout: 300000, publicKey: null, publicKeyAlgorithm: -7, clientExtensionResults: {}, 'security_key.label': 'Blue key',
  clientDataJSON: 'eyJ0eXBlIjoid2ViYXV0aG4uZ2V0IiwiY2hhbGxlbmdlIjoiamNSbGxmZmNBTmN3UmpzUW5CeWp5Qm1COTg2Y2g4bjgiLCJvcmlnaW4iOiJodHRwczovL2Rlc2suc2hvcC5leGFtcGxlIiwiY3Jvc3NPcmlnaW4iOmZhbHNlfQ',
  authenticatorData: 'sIiAtAShQ1Vxgg9gpHsRY3GUUiLwcozRu1MFZkACihsBAAAAAg',
  attestationObject: 'o2NmbXRkbm9uZWdhdHRTdG10oGhhdXRoRGF0YViksIiAtAShQ1Vxgg9gpHsRY3GUUiLwcozRu1MFZkACihtBAAAAAQAAAAAAAAAAAAAAAAAAAAAAIJCTdHDgRcl9a9VVp8eUT6oOIE5ybVuVpXJYd1hYXw9npQECAyYgASFYIGUhJE9wWGk8YmkHaAJFWiZSnfu3BQG_EXOZWgbVu1pNIlgg1VPOyWuQE-qMXQs1V6IifvBQKuiJQOOfzHLjNSgM9c4',
  // and more
  'webhook-id': '90417', 'webhook-timestamp': '1772442904', 'webhook-signature': 'v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=', 'Idempotency-Key': 'order-4711',
  'If-Match': '"7"', 'report.interactions': '/api/v1/reports/interactions?queue=3&counter=offered', 'room.user': '7', 'user.supervises': [], 'channel.user_id': null,
  'channel.group_ids': [], 'interaction.ended_at': null, 'offer.ended_at': null, 'interaction.transcript': null, 'interaction.former_agent': null,
  'interaction.offer': null, 'case.closed_at': null, 'case.closed_by': null, reopened_at: null, reopened_by: null, revoked_at: null, wrap_until: null,
  lock_ends_at: null, session_ends_at: null, edited_at: null, deleted_at: null, second_since: null, 'alarm.raised_at': null, taken_at: null, done_at: null,
  former_secret_until: null, failed_at: null, trouble_at: null, overflow_queue_id: null, second_account_id: null, cooldown_since: null, linked_to: null,
  unanswered_since: null, format_version: 1, service_target: 80, threshold: 300000, chats: 1, chats_limit: 3, load: 100, rate_milli: 1000, ms: 30000,
  'voicemail.queue': null, 'voicemail.interaction': null,
};

// An id per thing, so that a queue has the same wherever it is named.
export const IDS = {
  tenant: '1', agent: '7', user: '7', colleague: '8', supervisor: '5', customer: '3051', contact: '7', queue: '3', channel: '12', skill: '4', site: '2', interaction: '5120', conversation: '5110', message: '90211', offer: '7730',
  case: '1042', webhook: '6', event: '90417', api_key: '9', session: '4410', transcript: '5120', file: '880', agent_group: '14', role: '31',
};
export const OTHER_ID = '21';

// Things under other names.
export const THINGS = {
  person: 'agent', me: 'user', work: 'user', workspace: 'user', own_session: 'user', author: 'agent', by: 'agent', closed_by: 'agent', created_by: 'agent', reopened_by: 'agent', read_by: 'agent', begun_by: 'agent', with: 'customer',
  asked_by: 'colleague', given_by: 'colleague', last_agent: 'colleague', owner: 'supervisor', actor: 'supervisor', queue_ref: 'queue', overflow_queue: 'queue', channel_ref: 'channel', my_channel: 'channel',
  group: 'agent_group', contact_found: 'contact', contact_card: 'contact', external_contact: 'contact', personal_contact: 'contact',
};

// By the name of a time.
export const TIMES = [
  [/expires|until|deadline|ends|next/, '2026-03-02T17:00:00.000Z'],
  [/ended|closed|done|answered|delivered|left|cleared|taken|assigned|last/, '2026-03-02T09:21:40.016Z'],
  [/./, '2026-03-02T09:15:04.120Z'],
];

// Yes or no: these are true, the others false.
export const TRUE_NAMES = /^(enabled|live|open|own|allowed|valid|may_|registered|holds|served|good|known|sms_|read|delivered|confirmed|has_|customer_known|chosen|whole|intact|formatted|browser)/;

// Fields that a request shows besides the required ones, by operation: their names, or the fields with values of their own.
export const BODIES = {
  post_sms_interactions: ['reference'], post_queues: ['medium', 'priority'], post_channels: ['number'], post_customers: ['company'], post_api_keys: ['scopes'], post_carrier_accounts: ['settings', 'secrets'],
  post_external_contacts: ['company', 'emails', 'numbers'], post_me_contacts: { name: 'Helen Zhao', company: 'Zhao Interiors', numbers: [{ label: 'Mobile', kind: 'phone', number: '+14085550163' }] }, post_schedules: ['week'], post_route_rules: ['conditions', 'queue_id'], post_users: ['name', 'has_seat'], post_alarms: ['threshold'],
  post_interactions_id_end: ['note'], post_interactions_id_transfer: ['queue', 'note'], post_interactions_id_consult: ['note'], post_interactions_id_wrap_up_end: ['disposition_id', 'note'], post_webhooks: ['description'], post_me_faxes: ['subject', 'cover', 'recipients'],
  post_me_places: { name: 'Home' }, post_conversations_id_messages: { text: 'Your parcel comes at ten.' }, post_conversations_id_notes: { text: 'They prefer Saturdays.' },
  patch_me_voicemails_id: ['read'], patch_cases_id: { state: 'closed', note: 'Solved.' }, patch_countries_id: { sms_outbound: false }, post_customers_id_export: ['limit'], put_tenants_id_licences: ['seats', 'work_licences'], post_dial_rules: ['price_class', 'trunk_ids'], post_caller_ids: ['group_id'], post_desk_lines: ['line_user_id'], post_services: ['extension'],
};

// Bodies that are text, or JSON without a schema: by operation, tag or media type. `<tag> rows`: CSV, JSON and JSON Lines of these.
const CONTACTS = 'Name,Company,Mobile Phone,E-mail Address\r\nHelen Zhao,Zhao Interiors,+14085550163,helen.zhao@zhao.example\r\n';
const REPORT = (noun, name) => `since,until,id,${noun},offered,answered\r\n2026-03-02T08:00:00.000Z,2026-03-03T08:00:00.000Z,3,${name},25,23\r\n`;
export const FILES = {
  'agent-skills rows': [{ agent: 'maya', skill: 'English', level: 80 }], 'canned-messages rows': [{ folder: 'Deliveries', name: 'Delivery times', text: 'We deliver between 10 am and 4 pm.' }], 'countries rows': [{ iso2: 'SE', sms_inbound: true, sms_outbound: true }],
  'memberships rows': [{ queue: 'Orders', agent: 'maya' }], 'schedules rows': [{ name: 'Shop hours', time_zone: 'America/Los_Angeles' }], 'skills rows': [{ name: 'English' }, { name: 'Swedish' }], 'users rows': [{ username: 'maya', name: 'Maya Okafor', role: 'agent' }],
  'post_import application/json': { format: 'trunkline-configuration', format_version: 1, resources: { skill: [{ name: 'English' }] } },
  'get_reports_interactions text/csv': 'interaction,at,ms,queue\r\n5120,2026-03-02T09:15:04.120Z,30000,Orders\r\n',
  'get_reports_queues text/csv': REPORT('queue', 'Orders'), 'get_reports_channels text/csv': REPORT('channel', 'Order line'), 'get_reports_agents text/csv': REPORT('agent', 'Maya Okafor'), 'get_reports_groups text/csv': REPORT('group', 'Store floor'),
  'get_reports_texts text/csv': 'since,until,country,sent,delivered\r\n2026-03-02T08:00:00.000Z,2026-03-03T08:00:00.000Z,US,25,24\r\n',
  'text/csv': CONTACTS, 'text/tab-separated-values': CONTACTS.replaceAll(',', '\t'), 'text/vcard': 'BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Helen Zhao\r\nORG:Zhao Interiors\r\nTEL;TYPE=cell:+14085550163\r\nEND:VCARD\r\n',
  'text/html': '<p>Your parcel comes at <b>ten</b>.</p>', 'text/plain': 'OK', 'text/xml': '<Response/>',
  'hooks application/x-www-form-urlencoded': { MessageSid: 'SM00000000000000000000000000000042', From: '+15105550177', To: '+15105550100', Body: 'Hi' }, 'post_hooks_fax_key application/x-www-form-urlencoded': { fax_id: '880', status: 'delivered' },
  'application/x-www-form-urlencoded': { code: '4%2F0AX', state: 'b64' },
};
