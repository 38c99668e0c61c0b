-- decisions_drop: drops a month of decisions that ended $1 days ago.
SELECT routing.partition_drop(table_name => 'decision', keep_days => $1::integer) AS dropped
