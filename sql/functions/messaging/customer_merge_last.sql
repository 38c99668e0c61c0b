-- customer_merge_last: the newest merge into a customer, if it can still be undone: for 30 days. No row: there is none. Internal.
CREATE OR REPLACE FUNCTION messaging.customer_merge_last(tenant bigint, customer bigint)
RETURNS SETOF messaging.customer_merge
LANGUAGE sql STABLE
AS $$
	SELECT l.* FROM (SELECT m.* FROM messaging.customer_merge AS m WHERE m.tenant = $1 AND m.kept = $2 ORDER BY m.at DESC LIMIT 1) AS l
	WHERE l.can_undo AND l.at > ops.clock() - interval '30 days'
$$;
