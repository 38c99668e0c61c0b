-- lease_of: an agent's lease at a time: the best of their streams. A stream's state is judged by its
-- deadlines, whether or not anyone has swept it; a session that has ended counts as gone.
CREATE OR REPLACE FUNCTION presence.lease_of(tenant bigint, agent bigint, at_now timestamptz)
RETURNS text
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN (
		SELECT COALESCE(('{live,stale,lost,gone}'::text[])[min(CASE
			WHEN s.ends_at <= at_now OR s.gone_at <= at_now THEN 4
			WHEN s.state = 'live' THEN 1
			WHEN s.lost_at > at_now THEN 2
			ELSE 3 END)], 'none')
		FROM presence.stream AS s
		WHERE s.tenant = lease_of.tenant AND s.agent = lease_of.agent);
END $$;
