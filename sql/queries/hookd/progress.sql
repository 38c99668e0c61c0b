-- progress: what a holder has done. Keys: webhook. No row: it is held no more.
SELECT parked, due_ms, died, news
FROM hooks.progress(tenant => $1, endpoint => $2, epoch => $3, told => $4::jsonb)
