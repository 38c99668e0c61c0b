-- client_submit: a text, or a part of one, that an SMPP client sends.
-- Keys: conversation ("<channel>:<number>"), customer_number, command. Outcomes: ok, part_kept, whole, and refusals.
SELECT outcome, id, text, news
FROM sms.client_submit(command => $1, tenant => $2, client => $3, channel => $4, number => $5, number_hash => $6, given => $7,
	encoding => $8, segments => $9::integer, receipt => $10::smallint, ref => $11::integer, total => $12::smallint, part => $13::smallint,
	submission => $14, validity_ms => $15)
