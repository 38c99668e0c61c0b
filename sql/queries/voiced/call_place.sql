-- call_place: what a caller who waits is told: their place in the queue, about how many seconds it lasts, and after how many
-- seconds more; null: not said. No row: they don't wait in a queue.
-- flags: read
SELECT a.position, a.wait_s, a.every_s FROM voice.announcement($1, $2) AS a
