-- other_release_runs: whether a process of another release lives.
-- flags: read
SELECT ops.other_release_runs(release => $1) AS runs
