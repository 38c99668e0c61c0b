-- work_put: writes a Work status and tells the user's own pages, and others what they see of it. Internal.
-- Keys: agent (the user's id).
CREATE OR REPLACE FUNCTION presence.work_put(tenant bigint, user_id bigint, status text, message text, until timestamptz)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	new_version bigint;
BEGIN
	INSERT INTO presence.work_status AS r (tenant, user_id, status, message, until, since)
	VALUES (tenant, user_id, status, message, until, ops.clock())
	ON CONFLICT ON CONSTRAINT work_status_pkey DO UPDATE
		SET status = EXCLUDED.status, message = EXCLUDED.message, until = EXCLUDED.until,
			since = GREATEST(EXCLUDED.since, r.since + interval '1 microsecond'), version = r.version + 1
	RETURNING r.version INTO new_version;
	PERFORM ops.emit(tenant, 15, user_id, new_version);
	PERFORM presence.person_tell(tenant, user_id);
END $$;
