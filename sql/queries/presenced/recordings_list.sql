-- recordings_list: recordings that the actor may know of.
-- flags: read
SELECT item, cursor
FROM voice.recordings_list(tenant => $1, viewer => $2, viewer_role => $3, side => $4, agent => $5, interaction => $6, after => $7::text, limit_ => $8::integer)
