-- case_event: a case as integrators are shown it: as it was at this version, by what its event kept (case_emit). Title, number, names
-- and the note of a change are read now, so that an erasure removes them here, too. Null: it is gone. Internal, called by hooks.
CREATE OR REPLACE FUNCTION messaging.case_event(tenant bigint, key bigint, version bigint, stored jsonb)
RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	k messaging.case_;
BEGIN
	SELECT * INTO k FROM messaging.case_ AS r WHERE r.tenant = case_event.tenant AND r.id = case_event.key;
	IF NOT FOUND THEN
		RETURN NULL;
	END IF;
	IF stored IS NOT NULL THEN
		k := jsonb_populate_record(k, '{"customer": null, "closed_at": null, "closed_by": null, "reopened_at": null, "reopened_by": null}'
			|| stored || jsonb_build_object('version', version));
	END IF;
	RETURN messaging.case_shown(k) || jsonb_build_object('note', (SELECT h.note FROM messaging.case_change AS h
		WHERE h.tenant = k.tenant AND h.case_id = k.id AND h.version = k.version));
END $$;
