-- event_body: the CloudEvent as it is sent.
-- flags: read
SELECT hooks.event_body(source => $1, tenant => $2, event => $3, at => $4::timestamptz, kind => $5::integer,
	key => $6, type => $7)
