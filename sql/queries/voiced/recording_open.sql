-- recording_open: where the sound of a recording lies, for who may hear it. Keys: calls (the listener). Outcomes: ok, not_found.
SELECT outcome, body, news FROM voice.recording_open(tenant => $1, listener => $2, listener_role => $3, id => $4)
