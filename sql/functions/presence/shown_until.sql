-- shown_until: when what is shown of an agent ends by itself (SV-6): the emergency's lock, the last wrap-up, the time
-- at which who is disconnected is gone; null: when somebody changes it.
CREATE OR REPLACE FUNCTION presence.shown_until(tenant bigint, agent bigint, shown text, locked timestamptz)
RETURNS timestamptz
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN CASE shown
		WHEN 'post_processing' THEN (SELECT max(o.wrap_until) FROM routing.v_open AS o
			WHERE o.tenant = shown_until.tenant AND o.agent = shown_until.agent)
		WHEN 'disconnected' THEN (SELECT max(s.gone_at) FROM presence.stream AS s
			WHERE s.tenant = shown_until.tenant AND s.agent = shown_until.agent)
		ELSE locked END;
END $$;
