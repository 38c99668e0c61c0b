-- partitions_ensure: makes the missing months of every partitioned table.
SELECT ops.partitions_ensure() AS made
