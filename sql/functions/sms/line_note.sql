-- line_note: what a gateway saw of a channel's carrier since it noted last. The same again changes nothing. Inserts only.
CREATE OR REPLACE FUNCTION sms.line_note(tenant bigint, channel bigint, boot bigint, sent integer, again integer, refused integer,
	failed integer, unknown integer, took_ms bigint, took_max_ms bigint, code text)
RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	INSERT INTO sms.line_figure (tenant, channel, at, boot, sent, again, refused, failed, unknown, took_ms, took_max_ms, code)
	VALUES (tenant, channel, ops.batch_at(), boot, sent, again, refused, failed, unknown, took_ms, took_max_ms, left(code, 32))
	ON CONFLICT DO NOTHING;
END $$;
