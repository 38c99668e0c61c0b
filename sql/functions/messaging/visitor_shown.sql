-- visitor_shown: a web chat as its visitor sees it: how it stands, and up to 100 messages after a sequence, of 256 KiB and one at
-- least, so that a stream can tell them in one frame; what no customer sees is left out. next_seq: after which to ask for more; it goes
-- on over what was left out.
CREATE OR REPLACE FUNCTION messaging.visitor_shown(v messaging.visitor, after_seq bigint)
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	most CONSTANT bigint := 100;
	bytes CONSTANT bigint := 262144;
	c messaging.conversation;
	first_seq bigint;
	last_seq_ bigint;
	shown jsonb;
BEGIN
	SELECT * INTO c FROM messaging.conversation AS r WHERE r.tenant = v.tenant AND r.id = v.conversation;
	first_seq := least(greatest(COALESCE(after_seq, 0), 0), c.last_seq) + 1;
	SELECT max(f.seq), jsonb_agg(f.shown ORDER BY f.seq) FILTER (WHERE f.shown IS NOT NULL) INTO last_seq_, shown
	FROM (SELECT r.seq, j.shown, sum(octet_length(j.shown::text)) OVER (ORDER BY r.seq) AS so_far
		FROM messaging.message AS r
		CROSS JOIN LATERAL (SELECT CASE WHEN r.direction <> 'system' THEN messaging.visitor_message(r) END OFFSET 0) AS j (shown)
		WHERE r.tenant = c.tenant AND r.conversation = c.id AND r.at BETWEEN c.opened_at AND c.last_at
			AND r.seq BETWEEN first_seq AND first_seq + most - 1) AS f
	WHERE COALESCE(f.so_far, 0) <= bytes OR f.seq = first_seq;
	RETURN jsonb_build_object('chat', messaging.visitor_chat(v), 'next_seq', COALESCE(last_seq_, c.last_seq), 'messages', COALESCE(shown, '[]'));
END $$;
