-- call_recording: what becomes of the recording of a call that is talked. Outcomes: ok, stale, not_found.
-- flags: moves
SELECT outcome, body, news, keys FROM voice.call_recording(tenant => $1, call => $2, recording => $3)
