-- visitor_transcript: a visitor asks for a link to the chat's messages; whoever has it can read them until it expires. At most five a chat.
-- email: where the link is mailed, too; null: nowhere, or there is no relay. One address gets at most five a day of a tenant, and of a tenant
-- at most 500 wait: further ones are not mailed. secret: the link, sealed for the row `box`; url: in its place, of the release before.
-- Answers 'created' with {"url", "expires_at", "mailed"}, also when the same link comes again; 'too_many_links', 'not_found'. Keys: conversation,
-- command.
DROP FUNCTION IF EXISTS messaging.visitor_transcript(bytea, bytea, bigint, bigint, bytea, bytea, text, text);
CREATE OR REPLACE FUNCTION messaging.visitor_transcript(command bytea, fingerprint bytea, tenant bigint, channel bigint, token_hash bytea,
	link_hash bytea, url text, email text, secret bytea DEFAULT NULL, box bigint DEFAULT NULL)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	links_max CONSTANT bigint := 5;
	address_day_max CONSTANT bigint := 5;
	waiting_max CONSTANT bigint := 500;
	lasts CONSTANT interval := '7 days';
	v messaging.visitor := messaging.visitor_find(tenant, channel, token_hash);
	clock timestamptz;
	l messaging.transcript_link;
	address bytea := sha256(convert_to(lower(email), 'UTF8'));
BEGIN
	IF v.id IS NULL THEN
		RETURN ops.answer(mark, 'not_found', NULL);
	END IF;
	IF NOT ops.keys_held(ARRAY[messaging.key_of(tenant, v.conversation)]) THEN
		RETURN ops.moved(ARRAY[messaging.key_of(tenant, v.conversation)]);
	END IF;
	clock := ops.clock();
	SELECT x.* INTO l FROM messaging.transcript_link AS x WHERE x.tenant = v.tenant AND x.token_hash = link_hash;
	IF l.token_hash IS NULL THEN
		IF (SELECT count(*) FROM messaging.transcript_link AS x WHERE x.tenant = v.tenant AND x.conversation = v.conversation
			AND x.expires_at > clock) >= links_max THEN
			RETURN ops.answer(mark, 'too_many_links', NULL);
		END IF;
		IF (SELECT count(*) FROM messaging.transcript_link AS x WHERE x.tenant = v.tenant AND x.address_hash = address
				AND x.made_at > clock - interval '1 day') >= address_day_max
			OR (SELECT count(*) FROM (SELECT FROM messaging.mail AS m WHERE m.tenant = v.tenant AND m.text IS NULL LIMIT waiting_max) AS w) >= waiting_max THEN
			address := NULL;
		END IF;
		INSERT INTO messaging.transcript_link (tenant, token_hash, conversation, made_at, expires_at, address_hash)
		VALUES (v.tenant, link_hash, v.conversation, clock, clock + lasts, address) RETURNING * INTO l;
		IF address IS NOT NULL THEN
			INSERT INTO messaging.mail (tenant, conversation, address, title, url, secret, box, due_at, made_at)
			VALUES (v.tenant, v.conversation, email, (SELECT w.title FROM directory.v_widget AS w WHERE w.tenant = v.tenant AND w.channel = v.channel),
				url, secret, box, clock, clock);
		END IF;
	END IF;
	RETURN ops.answer(mark, 'created', jsonb_build_object('url', COALESCE(to_jsonb(url), ops.box_json(secret)), 'expires_at', ops.rfc3339(l.expires_at), 'mailed', l.address_hash IS NOT NULL));
END $$;
