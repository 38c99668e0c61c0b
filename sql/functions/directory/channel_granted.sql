-- channel_granted: whether somebody may begin texts from a channel (SMS-12): one that is granted to no group is everybody's;
-- else their own group has it, or one that they supervise; an administrator has all. A user's own number is nobody else's.
CREATE OR REPLACE FUNCTION directory.channel_granted(tenant bigint, channel bigint, actor bigint, actor_role text)
RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN EXISTS (SELECT FROM directory.channel AS c
		WHERE c.tenant = channel_granted.tenant AND c.id = channel_granted.channel AND c.medium = 'sms' AND c.user_id IS NULL AND NOT c.disabled
			AND (c.group_ids = '{}' OR actor_role = 'administrator'
				OR EXISTS (SELECT FROM directory.app_user AS u
					WHERE u.tenant = c.tenant AND u.id = actor AND u.group_id = ANY (c.group_ids))
				OR actor_role = 'supervisor' AND EXISTS (SELECT FROM directory.supervision AS s
					WHERE s.tenant = c.tenant AND s.supervisor = actor AND s.group_id = ANY (c.group_ids))));
END $$;
