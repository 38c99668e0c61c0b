-- browser_allowed: whether a page of this login may be a phone of that side: the login lives, its user is there, is not disabled, and
-- has the side's licence. Read.
CREATE OR REPLACE FUNCTION voice.browser_allowed(tenant bigint, owner bigint, side text, session bigint)
RETURNS boolean
LANGUAGE sql STABLE
AS $$
	SELECT EXISTS (SELECT FROM directory.v_user AS u
		JOIN presence.v_session AS s ON s.tenant = u.tenant AND s.user_id = u.id
		WHERE u.tenant = $1 AND u.id = $2 AND s.id = $4 AND s.revoked_at IS NULL AND s.expires_at > ops.clock() AND NOT u.disabled
			AND CASE $3 WHEN 'work' THEN u.has_work ELSE u.has_seat END)
$$;
