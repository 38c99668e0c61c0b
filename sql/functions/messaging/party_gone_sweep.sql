-- party_gone_sweep: deletes at most limit_ departures from rooms whose events the feed no longer has (with a day's margin); answers how many.
-- They serve only to tell the account's pages of the departure.
CREATE OR REPLACE FUNCTION messaging.party_gone_sweep(limit_ integer)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_custom_plan -- the brin index of a time is chosen for a known time only
AS $$
DECLARE
	before timestamptz := ops.feed_since() - interval '1 day';
	swept bigint;
BEGIN
	DELETE FROM messaging.party_gone AS g
	WHERE g.ctid = ANY (ARRAY(SELECT o.ctid FROM messaging.party_gone AS o WHERE o.at < before LIMIT least(limit_, 1000) FOR UPDATE SKIP LOCKED));
	GET DIAGNOSTICS swept = ROW_COUNT;
	RETURN swept;
END $$;
