-- upload_end: all parts of a file are there.
-- Keys: upload, file, command. Outcomes: ok, not_found, upload_incomplete, moved.
-- flags: alone moves
SELECT outcome, body, news, keys
FROM messaging.upload_end(command => $1, fingerprint => $2, tenant => $3, actor => $4, side => $5, id => $6, scan => $7)
