-- transfer_targets: whom an interaction may be given to, and why not.
-- flags: read
SELECT body FROM routing.transfer_targets(tenant => $1, id => $2, actor => $3, actor_role => $4)
