-- voicemail_add: a caller left a message: for somebody ($2, $3) or for a queue ($12). Outcomes: ok, seen, gone, not_found.
SELECT outcome, body, news, keys
FROM voice.voicemail_add(tenant => $1, owner => $2, side => $3, call => $4, number => $5, shown => $6, user_ => $7,
	at => to_timestamp($8::bigint / 1000.0), duration_ms => $9, type => 'audio/wav', sha256 => $10, bytes => $11, queue => $12,
	interaction => $13, place => $14, cut_off => $15)
