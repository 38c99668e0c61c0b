-- take: where a new holder of an endpoint goes on; no row: it is held no more.
-- flags: alone
SELECT pos, event, ahead, parked, threads, paused FROM hooks.take(tenant => $1, endpoint => $2, epoch => $3)
