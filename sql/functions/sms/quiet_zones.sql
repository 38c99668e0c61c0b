-- quiet_zones: in which time zones a number may be: by its beginning, else its country's, else the channel's, else the tenant's
-- (SMS-21).
CREATE OR REPLACE FUNCTION sms.quiet_zones(tenant bigint, number text, zone text)
RETURNS text[]
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN COALESCE(
		(SELECT z.time_zones FROM sms.number_zone AS z
			WHERE number LIKE '+%' AND z.prefix = ANY (ARRAY(SELECT substr(quiet_zones.number, 2, n) FROM generate_series(1, 8) AS n))
			ORDER BY length(z.prefix) DESC LIMIT 1),
		(SELECT c.time_zones FROM sms.country AS c WHERE c.iso2 = sms.country_of(quiet_zones.number) AND c.time_zones <> '{}'),
		ARRAY[COALESCE(zone, (SELECT t.time_zone FROM directory.v_tenant AS t WHERE t.id = quiet_zones.tenant), 'UTC')]);
END $$;
