-- route_dry_run: where a text would go, now or at that time, and why.
-- flags: read
SELECT routing.route_dry_run(tenant => $1, channel => $2, number => $3, text => $4, customer_known => $5, language => $6,
	at => $7::timestamptz)
