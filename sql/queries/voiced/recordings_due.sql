-- recordings_due: files of this voiced that are to be deleted.
-- flags: read
SELECT d.tenant, d.id, d.file FROM voice.recordings_due(place => $1, limit_ => $2::integer) AS d
