-- raw_drop: drops a month of carriers' calls that ended $1 days ago.
SELECT sms.partition_drop(table_name => 'raw_inbound', keep_days => $1::integer) AS dropped
