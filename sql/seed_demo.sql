-- seed_demo.sql - the demo tenant: who works there, what customers reach, how texts are routed.
-- Run by `trunklinectl seed-demo`, which makes the secrets and hands them over in the environment.
\set ON_ERROR_STOP on
\getenv password_hash SEED_PASSWORD_HASH
\getenv key_hash SEED_KEY_HASH
\getenv twilio_secret SEED_TWILIO_SECRET
\getenv twilio_sid SEED_TWILIO_SID
\getenv twilio_hook SEED_TWILIO_HOOK
\getenv sandbox_hook SEED_SANDBOX_HOOK
\getenv carrier_url SEED_CARRIER_URL
\getenv public_url SEED_PUBLIC_URL
\getenv widget_key SEED_WIDGET_KEY
\getenv phones SEED_PHONES
BEGIN;
SELECT ops.batch_begin(ARRAY[ops.key('config', 1, '')]);

-- 0999 reaches the emergency service to try with, which quickstart turns on (docs/emergency.md).
INSERT INTO directory.tenant (id, name, mode, time_zone, case_prefix, emergency_numbers)
VALUES (1, 'Lindqvist & Rao', 3, 'Europe/Berlin', 'LR-', '{0999}');

INSERT INTO directory.agent_group (tenant, id, name) VALUES (1, 1, 'Service desk'), (1, 2, 'Accounts');

INSERT INTO directory.site (tenant, id, name, country, address, work_first, work_last, agent_first, agent_last) VALUES
  (1, 1, 'Head office', 'US', '12 Harbour Street, Oakland, CA 94607', '2000', '2999', '7000', '7999');

INSERT INTO directory.app_user (tenant, id, username, name, password_hash, role, has_seat, has_work, group_id) VALUES
  (1, 1, 'maya', 'Maya Okafor', :'password_hash', 'agent', true, false, 1),
  (1, 2, 'tomas', 'Tomás Vega', :'password_hash', 'agent', true, false, 1),
  (1, 3, 'ida', 'Ida Brandt', :'password_hash', 'agent', true, true, 2),
  (1, 4, 'sam', 'Sam Whitlock', :'password_hash', 'agent', true, false, 2),
  (1, 5, 'rosa', 'Rosa Marchetti', :'password_hash', 'supervisor', true, true, 1),
  (1, 6, 'adam', 'Adam Novak', :'password_hash', 'administrator', false, true, NULL);
UPDATE directory.app_user SET first_name = split_part(name, ' ', 1), last_name = split_part(name, ' ', 2), email = username || '@lindqvist-rao.example', site_id = 1
WHERE tenant = 1;
INSERT INTO directory.supervision (tenant, supervisor, group_id) VALUES (1, 5, 1), (1, 5, 2);

INSERT INTO directory.status_code (tenant, id, status, name) VALUES
  (1, 1, 'on_break', 'Lunch'), (1, 2, 'on_break', 'Short break'), (1, 3, 'work_offline', 'Paperwork'),
  (1, 4, 'work_offline', 'Training');

INSERT INTO directory.api_key (tenant, id, name, key_hash, scopes, created_at)
VALUES (1, 1, 'Demo integration', decode(:'key_hash', 'hex'),
  ARRAY['sms', 'events', 'customers', 'interactions', 'sandbox'], ops.clock());

INSERT INTO directory.channel (tenant, id, medium, name, hook_key, number, help_text, stop_text, start_text) VALUES
  (1, 1, 'sms', 'Shop line', :'twilio_hook', '+14155550132', 'Lindqvist & Rao. Reply STOP to end messages.',
    'You will get no more messages from Lindqvist & Rao. Reply START to begin again.',
    'You will get messages from Lindqvist & Rao again.'),
  (1, 2, 'sms', 'Sandbox line', :'sandbox_hook', '+15005550006', 'This is the sandbox. Reply STOP to end messages.',
    'You will get no more messages. Reply START to begin again.', 'You will get messages again.');

INSERT INTO directory.phone_number (tenant, id, number, stage) VALUES
  (1, 1, '+14155550132', 'claimed'), (1, 2, '+15005550006', 'claimed'), (1, 3, '+15005550009', 'claimed'),
  (1, 4, '+14155550101', 'claimed'), (1, 5, '+14155550102', 'claimed'), (1, 6, '+14155550103', 'available'), (1, 7, '+14155550133', 'claimed');

-- The demo's carrier is on this machine, at an address of its own: who calls from there is taken for it (deploy/demo/phone.mjs). The plan
-- allows all; limits hold what is dear. A real carrier: docs/trunks.md.
INSERT INTO voice.trunk (tenant, id, name, host, port, sources) VALUES
  (1, 1, 'Demo carrier', '127.0.0.7', substring(:'carrier_url' from '[0-9]+$')::integer, '{127.0.0.7}');
INSERT INTO voice.dial_rule (tenant, id, prefix, action, trunk_ids, note) VALUES (1, 1, '+', 'allow', '["1"]', 'All numbers');
INSERT INTO voice.caller_id (tenant, id, phone_number_id, group_id) VALUES (1, 1, 4, 1);

-- Phones that may register, and extensions to call: their logins were made by trunklinectl.
UPDATE directory.app_user SET work_extension = '28' || lpad(id::text, 2, '0') WHERE tenant = 1 AND has_work;
UPDATE directory.app_user SET agent_extension = '29' || lpad(id::text, 2, '0') WHERE tenant = 1 AND has_seat;
INSERT INTO voice.device (tenant, id, owner, side, label, username, algorithm, secret, made_at, rotated_at)
SELECT 1, p.id, u.id, p.side::voice.side, 'Desk phone', p.username, 'SHA-256', decode(p.secret, 'hex'), ops.clock(), ops.clock()
FROM jsonb_to_recordset(:'phones') AS p (id bigint, owner text, side text, username text, secret text)
JOIN directory.app_user AS u ON u.tenant = 1 AND u.username = p.owner;
SELECT setval('voice.device_id', 100);

-- Ida's own number, whose texts are hers alone.
UPDATE directory.app_user SET work_number = '+15005550009' WHERE tenant = 1 AND id = 3;
INSERT INTO directory.channel (tenant, id, medium, name, hook_key, number, help_text, stop_text, start_text, user_id)
SELECT c.tenant, 4, c.medium, 'Texts of Ida', replace(gen_random_uuid()::text, '-', ''), '+15005550009', c.help_text, c.stop_text, c.start_text, 3
FROM directory.channel AS c WHERE c.tenant = 1 AND c.id = 2;
INSERT INTO directory.channel (tenant, id, medium, name, hook_key) VALUES (1, 3, 'chat', 'Web chat', replace(gen_random_uuid()::text, '-', ''));
INSERT INTO directory.channel (tenant, id, medium, name, hook_key, number) VALUES
  (1, 5, 'voice', 'Phone line', replace(gen_random_uuid()::text, '-', ''), '+14155550133');
INSERT INTO directory.widget (tenant, id, channel, key, title, greeting, closing_text, origins, form) VALUES
  (1, 1, 3, :'widget_key', 'Lindqvist & Rao', 'Hello! What can we do for you?', 'Thank you for chatting with us.', ARRAY[:'public_url'],
   '[{"name": "name", "label": "Your name", "type": "text", "required": true}, {"name": "email", "label": "E-mail", "type": "email"},
     {"name": "topic", "label": "What is it about?", "type": "choice", "options": ["Orders", "Billing", "Something else"]}]');

INSERT INTO sms.account (tenant, id, carrier, name, settings, secret) VALUES
  (1, 1, 'twilio', 'Demo account', jsonb_build_object('account_sid', :'twilio_sid', 'base_url', :'carrier_url'),
    decode(:'twilio_secret', 'hex')),
  (1, 2, 'sandbox', 'Sandbox', '{"delay_ms": 50}', NULL);
INSERT INTO sms.sender_group (tenant, id, name, rate_per_s) VALUES (1, 1, 'Shop line', 100), (1, 2, 'Sandbox line', 100), (1, 3, 'Texts of Ida', 100);
SELECT ops.holder_add('group', 1), ops.holder_add('group', 2), ops.holder_add('group', 3);
INSERT INTO sms.channel_carrier (tenant, channel, account, group_id, number) VALUES
  (1, 1, 1, 1, '+14155550132'), (1, 2, 2, 2, '+15005550006'), (1, 4, 2, 3, '+15005550009');

INSERT INTO routing.skill (tenant, id, name) VALUES (1, 1, 'English'), (1, 2, 'Swedish'), (1, 3, 'Billing');
INSERT INTO routing.schedule (tenant, id, name, time_zone, week, exceptions) VALUES
  (1, 1, 'Round the clock', 'Europe/Berlin',
    (SELECT jsonb_agg(jsonb_build_object('weekday', day, 'opens', '00:00', 'closes', '00:00')) FROM generate_series(1, 7) AS day), '[]'),
  (1, 2, 'Accounts hours', 'Europe/Berlin',
    (SELECT jsonb_agg(jsonb_build_object('weekday', day, 'opens', '08:00', 'closes', '18:00')) FROM generate_series(1, 5) AS day),
    '[{"day": "2026-12-24", "opens": "08:00", "closes": "12:00", "name": "Christmas Eve"},
      {"day": "2026-12-25", "name": "Christmas Day"}, {"day": "2027-01-01", "name": "New Year"}]');

INSERT INTO routing.queue (tenant, id, name, priority, offer_ms, wrap_ms, wrap_extend, schedule_id, closing) VALUES
  (1, 1, 'Orders', 5, 20000, 60000, true, 1, 'keep'),
  (1, 2, 'Billing', 3, 20000, 60000, true, 1, 'keep'),
  (1, 3, 'Support', 5, 20000, 60000, true, 1, 'keep');
INSERT INTO routing.queue (tenant, id, name, medium, priority, offer_ms, wrap_ms, wrap_extend, schedule_id, closing) VALUES
  (1, 4, 'Phone', 'voice', 5, 20000, 60000, true, 1, 'keep');
INSERT INTO routing.member (tenant, queue, agent) SELECT 1, q, a
  FROM (VALUES (1, 1), (1, 2), (1, 5), (2, 1), (2, 3), (2, 4), (3, 1), (3, 2), (3, 3), (3, 4), (4, 1), (4, 2)) AS m (q, a);
INSERT INTO routing.agent_skill (tenant, agent, skill, level) VALUES
  (1, 1, 1, 100), (1, 1, 3, 60), (1, 2, 1, 80), (1, 3, 1, 80), (1, 3, 2, 90), (1, 3, 3, 90), (1, 4, 1, 70),
  (1, 4, 3, 50), (1, 5, 1, 90);
INSERT INTO routing.route_rule (tenant, channel, position, conditions, queue, skills) VALUES
  (1, 1, 1, '{"keyword": ["bill", "invoice", "refund"]}', 2, '[{"skill": "3", "level": 50}]'),
  (1, 1, 2, '{"country_prefix": "+46"}', 1, '[{"skill": "2", "level": 10}]'),
  (1, 1, 3, '{}', 1, '[{"skill": "1", "level": 50}]'),
  (1, 2, 1, '{}', 3, '[]'),
  (1, 3, 1, '{}', 3, '[]'),
  (1, 5, 1, '{}', 4, '[]');

INSERT INTO messaging.customer (tenant, id, name, language, notes, created_at) VALUES
  (1, 1, 'Priya Raman', 'en', 'Prefers text over calls. The building has a front desk.', ops.clock()),
  (1, 2, 'Jonas Lindqvist', 'sv', '', ops.clock());
INSERT INTO messaging.customer_number (tenant, number, customer) VALUES (1, '+15105550177', 1), (1, '+46705550142', 2);

-- The rows above have fixed ids: what comes later must not meet them.
SELECT setval(pg_get_serial_sequence(t, 'id'), 100) FROM unnest(ARRAY['directory.tenant', 'directory.site', 'directory.agent_group',
  'directory.app_user', 'directory.status_code', 'directory.api_key', 'directory.channel', 'directory.phone_number', 'directory.widget', 'sms.account',
  'sms.sender_group', 'routing.skill', 'routing.schedule', 'routing.queue', 'voice.trunk', 'voice.dial_rule', 'voice.caller_id']) AS t;
SELECT setval('messaging.customer_id', 100);

SELECT routing.schedules_compile(1);
SELECT routing.config_changed(1);
SELECT ops.batch_end();
COMMIT;
