-- holds_due: texts whose quiet hours are over are to be sent. Takes the messages' keys itself.
SELECT outcome, lifted, news FROM sms.holds_due(limit_ => $1::integer)
