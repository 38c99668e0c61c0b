-- partitions_ensure: makes missing months; once a day, on the lane for administration.
SELECT ops.partitions_ensure() AS made
