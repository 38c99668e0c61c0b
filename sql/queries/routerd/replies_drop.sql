-- replies_drop: drops a month of replies' lines that ended $1 days ago.
SELECT routing.partition_drop(table_name => 'reply', keep_days => $1::integer) AS dropped
