-- missed_count: counts the calls that an account has missed since its log was looked at, and tells when they are other than before. The first
-- that is counted became known as missed at `first_at`: what was missed before is not counted. null: only where there is a count already. By
-- when it became known and not by when it ended: its end may be told after the log was looked at. Internal. Keys: calls (the owner).
CREATE OR REPLACE FUNCTION voice.missed_count(tenant bigint, owner bigint, side text, first_at timestamptz)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	most CONSTANT integer := 100;
	m voice.missed;
	now_missed integer;
BEGIN
	INSERT INTO voice.missed AS r (tenant, owner, side, seen_at) SELECT tenant, owner, side, first_at - interval '1 microsecond'
	WHERE first_at IS NOT NULL
	ON CONFLICT ON CONSTRAINT missed_pkey DO NOTHING;
	SELECT * INTO m FROM voice.missed AS r WHERE r.tenant = missed_count.tenant AND r.owner = missed_count.owner AND r.side = missed_count.side;
	-- By the index of missed calls: what rang when the log was looked at has begun before, a day at most.
	SELECT count(*) INTO now_missed FROM (SELECT FROM voice.call_log AS l
		WHERE l.tenant = m.tenant AND l.owner = m.owner AND l.side = m.side AND l.missed
			AND l.began_at > m.seen_at - interval '1 day' AND l.missed_at > m.seen_at LIMIT most) AS l;
	IF now_missed <> m.calls THEN
		UPDATE voice.missed AS r SET calls = now_missed, version = r.version + 1
		WHERE r.tenant = m.tenant AND r.owner = m.owner AND r.side = m.side RETURNING r.* INTO m;
		PERFORM ops.emit(m.tenant, 23, voice.missed_key(m.owner, m.side), m.version);
	END IF;
END $$;
