-- audit_heads_logged: the ends $2 and bases $3 of the chains of tenants $1 stand in the daemon's log.
SELECT ops.audit_heads_logged(tenants => $1::text::bigint[], heads => $2::text::bigint[], bases => $3::text::bigint[]) AS logged
