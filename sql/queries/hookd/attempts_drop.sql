-- attempts_drop: drops a month of attempts that ended $1 days ago.
SELECT hooks.partition_drop(table_name => 'attempt', keep_days => $1::integer)
