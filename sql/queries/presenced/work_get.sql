-- work_get: a Work user's own status; null: no Work licence.
-- flags: read
SELECT presence.work_get(tenant => $1, user_id => $2) AS frame
