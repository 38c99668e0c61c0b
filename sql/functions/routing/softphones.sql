-- softphones: agents whose Workplace Phone is their own Work number, with the voice queues that may offer them calls, and for how long an offer
-- there rings (RT-4; null: as long as any). Internal; read.
CREATE OR REPLACE FUNCTION routing.softphones(tenant bigint, queues bigint[], agent bigint)
RETURNS TABLE (user_id bigint, user_name text, queue bigint, queue_name text, offer_ms integer, forward_delay_s integer)
LANGUAGE sql STABLE
AS $$
	SELECT u.id, u.name, q.id, q.name, COALESCE(u.offer_ms, q.offer_ms), u.forward_delay_s::integer
	FROM directory.v_user AS u
	CROSS JOIN LATERAL (
		SELECT m.queue FROM routing.member AS m WHERE m.tenant = u.tenant AND m.agent = u.id
		UNION
		SELECT w.id FROM routing.queue AS w CROSS JOIN LATERAL jsonb_to_recordset(w.widening) AS s (add_group bigint)
		WHERE w.tenant = u.tenant AND w.widening <> '[]' AND s.add_group = u.group_id) AS m
	JOIN routing.queue AS q ON q.tenant = u.tenant AND q.id = m.queue AND q.medium = 'voice'
	WHERE u.tenant = $1 AND u.workplace_phone = u.work_number AND ($3 IS NULL OR u.id = $3) AND ($2 IS NULL OR q.id = ANY ($2))
$$;
