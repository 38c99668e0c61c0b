-- shown_since: since when what is shown of an agent holds (SV-6). What is chosen: since it was chosen; Busy: since the oldest of the conversations
-- that go on was taken; Post Processing: since the last one ended; who is disconnected: since the lease was lost, null when it is gone.
CREATE OR REPLACE FUNCTION presence.shown_since(tenant bigint, agent bigint, shown text, chosen text, since timestamptz)
RETURNS timestamptz
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN CASE
		WHEN shown = 'busy' AND chosen <> 'busy' THEN (SELECT min(o.since) FROM routing.v_open AS o
			WHERE o.tenant = shown_since.tenant AND o.agent = shown_since.agent AND o.state = 'assigned')
		WHEN shown = 'post_processing' THEN (SELECT max(o.since) FROM routing.v_open AS o
			WHERE o.tenant = shown_since.tenant AND o.agent = shown_since.agent AND o.state = 'wrap_up')
		WHEN shown = 'disconnected' THEN (SELECT max(s.lost_at) FROM presence.stream AS s
			WHERE s.tenant = shown_since.tenant AND s.agent = shown_since.agent)
		ELSE since END;
END $$;
