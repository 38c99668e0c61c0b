-- holder_fence: {thing, epoch, …}: a row while all of them are still held; none: step down.
SELECT 1 FROM ops.holder_fence(pairs => $1::bigint[])
