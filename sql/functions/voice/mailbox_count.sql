-- mailbox_count: counts what a Work user has, and tells it when it is other than before. Internal. Keys: calls (the owner).
CREATE OR REPLACE FUNCTION voice.mailbox_count(v voice.voicemail)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	told voice.mailbox;
BEGIN
	IF v.side IS DISTINCT FROM 'work' THEN
		RETURN;
	END IF;
	INSERT INTO voice.mailbox AS m (tenant, owner, unheard, heard)
	SELECT v.tenant, v.owner, count(*) FILTER (WHERE r.read_at IS NULL), count(*) FILTER (WHERE r.read_at IS NOT NULL)
	FROM voice.voicemail AS r WHERE r.tenant = v.tenant AND r.owner = v.owner AND r.side = 'work' AND r.deleted_at IS NULL
	ON CONFLICT ON CONSTRAINT mailbox_pkey DO UPDATE SET unheard = EXCLUDED.unheard, heard = EXCLUDED.heard, version = m.version + 1
	WHERE (m.unheard, m.heard) IS DISTINCT FROM (EXCLUDED.unheard, EXCLUDED.heard)
	RETURNING m.* INTO told;
	IF FOUND THEN
		PERFORM ops.emit(v.tenant, 22, v.owner, told.version);
	END IF;
END $$;
