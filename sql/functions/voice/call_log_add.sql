-- call_log_add: as call_log_add_2, for a voiced that does not say its run.
CREATE OR REPLACE FUNCTION voice.call_log_add(tenant bigint, owner bigint, side text, call text, step text, direction text, number text,
	shown text, user_ bigint, at timestamptz, cause text, OUT outcome text)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	outcome := voice.call_log_add_2(tenant, owner, side, call, step, direction, number, shown, user_, at, cause, NULL);
END $$;
