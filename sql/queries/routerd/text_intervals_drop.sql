-- text_intervals_drop: drops a month of figures that ended $1 days ago.
SELECT routing.partition_drop(table_name => 'text_interval', keep_days => $1::integer) AS dropped
