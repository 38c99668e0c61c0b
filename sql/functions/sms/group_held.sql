-- group_held: whether this epoch still holds the sender group; its row stays locked until the
-- batch ends (rule 8).
CREATE OR REPLACE FUNCTION sms.group_held(group_id bigint, epoch bigint)
RETURNS boolean
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
	RETURN EXISTS (SELECT FROM ops.holder_fence(ARRAY[group_id, epoch]));
END $$;
