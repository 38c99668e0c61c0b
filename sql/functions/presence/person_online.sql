-- person_online: the agent entry of a person: online from workspace login to logout, or until their lease is gone;
-- nothing finer ever leaves the contact center. Null: no seat.
CREATE OR REPLACE FUNCTION presence.person_online(tenant bigint, user_id bigint, at_now timestamptz)
RETURNS boolean
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN (SELECT CASE WHEN u.has_seat AND NOT u.disabled THEN presence.lease_of(u.tenant, u.id, at_now) NOT IN ('none', 'gone') END
		FROM directory.app_user AS u WHERE u.tenant = person_online.tenant AND u.id = person_online.user_id);
END $$;
