-- feed_head: the newest and the oldest position; 0: none.
-- flags: read
SELECT ops.feed_head() AS head, ops.feed_first() AS first
