-- desk_get: the actor's front desk: lines, and the calls under way on them.
-- flags: read
SELECT voice.desk_get(tenant => $1, viewer => $2) AS desk
