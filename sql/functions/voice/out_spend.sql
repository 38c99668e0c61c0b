-- out_spend: a call has ended after `seconds`: it counts as minutes of its user and of all. Internal; key out.
CREATE OR REPLACE FUNCTION voice.out_spend(c voice.out_call, seconds bigint, at_now timestamptz)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
	UPDATE voice.out_call AS o SET ended_at = at_now WHERE o.tenant = c.tenant AND o.call = c.call;
	INSERT INTO voice.out_time AS t (tenant, user_id, price_class, hour, seconds)
	SELECT c.tenant, w.who, c.price_class, date_trunc('hour', at_now, 'UTC'), out_spend.seconds
	FROM (SELECT 0 AS who UNION ALL SELECT c.user_id WHERE c.user_id IS NOT NULL) AS w WHERE out_spend.seconds > 0
	ON CONFLICT ON CONSTRAINT out_time_pkey DO UPDATE SET seconds = t.seconds + EXCLUDED.seconds;
END $$;
