-- holder_claim: takes over those things whose epoch and beat are still as seen (three arrays of the same length);
-- a row with the new epoch for each that it got. In one transaction: a beat does not wait for a commit of each.
SELECT c.thing, c.epoch
FROM (SELECT w.thing, ops.holder_claim(kind => $1, thing => w.thing, boot => $2, seen_epoch => w.epoch, seen_beat => w.beat) AS epoch
	FROM unnest($3::bigint[], $4::bigint[], $5::bigint[]) AS w (thing, epoch, beat)) AS c
WHERE c.epoch IS NOT NULL
