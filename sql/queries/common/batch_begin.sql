-- batch_begin: the first statement of each batch: locks its keys, ascending, and takes its time.
SELECT ops.batch_begin(keys => $1::bigint[]) AS at
