-- upload_part_store: a part of a file has come.
-- Keys: upload, command. Outcomes: ok, not_found, upload_ended, file_too_large, upload_part_wrong.
-- flags: alone
SELECT outcome, body, news, keys
FROM messaging.upload_part_store(command => $1, fingerprint => $2, tenant => $3, actor => $4, side => $5, id => $6, n => $7,
	bytes => $8, type => $9)
