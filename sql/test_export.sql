-- The whole configuration in one file, out and in again (AD-5), and rows of one resource (bulk).
SELECT test.organisation();

-- One thing of each resource at least, each field of it unlike its default somewhere. Whoever adds a resource adds a row here.
SELECT ops.batch_begin(ARRAY[ops.key('config', 1, '')]);
UPDATE directory.tenant SET name = 'Häuser & "Co", ltd', mode = 3, time_zone = 'Europe/Berlin', case_prefix = 'H-', stale_ms = 12000, lost_ms = 70000, gone_ms = 900000, session_ms = 3600000, session_idle_min = 30, password_min = 12, transcript_days = 400, attempt_days = 20, audit_days = 500, second_factor_roles = '{supervisor,administrator}', disposition_required = true;
INSERT INTO directory.role (tenant, name, permissions) VALUES (1, 'Auditors', '{records_search,transcripts.audit}');
UPDATE directory.role SET permissions = '{sms_initiate}' WHERE tenant = 1 AND user_role = 'supervisor';
UPDATE directory.agent_group SET role_id = (SELECT id FROM directory.role WHERE name = 'Auditors') WHERE name = 'Second';
SELECT directory.status_rule_set(1, 'on_break', true), directory.status_rule_set(1, 'available', false);
INSERT INTO directory.status_code (tenant, status, name, disabled) VALUES (1, 'on_break', 'Lunch', false), (1, 'on_break', 'Zeitung', true), (1, 'work_offline', 'Lunch', false);
UPDATE directory.app_user SET chat_limit = 2, offer_ms = 30000, may_reject = false, disabled = true WHERE username = 'ben';
SELECT directory.supervision_add(1, test.who('tom'), (SELECT id FROM directory.agent_group WHERE name = 'First'));
INSERT INTO directory.api_key (tenant, name, key_hash, scopes, created_at, expires_at) VALUES
	(1, 'Bridge', '\x01', '{sms,events}', ops.clock(), '2099-01-01T00:00:00Z'), (1, '=cmd', '\x02', '{}', ops.clock(), NULL);
INSERT INTO directory.channel (tenant, medium, name, hook_key, number, help_text, stop_text, start_text, disabled) VALUES
	(1, 'sms', 'Shop', repeat('h', 32), '+14155550132', 'Help', 'Stop', 'Start', false), (1, 'chat', 'Web', repeat('w', 32), NULL, NULL, NULL, NULL, true);
UPDATE directory.channel SET group_ids = ARRAY(SELECT id FROM directory.agent_group WHERE name = 'Second') WHERE name = 'Shop';
INSERT INTO directory.widget (tenant, channel, title, colour, greeting, closing_text, origins, form, text_max, file_max_bytes, open_chats, open_chats_source, starts_minute, starts_minute_source, messages_minute, leave_ms, proof_of_work)
	SELECT 1, c.id, 'Ask us', '#aa0000', 'Hello', 'Bye', '{https://www.example.com}', '[{"name": "email", "label": "E-mail", "type": "email", "required": true}]', 500, 0, 10, 2, 20, 3, 5, 60000, 16 FROM directory.channel AS c WHERE c.name = 'Web';
INSERT INTO sms.account (tenant, carrier, name, settings, secret, box) VALUES (1, 'telnyx', 'Main', '{"public_key": "A6E"}', '\x01', 5), (1, 'sandbox', '', '{}', NULL, NULL);
INSERT INTO sms.sender_group (tenant, name) VALUES (1, 'Shop');
INSERT INTO sms.channel_carrier (tenant, channel, account, group_id, number, validity_ms) SELECT 1, c.id, a.id, g.id, c.number, 3600000
	FROM directory.channel AS c, sms.account AS a, sms.sender_group AS g WHERE c.name = 'Shop' AND a.name = 'Main';
INSERT INTO sms.smpp_client (tenant, name, system_id, password_hash, channel_ids, bind_kinds, binds, submit_window, rate_per_s, inbound, disabled)
	SELECT 1, 'Shop''s system', 'shop', '\x01', ARRAY[c.id], '{receiver}', 2, 20, 50, true, true FROM directory.channel AS c WHERE c.name = 'Shop';
INSERT INTO sms.account (tenant, carrier, name) VALUES (1, 'fax_sandbox', 'Fax');
INSERT INTO sms.fax_number (tenant, number, account_id, user_id, shared) SELECT 1, '+46901234569', a.id, test.who('ann'), true FROM sms.account AS a WHERE a.name = 'Fax';
INSERT INTO sms.account (tenant, carrier, name, numbers) VALUES (1, 'twilio', 'Stands by', '{+14155550132,Shop}');
UPDATE sms.channel_carrier SET second_account = (SELECT id FROM sms.account WHERE name = 'Stands by'), second_after_ms = 5000, quiet_hours = 'hold',
	quiet_start = '18:00', quiet_end = '09:00', time_zone = 'Europe/Berlin', sender_type = '10DLC', rate_milli = 4500;
INSERT INTO directory.canned_message (tenant, folder, name, text, language) VALUES (1, 'Orders', 'Late', 'Dear {customer.name}', 'en'), (1, '', 'Late', 'Sorry', NULL);
INSERT INTO directory.site (tenant, name, country, address) VALUES (1, 'Umeå', 'SE', 'Storgatan 1');
UPDATE directory.site SET work_first = '4000', work_last = '4999', agent_first = '74000', agent_last = '74999';
INSERT INTO directory.phone_number (tenant, number, stage) VALUES (1, '+46701234567', 'claimed'), (1, '+46701234599', 'claimed'), (1, '+46701234598', 'released');
INSERT INTO directory.service (tenant, kind, name, site_id, department, extension, numbers) SELECT 1, 'call_group', 'Sälj', id, 'Sales', '600', '[{"label": "Direct", "kind": "phone", "number": "+46901234567", "shown": "090-123 45 67"}]' FROM directory.site;
INSERT INTO directory.desk_line (tenant, user_id, service_id) SELECT 1, test.who('wim'), s.id FROM directory.service AS s;
INSERT INTO directory.desk_line (tenant, user_id, line_user_id, side) VALUES (1, test.who('wim'), test.who('ann'), 'agent');
UPDATE directory.app_user SET email = 'ann@example.com', department = 'Sales', work_number = '+46701234567', work_extension = '4711', agent_extension = '74711',
	numbers = '[{"label": "Fax", "kind": "fax", "number": "+46901234568", "shown": "090-123 45 68"}]', site_id = (SELECT id FROM directory.site) WHERE username = 'ann';
UPDATE directory.app_user SET first_name = 'Ann', last_name = 'A', phone_mode = 'forward', workplace_phone = '+46901234566', sip_uri = 'sip:ann@pbx.example.com', agent_device = true,
	forward_delay_s = 45, forward_then = 'number', forward_number = '+46901234565' WHERE username = 'ann';
INSERT INTO directory.channel (tenant, medium, name, hook_key, number, user_id) SELECT 1, 'sms', 'Texts of Ann', repeat('t', 32), u.work_number, u.id FROM directory.app_user AS u WHERE u.username = 'ann';
UPDATE directory.tenant SET blocked_caller = 'announcement', offer_in_dnd = 'return', fax = true, meeting_template = 'https://meet.example/{room}';
INSERT INTO routing.skill (tenant, name) VALUES (1, 'English'), (1, 'Åländska');
INSERT INTO routing.schedule (tenant, name, time_zone, week, exceptions) VALUES (1, 'Office', 'Europe/Berlin', '[{"weekday": 1, "opens": "08:00", "closes": "18:00"}]',
	'[{"day": "2026-12-25", "name": "Christmas"}]'), (1, 'Always', 'UTC', '[{"weekday": 1, "opens": "00:00", "closes": "00:00"}]', '[]');
INSERT INTO routing.queue (tenant, name, medium, priority, offer_ms, on_miss, wrap_ms, wrap_extend, wrap_counts, weight, schedule_id, closing, closing_text)
VALUES (1, 'Support', 'chat', 3, 15000, NULL, 0, true, false, 200, (SELECT id FROM routing.schedule WHERE name = 'Office'), 'text', 'Closed.'), (1, 'Voice', 'voice', 5, NULL, 'on_break', 60000, false, true, 100, NULL, 'keep', NULL);
INSERT INTO routing.queue (tenant, name, closing, overflow_queue) SELECT 1, 'First aid', 'overflow', id FROM routing.queue WHERE name = 'Support';
UPDATE routing.queue SET widening = jsonb_build_array(jsonb_build_object('after_ms', 5000, 'drop_skill', (SELECT id::text FROM routing.skill WHERE name = 'English')),
	jsonb_build_object('after_ms', 6000, 'add_group', (SELECT id::text FROM directory.agent_group WHERE name = 'Second'))) WHERE name = 'Support';
UPDATE directory.api_key SET queue_ids = ARRAY(SELECT id FROM routing.queue WHERE name = 'Support') WHERE name = 'Bridge';
UPDATE directory.canned_message SET queue_ids = ARRAY(SELECT id FROM routing.queue WHERE name = 'Support') WHERE folder = 'Orders' AND name = 'Late';
INSERT INTO routing.disposition (tenant, name, queue_ids, disabled) SELECT 1, 'Sold', ARRAY[q.id], true FROM routing.queue AS q WHERE q.name = 'Support';
UPDATE routing.queue SET screen_pop_url = 'https://crm.example/?c={customer.id}', disposition_required = false WHERE name = 'Support';
-- Two that overflow into each other refer both ways at once.
UPDATE routing.queue SET overflow_queue = (SELECT id FROM routing.queue WHERE name = 'First aid') WHERE name = 'Support';
INSERT INTO routing.member (tenant, queue, agent, enabled) SELECT 1, q.id, test.who(a), a <> 'ben' FROM routing.queue AS q, unnest('{ann,ben}'::text[]) AS a;
INSERT INTO routing.agent_skill (tenant, agent, skill, level) SELECT 1, test.who('ann'), id, 70 FROM routing.skill;
INSERT INTO routing.route_rule (tenant, channel, position, conditions, queue, priority, skills, auto_reply)
SELECT 1, c.id, v.* FROM directory.channel AS c CROSS JOIN (VALUES
	(1::smallint, jsonb_build_object('keyword', '["1", "help"]'::jsonb, 'customer', 'known', 'schedule', jsonb_build_object('id', (SELECT id::text FROM routing.schedule WHERE name = 'Office'), 'open', false)),
		(SELECT id FROM routing.queue WHERE name = 'Support'), 2::smallint, jsonb_build_array(jsonb_build_object('skill', (SELECT id::text FROM routing.skill WHERE name = 'Åländska'), 'level', 50)), NULL),
	(2::smallint, '{}', NULL, NULL, '[]', 'We call back.'), (10::smallint, '{"language": "sv"}', (SELECT id FROM routing.queue WHERE name = 'First aid'), NULL, '[]', NULL)) AS v WHERE c.name = 'Shop';
UPDATE routing.queue SET announce_position = false, announce_wait = false, announce_every_s = 60, record = true, answer_at_entry = false,
	record_announce = false, record_required = true, record_pause_s = 60, record_days = 30 WHERE name = 'Voice';
INSERT INTO directory.channel (tenant, medium, name, hook_key, number) VALUES (1, 'voice', 'Phone', repeat('p', 32), '+46701234599');
INSERT INTO routing.route_rule (tenant, channel, position, queue) SELECT 1, c.id, 1, q.id FROM directory.channel AS c, routing.queue AS q WHERE c.name = 'Phone' AND q.name = 'Voice';
INSERT INTO routing.alarm (tenant, name, queue_id, kind, threshold, owner_id) SELECT 1, 'Long wait', id, 'oldest_wait', 60000, test.who('ann') FROM routing.queue WHERE name = 'Support';
INSERT INTO hooks.endpoint (tenant, id, url, types, enabled, description, secret, created_at, disabled_reason) VALUES
	(1, nextval('hooks.endpoint_id'), 'https://example.com/a', '{*}', true, 'All', '\x01', ops.clock(), NULL),
	(1, nextval('hooks.endpoint_id'), 'https://example.com/a', '{receipt.*,interaction.assigned}', false, '', '\x01', ops.clock(), 'administrator');
INSERT INTO directory.identity_provider (tenant, name, slug, issuer, client_id, client_secret, scopes, claim, domains, auto_create, listed, disabled, claim_trusted) VALUES
	(1, 'Head office', 'head-office', 'https://id.example.com', 'trunkline', '\x01', 'openid email', 'upn', '{example.com,example.org}', true, true, true, true),
	(1, 'Branch', 'branch', 'https://branch.example.com', 'trunkline', NULL, 'openid email profile', 'email', '{}', false, false, false, false);
INSERT INTO directory.address_book (tenant, name, provider, client_id, client_secret, box, authorize_url, token_url, revoke_url, api_url, scopes, disabled) VALUES
	(1, 'Google', 'google', 'trunkline', '\x01', 5, 'https://a.example', 'https://t.example', 'https://r.example', 'https://api.example/v1', 'contacts', true),
	(1, 'Outlook', 'microsoft', 'trunkline', NULL, NULL, NULL, NULL, NULL, NULL, NULL, false);
INSERT INTO voice.trunk (tenant, name, host, port, transport, sources, username, secret, box, max_calls, disabled, emergency) VALUES
	(1, 'Carrier', 'sip.carrier.example', 5061, 'tls', '{192.0.2.0/28,2001:db8::1}', 'us', '\x01', 5, 10, false, true), (1, 'Second', '[2001:db8::2]', 5060, 'udp', '{}', NULL, NULL, NULL, 30, true, false);
INSERT INTO voice.dial_rule (tenant, prefix, site_id, action, price_class, trunk_ids, note) SELECT 1, v.prefix, v.site, v.action, v.price, v.trunks, v.note
	FROM (SELECT '+46' AS prefix, id AS site, 'allow' AS action, 'mobile' AS price, (SELECT jsonb_agg(t.id::text ORDER BY t.name DESC) FROM voice.trunk AS t) AS trunks, 'Home' AS note FROM directory.site
		UNION ALL SELECT '+46900', NULL, 'refuse', NULL, '[]', '') AS v;
INSERT INTO voice.caller_id (tenant, phone_number_id, group_id, site_id) SELECT 1, n.id, CASE w.n WHEN 1 THEN (SELECT id FROM directory.agent_group WHERE name = 'First') END,
	CASE w.n WHEN 2 THEN (SELECT id FROM directory.site) END FROM directory.phone_number AS n, generate_series(1, 2) AS w (n) WHERE n.number = '+46701234599';
INSERT INTO voice.call_limit (tenant, price_class, user_calls, tenant_calls, user_per_minute, tenant_per_minute, user_minutes_per_day, tenant_minutes_per_day) VALUES (1, 'international', 2, 3, 4, 5, 6, 7);
INSERT INTO voice.call_limit (tenant, price_class) VALUES (1, 'mobile');
INSERT INTO sms.country_limit (tenant, iso2, sms_inbound, sms_outbound) VALUES (1, 'DE', false, true), (1, 'GH', true, false), (1, 'FR', true, true);
SELECT ops.batch_end();

-- ---- the catalogue is the views ----

SELECT test.is((SELECT array_agg(format('%s.%s', n.of, f.field)) FROM ops.config_nouns() AS n CROSS JOIN LATERAL ops.config_fields(n.of) AS f
	WHERE f.type IN ('bigint'::regtype, 'bigint[]'::regtype) AND f.field !~ '_ms$' AND f.field NOT IN (SELECT r.field FROM ops.config_refs(n.of) AS r)), NULL,
	'each id in a resource is a reference: a foreign key, or "refers to" in the column''s comment');
SELECT test.is((SELECT array_agg(format('%s.%s', n.of, f.field)) FROM ops.config_nouns() AS n CROSS JOIN LATERAL ops.config_fields(n.of) AS f
	WHERE f.type = 'jsonb'::regtype AND COALESCE(col_description(n.of, f.n), '') NOT LIKE 'refers to %'), NULL,
	'each JSON of a resource says what it refers to, or "refers to nothing"');
SELECT test.is((SELECT array_agg(format('%s %s', n.of, r.field)) FROM ops.config_nouns() AS n CROSS JOIN LATERAL ops.config_refs(n.of) AS r
	WHERE cardinality(ops.config_key(r.target)) = 0 OR EXISTS (SELECT FROM ops.config_refs(r.target) AS k WHERE k.field = ANY (ops.config_key(r.target)))), NULL,
	'whatever is referred to has a name of its own');
SELECT test.is((SELECT string_agg(name, ', ') FROM directory.resource_names('service', 1)), 'call_group / Sälj', 'of all that makes it unique');
SELECT test.is((SELECT array_agg(n.of::text) FROM ops.config_nouns() AS n WHERE n.rank > 10), NULL, 'no ring of references');
SELECT test.is((SELECT array_agg(format('%s.%s', n.schema, f)) FROM (SELECT DISTINCT schema FROM ops.config_nouns()) AS n
	CROSS JOIN unnest('{resource_names,resource_export,resource_import,resource_remove,resource_count,resource_keys,resource_changed}'::text[]) AS f
	WHERE NOT EXISTS (SELECT FROM pg_proc AS p WHERE p.pronamespace = n.schema::regnamespace AND p.proname = f AND p.prosecdef)), NULL, 'each owner of resources has what an export and an import ask for');
SELECT test.is((SELECT array_agg(n.noun ORDER BY 1) FROM ops.config_nouns() AS n GROUP BY n.noun HAVING count(*) > 1), NULL, 'no two owners have a resource of the same name');

-- ---- out ----

CREATE FUNCTION test.export(tenant bigint) RETURNS text LANGUAGE sql AS $$ SELECT body FROM directory.config_export(tenant) $$;
CREATE TEMP TABLE file AS SELECT test.export(1) AS body;
SELECT test.is((SELECT array_agg(n.noun) FROM ops.config_nouns() AS n, file WHERE jsonb_array_length(file.body::jsonb -> 'resources' -> n.noun) > 0 IS NOT TRUE), NULL,
	'each resource is in the file (one that is new needs a row at the head of this test)');
SELECT test.is((SELECT array_agg(format('%s.%s', n.noun, f.told)) FROM file, ops.config_nouns() AS n CROSS JOIN LATERAL ops.config_fields(n.of) AS f
	WHERE f.field IN (SELECT r.field FROM ops.config_refs(n.of) AS r)
		AND NOT EXISTS (SELECT FROM jsonb_array_elements(file.body::jsonb -> 'resources' -> n.noun) AS e WHERE e.value -> f.told NOT IN ('null', '[]', '{}'))), NULL,
	'each field that refers to others does so in some row of this test');
SELECT test.is((SELECT array_agg(DISTINCT k) FROM file, regexp_matches(file.body, '"(id|[a-z_]+_id|version|[a-z_]*secret|[a-z_]*hash|hook_key|password|[a-z]+ed_at)":', 'g') AS k WHERE k NOT IN ('{client_id}', '{system_id}', '{caller_id}')), NULL, 'no ids of ours, versions, secrets or times');
SELECT test.is((SELECT body::jsonb #> '{resources,route_rule,1}' FROM file), '{"channel": "Shop", "position": 1, "queue": "Support", "priority": 2, "auto_reply": null,
	"conditions": {"keyword": ["1", "help"], "customer": "known", "schedule": {"name": "Office", "open": false}}, "skills": [{"skill": "Åländska", "level": 50}]}', 'references are names, in JSON too');
SELECT test.is((SELECT jsonb_agg(e.value -> 'position') FROM file, jsonb_array_elements(body::jsonb #> '{resources,route_rule}') AS e WHERE e.value ->> 'channel' = 'Shop'), '[1, 2, 10]', 'numbers sort as numbers');
SELECT test.is((SELECT e.value -> 'supervises' FROM file, jsonb_array_elements(body::jsonb #> '{resources,user}') AS e WHERE e.value ->> 'username' = 'tom'), '["First", "Second"]', 'lists are names, sorted');
SELECT test.is((SELECT jsonb_agg(e.value -> 'name') FROM file, jsonb_array_elements(body::jsonb #> '{resources,skill}') AS e), '["English", "Åländska"]', 'names sort by their bytes');
SELECT test.is(test.export(1), (SELECT body FROM file), 'told again it is the same');

-- ---- in ----

CREATE FUNCTION test.import(tenant bigint, body text, mode text DEFAULT 'empty', dry boolean DEFAULT false, noun text DEFAULT NULL,
	partial boolean DEFAULT false, csv boolean DEFAULT false, lines text DEFAULT NULL, command bytea DEFAULT NULL, fingerprint bytea DEFAULT NULL)
RETURNS ops.answer LANGUAGE plpgsql AS $$
DECLARE
	answer ops.answer;
BEGIN
	PERFORM ops.batch_begin(ARRAY[ops.key('command', tenant, COALESCE(encode(command, 'hex'), ''))]);
	answer := directory.config_import(command, fingerprint, tenant, test.who('eve'), 'administrator', '{"source": "192.0.2.1"}', noun, body, lines, csv, mode, partial, dry);
	PERFORM ops.batch_end();
	RETURN answer;
END $$;
CREATE FUNCTION test.wrong(answer ops.answer) RETURNS text LANGUAGE sql AS $$
	SELECT concat_ws(' ', answer.outcome, (SELECT string_agg(concat_ws(':', e.value ->> 'line', e.value ->> 'pointer', e.value ->> 'type'), ' ' ORDER BY e.ordinality)
		FROM jsonb_array_elements(answer.body -> 'errors') WITH ORDINALITY AS e))
$$;
-- Names of users are one over the installation, and so are the owners of numbers: the first organisation's move away.
SELECT directory.tenant_create('Empty') AS two \gset
UPDATE directory.app_user SET username = 'old-' || username WHERE tenant = 1;
UPDATE directory.phone_number SET stage = 'released' WHERE tenant = 1;
UPDATE directory.identity_provider SET slug = 'old-' || slug WHERE tenant = 1;
UPDATE sms.smpp_client SET system_id = 'old-' || system_id WHERE tenant = 1;
CREATE TEMP TABLE before AS SELECT (SELECT count(*) FROM directory.app_user) + (SELECT count(*) FROM routing.queue) + (SELECT count(*) FROM hooks.position)
	+ (SELECT count(*) FROM routing.schedule_boundary) + (SELECT count(*) FROM ops.audit) AS held;
SELECT test.import(:two, (SELECT body FROM file), dry => true) AS a \gset
SELECT test.is(test.wrong(:'a'::ops.answer), 'ok', 'a dry run is judged');
SELECT test.is((:'a'::ops.answer).body #>> '{created,membership}', '6', 'and counted');
SELECT test.is((SELECT (SELECT count(*) FROM directory.app_user) + (SELECT count(*) FROM routing.queue) + (SELECT count(*) FROM hooks.position)
	+ (SELECT count(*) FROM routing.schedule_boundary) + (SELECT count(*) FROM ops.audit)), (SELECT held FROM before), 'and nothing of it is kept');
SELECT test.import(:two, (SELECT body FROM file)) AS a \gset
SELECT test.is(test.wrong(:'a'::ops.answer), 'ok', 'a file is taken into an empty tenant');
SELECT test.is(test.export(:two), (SELECT body FROM file), 'and what that tenant tells is the same, byte for byte');
SELECT test.is((:'a'::ops.answer).body -> 'created', (SELECT jsonb_object_agg(r.key, jsonb_array_length(r.value)) FROM file, jsonb_each(body::jsonb -> 'resources') AS r WHERE r.key NOT IN ('tenant', 'country', 'call_limit')) || '{"role": 1}', 'it was told what came into being');
SELECT test.is((:'a'::ops.answer).body #>> '{changed,country}', '2', 'what it narrowed was changed');
SELECT test.is((SELECT string_agg(DISTINCT format('%s %s', u.value ->> 'resource', u.value ->> 'fields'), ', ') FROM jsonb_array_elements((:'a'::ops.answer).body -> 'unset') AS u),
	'api_key ["key"], channel ["hook_key"], smpp_client ["password"], user ["password"], webhook ["secret"]', 'and which secrets must be set');
SELECT test.is((SELECT count(*) FROM jsonb_array_elements((:'a'::ops.answer).body -> 'unset') AS u WHERE u.value ->> 'resource' = 'user' AND u.value ->> 'name' = 'ann'), 1::bigint, 'for each who has one');
SELECT test.ok((SELECT bool_and(u.password_hash LIKE 'unset-%') AND count(DISTINCT u.password_hash) = 6 FROM directory.app_user AS u WHERE u.tenant = :two), 'until then nobody can log in');
SELECT test.ok((SELECT count(*) > 0 FROM routing.schedule_boundary AS b WHERE b.tenant = :two), 'hours are compiled');
SELECT test.is((SELECT count(*) FROM hooks.position AS p WHERE p.tenant = :two), 2::bigint, 'webhooks have a place in the feed');
SELECT test.is((SELECT count(*) FROM ops.audit AS a WHERE a.tenant = :two AND a.action = 'membership_create' AND a.detail -> 'after' ? 'queue_id'), 6::bigint, 'each thing is in the audit log');
SELECT test.is((SELECT a.detail ->> 'mode' FROM ops.audit AS a WHERE a.tenant = :two AND a.action = 'configuration_import'), 'empty', 'and the import itself');
SELECT test.is((SELECT r.revision FROM routing.revision AS r WHERE r.tenant = :two) < 10, true, 'the router is told once, and by each schedule');
SELECT test.is(test.wrong(test.import(:two, (SELECT body FROM file))), 'not_empty', 'a tenant that has a configuration is not mistaken for an empty one');
SELECT test.is((test.import(:two, (SELECT body FROM file), 'merge')).body -> 'changed', '{}', 'the same file again changes nothing');
SELECT test.is(test.export(1) <> (SELECT body FROM file) AND test.export(1) LIKE '%old-ann%', true, 'and the other tenant is as it was');

-- ---- merge and replace ----

-- What the roles have stands with them; in a file of before, with the organisation.
SELECT test.import(:two, jsonb_set((SELECT body::jsonb FROM file), '{resources,role}', '[{"name": "Agent", "permissions": ["sms_initiate"]}, {"name": "Supervisor", "permissions": []}]')::text, 'merge') AS a \gset
SELECT test.is((SELECT t.sms_initiate_roles FROM directory.a_tenant AS t WHERE t.id = :two), '{agent,administrator}'::text[], 'a role in a file wins over the organisation''s list');
SELECT test.import(:two, '{"format": "trunkline-configuration", "format_version": 1, "resources": {"tenant": [{"sms_initiate_roles": ["supervisor"]}]}}', 'merge') AS a \gset
SELECT test.is((SELECT t.sms_initiate_roles FROM directory.a_tenant AS t WHERE t.id = :two), '{supervisor}'::text[], 'which counts in a file without roles');
SELECT test.import(:two, (SELECT body FROM file), 'replace') AS a \gset
SELECT test.is(test.wrong(:'a'::ops.answer), 'ok', 'the file puts back what the roles had');

SELECT test.import(:two, '{"format": "trunkline-configuration", "format_version": 1, "resources": {"queue": [{"name": "Voice", "priority": 9}, {"name": "New", "schedule": "Office"}]}}', 'merge') AS a \gset
SELECT test.ok((:'a'::ops.answer).body -> 'difference' @> '[{"did": "changed", "name": "Voice", "after": {"priority": 9}, "before": {"priority": 5}}, {"did": "created", "name": "New"}]', 'the difference tells what changed, from what to what');
SELECT test.ok((:'a'::ops.answer).body -> 'warnings' @> '[{"kind": "queue_unserved"}]', 'and the linter what can not work');
SELECT test.is((SELECT format('%s %s %s', q.priority, q.wrap_ms, q.version) FROM routing.queue AS q WHERE q.tenant = :two AND q.name = 'Voice'), '9 60000 2', 'what was not given stays');
SELECT test.is((SELECT count(*) FROM routing.queue AS q WHERE q.tenant = :two), 4::bigint, 'and what the file has not stays, too');
SELECT test.import(:two, (SELECT body FROM file), 'replace') AS a \gset
SELECT test.is((:'a'::ops.answer).body -> 'removed', '{"queue": 1}', 'unless all is to be replaced');
SELECT test.is(test.export(:two), (SELECT body FROM file), 'then it is again what the file says');
-- What somebody has worked with is not removed by a file.
INSERT INTO routing.interaction (tenant, channel, conversation, queue, state, entered_at) SELECT :two, 1, 1, id, 'waiting', ops.clock() FROM routing.queue WHERE tenant = :two AND name = 'Voice';
SELECT test.import(:two, '{"format": "trunkline-configuration", "format_version": 1, "resources": {}}', 'replace') AS a \gset
SELECT test.ok((:'a'::ops.answer).outcome = 'invalid' AND (:'a'::ops.answer).body -> 'errors' @> '[{"name": "Voice", "type": "referenced", "pointer": "/resources/queue"}]', 'what others refer to is not removed, and named');
SELECT test.is(test.export(:two), (SELECT body FROM file), 'and nothing else is, either');
DELETE FROM routing.interaction WHERE tenant = :two;

-- ---- wrong files ----

CREATE FUNCTION test.file(resources text) RETURNS text LANGUAGE sql AS $$ SELECT '{"format": "trunkline-configuration", "format_version": 1, "resources": ' || resources || '}' $$;
SELECT test.is(test.wrong(test.import(:two, f.body, 'merge')), f.wanted, 'no file: ' || left(f.body, 60)) FROM (VALUES
	('{', 'bad_request'), ('', 'bad_request'), ('[]', 'invalid /format'), ('{}', 'invalid /format'), ('{"format": "trunkline-configuration", "format_version": 2}', 'invalid /format_version'),
	('{"format": "trunkline-configuration", "format_version": 1}', 'invalid /resources'), (repeat('[', 100000), 'bad_request'), ('{"a": "\u0000"}', 'invalid /'),
	(test.file('{"planet": []}'), 'invalid /resources/planet'), (test.file('{"queue": {}}'), 'invalid /resources/queue'), (test.file('{"audit": []}'), 'invalid /resources/audit')) AS f (body, wanted);
SELECT test.is(test.wrong(test.import(:two, test.file(f.resources), 'merge')), 'invalid ' || f.wanted, f.wanted) FROM (VALUES
	('{"queue": [{"name": "a"}, 5]}', '/resources/queue/1:invalid'),
	('{"queue": [{"name": "a", "colour": "red"}]}', '/resources/queue/0/colour:invalid'),
	('{"queue": [{"priority": 3}]}', '/resources/queue/0/name:invalid'),
	('{"queue": [{"name": null}]}', '/resources/queue/0/name:invalid'),
	('{"queue": [{"name": "a", "priority": "high"}]}', '/resources/queue/0/priority:invalid'),
	('{"queue": [{"name": "a", "priority": 11}, {"name": "b"}, {"name": "c", "priority": 0}]}', '/resources/queue/0/priority:invalid /resources/queue/2/priority:invalid'),
	('{"queue": [{"name": "a"}, {"name": "b"}, {"name": "a", "priority": 3}]}', '/resources/queue/2/name:name_taken'),
	('{"queue": [{"name": "a", "schedule": "None such"}]}', '/resources/queue/0/schedule:unknown_reference'),
	('{"queue": [{"name": "a", "closing": "overflow", "overflow_queue": "None"}]}', '/resources/queue/0/overflow_queue:unknown_reference'),
	('{"queue": [{"name": "a", "closing": "overflow", "overflow_queue": "b"}, {"name": "b", "priority": 11}]}', '/resources/queue/1/priority:invalid'),
	('{"queue": [{"name": "a", "closing": "overflow"}]}', '/resources/queue/0/closing:invalid'),
	('{"queue": [{"name": "Support", "medium": "voice"}]}', '/resources/queue/0/medium:invalid'),
	('{"skill": [{"name": ""}]}', '/resources/skill/0/name:invalid'),
	('{"skill": [{"name": " \u200b\u3164 "}]}', '/resources/skill/0/name:invalid'),
	('{"channel": [{"name": "Blank", "medium": "sms", "help_text": "\u00a0"}]}', '/resources/channel/0/help_text:invalid'),
	('{"skill": [{"name": "' || repeat('x', 201) || '"}]}', '/resources/skill/0/name:invalid'),
	('{"user": [{"username": "x", "name": "X", "role": "operator"}]}', '/resources/user/0:invalid'),
	('{"user": [{"username": "x", "name": "X", "role": "integrator"}]}', '/resources/user/0/role:invalid'),
	('{"user": [{"username": "old-ann", "name": "X", "role": "agent"}]}', '/resources/user/0/username:name_taken'),
	('{"user": [{"username": "x", "name": "X", "role": "agent", "password_hash": "y"}]}', '/resources/user/0/password_hash:invalid'),
	('{"user": [{"username": "x", "name": "X", "role": "supervisor", "supervises": ["First", "Nobody"]}]}', '/resources/user/0/supervises/1:unknown_reference'),
	('{"user": [{"username": "eve", "disabled": true}]}', '/resources/user/0:last_administrator'),
	('{"membership": [{"queue": "Voice", "agent": "old-ann"}]}', '/resources/membership/0/agent:unknown_reference'),
	('{"route_rule": [{"channel": "Shop", "position": 1, "skills": [{"skill": "None", "level": 50}]}]}', '/resources/route_rule/0/skills/0/skill:unknown_reference'),
	('{"route_rule": [{"channel": "Shop", "position": 1, "conditions": {"schedule": {"name": "None", "open": true}}}]}', '/resources/route_rule/0/conditions/schedule/name:unknown_reference'),
	('{"route_rule": [{"channel": "Shop", "position": 1, "conditions": {"weather": "rain"}}]}', '/resources/route_rule/0/conditions/weather:invalid'),
	('{"route_rule": [{"channel": "Web", "position": 1, "auto_reply": "a"}, {"channel": "Web", "position": 1, "auto_reply": "b"}]}', '/resources/route_rule/1/position:value_taken'),
	('{"schedule": [{"name": "Mars", "time_zone": "Mars/Olympus"}]}', '/resources/schedule/0/time_zone:invalid'),
	('{"schedule": [{"name": "Bad", "time_zone": "UTC", "week": [{"weekday": 8, "opens": "08:00", "closes": "09:00"}]}]}', '/resources/schedule/0/week/0/weekday:invalid'),
	('{"tenant": [{"codes_required": ["busy"]}]}', '/resources/tenant/0/codes_required:invalid'),
	('{"tenant": [{"name": "a"}, {"name": "b"}]}', '/resources/tenant/1:value_taken'),
	('{"tenant": [{"lost_ms": 5}]}', '/resources/tenant/0/stale_ms:invalid'),
	('{"webhook": [{"url": "ftp://x", "types": ["*"]}]}', '/resources/webhook/0/url:invalid'),
	('{"webhook": [{"url": "https://x", "types": ["Nonsense"]}]}', '/resources/webhook/0/types:invalid'),
	('{"api_key": [{"name": "x", "scopes": ["No Scope"]}]}', '/resources/api_key/0/scopes:invalid')) AS f (resources, wanted);
SELECT test.is(jsonb_array_length((test.import(:two, test.file('{"skill": ' || (SELECT jsonb_agg(jsonb_build_object('name', '')) FROM generate_series(1, 500))::text || '}'), 'merge')).body -> 'errors') >= 100, true, 'it gives up after a hundred');
SELECT test.is(test.export(:two), (SELECT body FROM file), 'and nothing of all that was kept');

-- ---- rows of one resource ----

SELECT test.import(:two, '[{"name": "Finnish"}, {"name": "English"}]', 'merge', noun => 'skill', lines => '[2, 5]') AS a \gset
SELECT test.is((SELECT jsonb_agg(r.value - 'id') FROM jsonb_array_elements((:'a'::ops.answer).body -> 'rows') AS r), '[{"n": 0, "line": 2, "result": "created"}, {"n": 1, "line": 5, "result": "unchanged"}]', 'each row is told, with its line');
SELECT test.is(test.wrong(test.import(:two, '[{"queue": "Voice", "agent": "sue"}, {"queue": "None", "agent": "sue"}, {"queue": "Voice"}]', 'merge', noun => 'membership', lines => '[2, 3, 7]')),
	'invalid 3:/1/queue:unknown_reference 7:/2/agent:invalid', 'what is wrong is told by line and field');
SELECT test.is((SELECT count(*) FROM routing.member AS m WHERE m.tenant = :two), 6::bigint, 'and nothing was kept');
SELECT test.import(:two, '[{"queue": "Voice", "agent": "sue"}, {"queue": "None", "agent": "sue"}, {"queue": "Voice", "agent": "tom"}]', 'merge', noun => 'membership', partial => true) AS a \gset
SELECT test.is(test.wrong(:'a'::ops.answer) || ' ' || ((:'a'::ops.answer).body #>> '{created,membership}'), 'ok /1/queue:unknown_reference 2', 'unless the others are to be kept');
SELECT test.is((SELECT count(*) FROM routing.member AS m WHERE m.tenant = :two), 8::bigint, 'then they are');
SELECT test.import(:two, '[{"username": "zoe", "name": "Zoë", "role": "agent", "has_seat": "true", "chat_limit": "3", "group": "First", "offer_ms": null, "supervises": "[\"Second\"]", "may_reject": null},
	{"username": "ann", "group": null, "chat_limit": null}]', 'merge', noun => 'user', csv => true) AS a \gset
SELECT test.is(test.wrong(:'a'::ops.answer), 'ok', 'of a table each value is text');
SELECT test.is((SELECT format('%s %s %s %s %s', u.name, u.has_seat, u.chat_limit, u.may_reject, (SELECT count(*) FROM directory.supervision AS s WHERE s.supervisor = u.id))
	FROM directory.app_user AS u WHERE u.username = 'zoe'), 'Zoë t 3 t 1', 'and becomes what its field is');
SELECT test.is((SELECT format('%s %s', u.group_id IS NULL, u.chat_limit) FROM directory.app_user AS u WHERE u.username = 'ann'), 't 6', 'an empty cell takes away what may be none, and leaves what may not');
SELECT test.is(test.wrong(test.import(:two, '[{"username": "ann", "supervises": "[oops"}]', 'merge', noun => 'user', csv => true)), 'invalid /0/supervises:invalid', 'a cell that should be JSON and is not');
SELECT test.is((SELECT jsonb_agg(l.value::jsonb) FROM directory.config_rows('membership', 1, true) AS r CROSS JOIN LATERAL (SELECT * FROM regexp_split_to_table(r.body, '\n') LIMIT 2) AS l (value)),
	'[["queue", "agent", "enabled"], ["First aid", "old-ann", true]]', 'rows come as lists, the fields'' names first');
SELECT test.is((SELECT l.value::jsonb FROM directory.config_rows('skill', 1, false) AS r CROSS JOIN LATERAL regexp_split_to_table(r.body, '\n') AS l (value) LIMIT 1), '{"name": "English"}', 'or as objects');

-- ---- who works is reached by a change of their user; commands come once ----

SELECT test.login('old-ann') AS s \gset
SELECT test.status_set('old-ann', 'old-ann', 'available');
SELECT test.import(1, '[{"username": "old-ann", "chat_limit": 1}]', 'merge', noun => 'user') AS a \gset
SELECT test.is((SELECT g.chat_count_limit FROM routing.v_agent AS g WHERE g.tenant = 1 AND g.agent = test.who('old-ann'))::integer, 1, 'a limit from a file is the gate''s at once');
SELECT test.import(1, '[{"username": "old-ann", "disabled": true}]', 'merge', noun => 'user') AS a \gset
SELECT test.is((SELECT a.chosen FROM presence.agent_status AS a WHERE a.tenant = 1 AND a.agent = test.who('old-ann')), 'logged_out', 'who is disabled by a file is logged out');
SELECT test.command() AS c \gset
SELECT test.is((test.import(:two, '[{"name": "Once"}]', 'merge', noun => 'skill', command => :'c', fingerprint => '\x01')).body -> 'created', '{"skill": 1}', 'an import is done');
SELECT test.is((test.import(:two, '[{"name": "Once"}]', 'merge', noun => 'skill', command => :'c', fingerprint => '\x01')).body -> 'created', '{"skill": 1}', 'and told again as it was');
SELECT test.is((test.import(:two, '[{"name": "More"}]', 'merge', noun => 'skill', command => :'c', fingerprint => '\x02')).outcome, 'idempotency_key_reused', 'its id with another file is refused');
SELECT test.is(test.wrong(test.import(:two, '[{"name": "Late", "text": "Sorry!"}]', 'merge', noun => 'canned_message')), 'ok', 'what of a key is not given is its default');
SELECT test.is((SELECT string_agg(m.text, '/' ORDER BY m.folder) FROM directory.canned_message AS m WHERE m.tenant = :two), 'Sorry!/Dear {customer.name}', 'so that row is found');

-- ---- what shows nothing ----
-- The same as what a request's body is refused for (common/base/utf8.c).
SELECT test.is((SELECT count(*) FROM generate_series(1, 1114111) AS c WHERE c NOT BETWEEN 55296 AND 57343 AND ops.shows_nothing(chr(c)) <> (
		c <= 32 OR c BETWEEN 127 AND 160 OR c IN (173, 847, 1564, 5760, 10240, 12288, 12644, 65279, 65440) OR c BETWEEN 4447 AND 4448 OR c BETWEEN 6155 AND 6159
		OR c BETWEEN 8192 AND 8207 OR c BETWEEN 8232 AND 8239 OR c BETWEEN 8287 AND 8303 OR c BETWEEN 65024 AND 65039 OR c BETWEEN 917504 AND 921599)), 0::bigint, 'what shows nothing, of all characters');
SELECT test.is((SELECT array_agg(ops.shows_nothing(t)) FROM unnest(ARRAY['', ' ', E'\t\u200b', ' .', 'a ']) AS t), '{f,t,t,f,f}', 'a text: of nothing else; the empty one is another matter');
SELECT test.is(test.wrong(test.import(:two, '[{"name": " "}]', 'merge', noun => 'skill')), 'invalid /0/name:invalid', 'a name must show something');
SELECT test.is(test.wrong(test.import(:two, '[{"name": "Blank", "folder": " ", "text": "x"}]', 'merge', noun => 'canned_message')), 'ok', 'what may be empty may be blank, as in a request');
UPDATE directory.canned_message SET text = ' ' WHERE tenant = :two AND name = 'Blank';
SELECT test.is(test.wrong(test.import(:two, '[{"name": "Blank", "folder": " ", "text": " "}]', 'merge', noun => 'canned_message')), 'ok', 'what a release before took, and the file leaves as it is, is not judged');
SELECT test.is(test.wrong(test.import(:two, '[{"name": "Blanker", "text": " "}]', 'merge', noun => 'canned_message')), 'invalid /0/text:invalid', 'new, it is');
