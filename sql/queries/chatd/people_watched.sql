-- people_watched: what a page's account may see of the people whom it watches, by user.
-- flags: read
SELECT user_id, version, work, agent, sees_work, sees_agent, sees_desk, desk_version, desk
FROM presence.people_watched_2(tenant => $1, viewer => $2, side => $3, people => $4::text::bigint[])
ORDER BY user_id
