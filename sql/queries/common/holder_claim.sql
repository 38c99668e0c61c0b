-- holder_claim: takes a thing over if epoch and beat are still as seen. Answers the new epoch or null.
SELECT ops.holder_claim(kind => $1, thing => $2, boot => $3, seen_epoch => $4, seen_beat => $5) AS epoch
