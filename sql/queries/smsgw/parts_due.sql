-- parts_due: messages whose parts did not all come in time.
-- flags: read
SELECT tenant, set_id, channel, number FROM sms.parts_due(limit_ => $1::integer)
