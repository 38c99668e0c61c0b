-- visitor_bytes_take: counts the bytes of a visitor's file against what their widget takes in a day (UTC), of which one address may have a tenth,
-- but one file at least. False: that would be more, and nothing is counted. Internal.
CREATE OR REPLACE FUNCTION messaging.visitor_bytes_take(v messaging.visitor, bytes bigint, most bigint)
RETURNS boolean
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	today date := (ops.clock() AT TIME ZONE 'UTC')::date;
	one_source bigint := greatest(most / 10, 10485760);
BEGIN
	IF EXISTS (SELECT FROM messaging.visitor_bytes AS b WHERE b.tenant = v.tenant AND b.channel = v.channel AND b.day = today
			AND (b.source_hash = '' AND b.bytes + visitor_bytes_take.bytes > most
				OR b.source_hash = v.source_hash AND b.bytes + visitor_bytes_take.bytes > one_source)) THEN
		RETURN false;
	END IF;
	-- In one order, so that no two wait for each other.
	INSERT INTO messaging.visitor_bytes AS b (tenant, channel, day, source_hash, bytes)
	SELECT v.tenant, v.channel, today, k.source_hash, visitor_bytes_take.bytes
	FROM (VALUES (''::bytea), (v.source_hash)) AS k (source_hash) WHERE k.source_hash IS NOT NULL ORDER BY k.source_hash
	ON CONFLICT ON CONSTRAINT visitor_bytes_pkey DO UPDATE SET bytes = b.bytes + excluded.bytes;
	RETURN true;
END $$;
