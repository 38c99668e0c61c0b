-- fax_draft_save: a draft is begun or changed.
-- Keys: faxes, upload of each file, command. Outcomes: ok, created, no_fax, not_found, fax_sent, too_many, file_unknown, file_not_ready,
-- file_attached, fax_file_kind.
SELECT outcome, body, news
FROM sms.fax_draft_save(command => $1, fingerprint => $2, tenant => $3, owner => $4, side => $5, id => $6, item => $7,
	files => CASE WHEN $8::jsonb IS NOT NULL THEN ARRAY(SELECT f.id::bigint FROM jsonb_array_elements_text($8::jsonb) AS f (id)) END)
