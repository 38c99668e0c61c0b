-- upload_begin: a user is going to give a file.
-- Keys: uploads (the user), command. Outcomes: ok, file_too_large, too_many.
SELECT outcome, body, news, keys
FROM messaging.upload_begin(command => $1, fingerprint => $2, tenant => $3, actor => $4, side => $5, name => $6, bytes => $7)
