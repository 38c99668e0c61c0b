-- client_part_keep: one part of a client's text, in any order, or again. One that is there with other words belongs to
-- another text with the same reference: what was kept for it never became whole. Keys: conversation.
CREATE OR REPLACE FUNCTION sms.client_part_keep(tenant bigint, client bigint, channel bigint, number text, given text,
	receipt smallint, ref integer, total smallint, part smallint, OUT outcome text, OUT id bigint, OUT text text)
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	held integer;
BEGIN
	IF EXISTS (SELECT FROM sms.client_part AS p WHERE p.tenant = client_part_keep.tenant AND p.client = client_part_keep.client
		AND p.channel = client_part_keep.channel AND p.number = client_part_keep.number AND p.ref = client_part_keep.ref
		AND p.total = client_part_keep.total AND p.part = client_part_keep.part AND p.text <> given) THEN
		PERFORM sms.client_parts_end(tenant, client, channel, number, ref, total, 'undelivered', NULL);
	END IF;
	INSERT INTO sms.client_part (tenant, client, channel, number, ref, total, part, text, receipt, at)
	VALUES (tenant, client, channel, number, ref, total, part, given, receipt, ops.clock())
	ON CONFLICT DO NOTHING;
	SELECT max(p.id) FILTER (WHERE p.part = client_part_keep.part), count(*), string_agg(p.text, '' ORDER BY p.part)
	INTO id, held, text
	FROM sms.client_part AS p WHERE p.tenant = client_part_keep.tenant AND p.client = client_part_keep.client
		AND p.channel = client_part_keep.channel AND p.number = client_part_keep.number AND p.ref = client_part_keep.ref
		AND p.total = client_part_keep.total;
	outcome := CASE WHEN held = total THEN 'whole' ELSE 'part_kept' END;
	text := CASE WHEN held = total THEN sms.halves_join(text) END;
END $$;
