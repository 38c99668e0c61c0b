-- recording_add: a part of an agent's call was recorded; its file is on the disk. Keys: calls (the agent). Outcomes: ok, seen, gone.
-- flags: moves
SELECT outcome, body, news, keys
FROM voice.recording_add(tenant => $1, agent => $2, call => $3, part => $4::integer, interaction => $5, queue => $6, number => $7, shown => $8,
	at => to_timestamp($9::bigint / 1000000.0), duration_ms => $10, place => $11, file => $12, bytes => $13, cut_off => $14)
