-- phone_judge: refuses a user whose phone could not be reached as it is set up: the table of what each setting needs, numbers that
-- are the organisation's own (SP-4), licences (SP-3), what excludes each other (SP-5), an offer that Work would forward (SP-6). `before` is {} of
-- a new one. Keys: config.
CREATE OR REPLACE FUNCTION directory.phone_judge(tenant bigint, id bigint, item jsonb, before jsonb, after jsonb)
RETURNS void
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	-- the Work app is the agent's phone
	softphone CONSTANT boolean := COALESCE(after ->> 'workplace_phone' = after ->> 'work_number', false);
	missing record;
	other record;
	ring integer;
BEGIN
	SELECT n.field, n.words INTO missing FROM (VALUES
		('workplace_phone', after ->> 'phone_mode' = 'forward', 'Is needed: calls are forwarded to it.'),
		('sip_uri', after ->> 'phone_mode' = 'sip_uri', 'Is needed: calls go to it.'),
		('forward_number', after ->> 'forward_then' = 'number', 'Is needed: calls that nobody answers go to it.'),
		('agent_extension', (after ->> 'agent_device')::boolean, 'Is needed: its device alone rings for queue calls.')) AS n (field, needed, words)
	WHERE n.needed AND after ->> n.field IS NULL LIMIT 1;
	IF FOUND THEN
		PERFORM ops.resource_refuse('invalid', missing.field, missing.words);
	END IF;
	IF after ->> 'work_number' IS NOT NULL AND after ->> 'work_number' IS DISTINCT FROM before ->> 'work_number' THEN
		PERFORM directory.number_judge(tenant, after ->> 'work_number', 'user', id, 'work_number');
	END IF;
	IF after ->> 'workplace_phone' IS DISTINCT FROM before ->> 'workplace_phone' THEN
		SELECT u.kind, u.name INTO other FROM directory.number_uses(tenant, after ->> 'workplace_phone') AS u WHERE u.kind <> 'user' LIMIT 1;
		IF FOUND THEN
			PERFORM ops.resource_refuse('invalid', 'workplace_phone', format(CASE other.kind WHEN 'channel' THEN 'Is the number of the channel "%s": its calls would come back.'
				ELSE 'Is a fax number: %s.' END, other.name));
		END IF;
	END IF;
	IF NOT ops.importing() THEN -- a file's plan comes after its users: the linter tells
		SELECT n.field, n.words INTO missing FROM (
			SELECT f.field, voice.dial_forbidden(tenant, (after ->> 'site_id')::bigint, directory.country_home(tenant, id), after ->> f.field) AS words
			FROM unnest('{workplace_phone,forward_number}'::text[]) AS f (field)
			WHERE after ->> f.field IS NOT NULL AND after ->> f.field IS DISTINCT FROM before ->> f.field
				AND after ->> f.field IS DISTINCT FROM after ->> 'work_number') AS n
		WHERE n.words IS NOT NULL LIMIT 1;
		IF FOUND THEN
			PERFORM ops.resource_refuse('invalid', missing.field, missing.words);
		END IF;
	END IF;
	IF after ->> 'forward_then' = 'number' AND after ->> 'forward_number' = after ->> 'work_number' THEN
		PERFORM directory.refuse_both('forward_number', 'work_number', 'Calls to the Work number would be forwarded to itself.');
	END IF;
	IF softphone AND (after ->> 'agent_device')::boolean THEN
		PERFORM directory.refuse_both('agent_device', 'workplace_phone',
			'A dedicated device of the agent extension and a Workplace Phone that is one''s own Work number exclude each other.');
	END IF;
	PERFORM directory.phone_licences(before, after, softphone);
	IF softphone AND NOT ops.importing() AND (before = '{}' OR item ?| '{workplace_phone,work_number,forward_delay_s,offer_ms,group_id}') THEN
		ring := greatest((after ->> 'offer_ms')::integer, (SELECT max(c.ring_ms) FROM routing.forward_conflicts(tenant, NULL, id) AS c));
		IF ring + 2000 > (after ->> 'forward_delay_s')::integer * 1000 THEN
			PERFORM directory.refuse_both('forward_delay_s', 'offer_ms', format(
				'An offer rings %s s, and 2 s more is longer than forward_delay_s, %s s: Work would forward it.', ring / 1000.0::real, after ->> 'forward_delay_s'));
		END IF;
	END IF;
END $$;
