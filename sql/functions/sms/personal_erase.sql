-- personal_erase: forgets the kept parts of these numbers and their place in block lists, which hold by the hash
-- alone then, and of the 20 * limit_ carriers' calls after
-- (after_at, after_id) those that name one: by its digits, in whatever form the carrier writes it. Of one that could not be read
-- yet stays what others said in it, for it stands nowhere else. Answers
-- how far it looked, whether there are more, and how many calls went. Internal, called by messaging.
CREATE OR REPLACE FUNCTION sms.personal_erase(tenant bigint, numbers text[], after_at timestamptz, after_id bigint,
	limit_ integer, OUT at timestamptz, OUT id bigint, OUT more boolean, OUT erased bigint)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	entry sms.blocked_number;
BEGIN
	DELETE FROM sms.part_set AS s WHERE s.tenant = personal_erase.tenant AND s.number = ANY (numbers);
	DELETE FROM sms.client_part AS p WHERE p.tenant = personal_erase.tenant AND p.number = ANY (numbers);
	DELETE FROM sms.client_delivery AS d WHERE d.tenant = personal_erase.tenant AND d.number = ANY (numbers);
	FOR entry IN UPDATE sms.blocked_number AS b SET number = NULL, version = b.version + 1
		WHERE b.tenant = personal_erase.tenant AND b.number = ANY (numbers)
		RETURNING b.*
	LOOP
		PERFORM sms.block_emit(tenant, entry.id, to_jsonb(entry), 'number.block_changed'); -- with no number
	END LOOP;
	WITH looked AS MATERIALIZED (
		SELECT r.at, r.id, n.names, CASE WHEN n.names AND r.state = 'unparsed' THEN sms.raw_rest(r.raw, numbers) END AS rest
		FROM (SELECT * FROM sms.raw_inbound AS o WHERE (o.at, o.id) > (after_at, after_id)
			ORDER BY o.at, o.id LIMIT 20 * limit_) AS r
		CROSS JOIN LATERAL (SELECT r.tenant = personal_erase.tenant AND sms.raw_names(r.raw, numbers) AS names) AS n
	), cut AS (
		UPDATE sms.raw_inbound AS r SET raw = l.rest FROM looked AS l WHERE l.rest IS NOT NULL AND r.at = l.at AND r.id = l.id
		RETURNING 1
	), gone AS (
		DELETE FROM sms.raw_inbound AS r USING looked AS l WHERE l.names AND l.rest IS NULL AND r.at = l.at AND r.id = l.id
		RETURNING 1
	)
	SELECT last.at, last.id, (SELECT count(*) FROM looked) = 20 * limit_, (SELECT count(*) FROM gone) + (SELECT count(*) FROM cut)
	INTO at, id, more, erased
	FROM (SELECT 1) AS one LEFT JOIN LATERAL (SELECT l.at, l.id FROM looked AS l ORDER BY l.at DESC, l.id DESC LIMIT 1) AS last ON true;
	at := COALESCE(at, after_at);
	id := COALESCE(id, after_id);
END $$;
