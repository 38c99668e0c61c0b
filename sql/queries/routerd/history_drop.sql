-- history_drop: drops a month of interactions' history that ended $1 days ago.
SELECT routing.partition_drop(table_name => 'history', keep_days => $1::integer) AS dropped
