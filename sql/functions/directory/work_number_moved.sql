-- work_number_moved: a user's Work number is another one, or none: their channel's number is that from now on, and its carrier's.
-- What came to the former one stays theirs. Keys: config.
CREATE OR REPLACE FUNCTION directory.work_number_moved(tenant bigint, owner bigint, number text)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	c directory.channel;
BEGIN
	UPDATE directory.channel AS r SET number = work_number_moved.number, version = r.version + 1
	WHERE r.tenant = work_number_moved.tenant AND r.user_id = work_number_moved.owner
	RETURNING r.* INTO c;
	IF NOT FOUND THEN
		RETURN;
	ELSIF NOT c.disabled THEN
		PERFORM directory.channel_number_judge(tenant, c.id, number, true, 'work_number');
	END IF;
	PERFORM sms.channel_number_set(tenant, c.id, number);
	PERFORM ops.config_emit(tenant, c.id);
END $$;
