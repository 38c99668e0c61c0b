-- call_log_add_2: call_log_add_3 of a call that nobody gave, for the release before. Keys: calls (the owner).
CREATE OR REPLACE FUNCTION voice.call_log_add_2(tenant bigint, owner bigint, side text, call text, step text, direction text, number text,
	shown text, user_ bigint, at timestamptz, cause text, epoch bigint, OUT outcome text)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	outcome := (voice.call_log_add_3(tenant, owner, side, call, step, direction, number, shown, user_, at, cause, epoch, NULL, NULL)).outcome;
END $$;
