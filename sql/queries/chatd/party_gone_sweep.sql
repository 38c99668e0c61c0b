-- party_gone_sweep: deletes departures from rooms whose events the feed no longer has.
SELECT messaging.party_gone_sweep(limit_ => $1::integer) AS swept
