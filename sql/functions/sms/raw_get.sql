-- raw_get: a call that could not be read, by its id; no row: there is none, or it came so long ago that what of it
-- was stored is not known any more (seen_sweep). Each state has an index of its own.
CREATE OR REPLACE FUNCTION sms.raw_get(tenant bigint, id bigint)
RETURNS SETOF sms.raw_inbound
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	since timestamptz := ops.clock() - interval '29 days';
BEGIN
	RETURN QUERY SELECT * FROM sms.raw_inbound AS r
	WHERE r.tenant = raw_get.tenant AND r.at > since AND r.id = raw_get.id AND r.state = 'unparsed'
	UNION ALL SELECT * FROM sms.raw_inbound AS r
	WHERE r.tenant = raw_get.tenant AND r.at > since AND r.id = raw_get.id AND r.state = 'reprocessed';
END $$;
