-- recording_gone: the file of a recording was deleted. Outcomes: ok.
SELECT outcome, body, news FROM voice.recording_gone(tenant => $1, id => $2, place => $3, file => $4)
