-- recording_wanted: how the queue of an interaction wants its calls recorded. No row: it is in none.
-- flags: read
SELECT w.queue, w.record, w.announce, w.required, w.pause_s FROM voice.recording_wanted($1, $2) AS w
