-- groups_load: all sender groups with their rate in thousandths of a segment a second: the slowest of what their channels say, each
-- by a rate of its own, else by its type at the carrier that sends for it now (SMS-22); where none says anything, the group's. Read.
CREATE OR REPLACE FUNCTION sms.groups_load()
RETURNS TABLE (tenant bigint, group_id bigint, name text, rate_milli bigint)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT g.tenant, g.id, g.name, COALESCE((SELECT min(COALESCE(k.rate_milli, sms.sender_rate_of(k.sender_type, a.carrier, k.number)))
			FROM sms.channel_carrier AS k
			JOIN sms.account AS a ON a.tenant = k.tenant AND a.id = COALESCE(sms.second_now(k.tenant, k.channel), k.account)
			WHERE k.tenant = g.tenant AND k.group_id = g.id), (g.rate_per_s * 1000)::bigint)
	FROM sms.sender_group AS g ORDER BY g.id
$$;
