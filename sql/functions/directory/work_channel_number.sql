-- work_channel_number: the number of a channel that is a Work user's own: theirs, and no other; null: they have none now. Refuses what
-- such a channel can't be. Keys: config.
CREATE OR REPLACE FUNCTION directory.work_channel_number(tenant bigint, owner bigint, item jsonb)
RETURNS text
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	own text := (SELECT u.work_number FROM directory.app_user AS u WHERE u.tenant = work_channel_number.tenant AND u.id = owner);
BEGIN
	IF item ->> 'number' IS NOT NULL AND item ->> 'number' IS DISTINCT FROM own THEN
		PERFORM ops.resource_refuse('invalid', 'number', 'Is not this user''s Work number.');
	ELSIF jsonb_array_length(COALESCE(item -> 'group_ids', '[]')) > 0 THEN
		PERFORM ops.resource_refuse('invalid', 'group_ids', 'Nobody but its user writes from it.');
	END IF;
	RETURN own;
END $$;
