-- recordings_list: recordings that the actor may know of. `since`, `until`: microseconds since 1970.
-- flags: read
SELECT item, cursor
FROM voice.recordings_list_2(tenant => $1, viewer => $2, viewer_role => $3, side => $4, agent => $5, interaction => $6, queue => $7, number => $8,
	since => to_timestamp($9::bigint / 1000000.0), until => to_timestamp($10::bigint / 1000000.0), after => $11::text, limit_ => $12::integer)
