-- part_set_find: the set that a part belongs to, of the last 24 hours; made when there is none,
-- when that part is there with another text, or when the set was whole 10 minutes ago: phones use
-- references again, and a carrier's repeat is known by its id before. Keys: conversation.
CREATE OR REPLACE FUNCTION sms.part_set_find(tenant bigint, channel bigint, number text, text text,
	ref integer, total integer, part integer, number_hash bytea)
RETURNS sms.part_set
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	clock timestamptz := ops.clock();
	s sms.part_set;
BEGIN
	SELECT * INTO s FROM sms.part_set AS r
	WHERE r.tenant = part_set_find.tenant AND r.channel = part_set_find.channel AND r.number = part_set_find.number
		AND r.ref = part_set_find.ref AND r.total = part_set_find.total AND r.first_at > clock - interval '24 hours'
		AND NOT (r.complete AND r.first_at < clock - interval '10 minutes')
	ORDER BY r.id DESC LIMIT 1;
	IF FOUND AND NOT EXISTS (SELECT FROM sms.part AS p WHERE p.tenant = s.tenant AND p.set_id = s.id
		AND p.part = part_set_find.part AND p.text <> part_set_find.text) THEN
		RETURN s;
	END IF;
	INSERT INTO sms.part_set AS r (tenant, channel, number, number_hash, ref, total, first_at)
	VALUES (tenant, channel, number, number_hash, ref, total, clock)
	RETURNING r.* INTO s;
	RETURN s;
END $$;
