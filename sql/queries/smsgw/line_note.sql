-- line_note: what was seen of a channel's carrier since the last note.
SELECT sms.line_note(tenant => $1, channel => $2, boot => $3, sent => $4::integer, again => $5::integer, refused => $6::integer,
	failed => $7::integer, unknown => $8::integer, took_ms => $9, took_max_ms => $10, code => $11)
