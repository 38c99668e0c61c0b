-- key_check_missing: whether a process may live that registers no check value of its key.
-- flags: read
SELECT ops.key_check_missing() AS missing
