-- status_changes_drop: drops a month of agents' statuses that ended $1 days ago.
SELECT presence.partition_drop(table_name => 'status_change', keep_days => $1::integer) AS dropped
