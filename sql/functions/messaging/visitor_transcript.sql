-- visitor_transcript: a visitor asks for a link to what was said: whoever has it reads it until it expires. At most so many a
-- chat. email: where it is mailed, too; null: nowhere, or there is no relay. Answers 'created' with {"expires_at"}; 'too_many_links', 'not_found'. Keys: conversation, command.
CREATE OR REPLACE FUNCTION messaging.visitor_transcript(command bytea, fingerprint bytea, tenant bigint, channel bigint, token_hash bytea,
	link_hash bytea, url text, email text)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	most CONSTANT bigint := 5;
	lasts CONSTANT interval := '7 days';
	v messaging.visitor := messaging.visitor_find(tenant, channel, token_hash);
	clock timestamptz;
	problem text;
BEGIN
	IF v.id IS NOT NULL AND NOT ops.keys_held(ARRAY[messaging.key_of(tenant, v.conversation)]) THEN
		RETURN ops.moved(ARRAY[messaging.key_of(tenant, v.conversation)]);
	END IF;
	clock := ops.clock();
	problem := CASE WHEN v.id IS NULL THEN 'not_found'
		WHEN (SELECT count(*) FROM messaging.transcript_link AS l WHERE l.tenant = v.tenant AND l.conversation = v.conversation
			AND l.expires_at > clock) >= most THEN 'too_many_links' END;
	IF problem IS NULL THEN
		INSERT INTO messaging.transcript_link (tenant, token_hash, conversation, made_at, expires_at)
		VALUES (tenant, link_hash, v.conversation, clock, clock + lasts) ON CONFLICT DO NOTHING;
		IF email IS NOT NULL THEN
			INSERT INTO messaging.mail (tenant, conversation, address, title, url, due_at, made_at)
			VALUES (tenant, v.conversation, email, (SELECT w.title FROM directory.v_widget AS w WHERE w.tenant = v.tenant AND w.channel = v.channel),
				url, clock, clock);
		END IF;
	END IF;
	RETURN ops.answer(mark, COALESCE(problem, 'created'), CASE WHEN problem IS NULL THEN
		jsonb_build_object('url', url, 'expires_at', ops.rfc3339(clock + lasts), 'mailed', email IS NOT NULL) END);
END $$;
