-- holds_due: texts whose quiet hours are over are to be sent, and what is held where they were changed is judged again. Takes the messages' keys itself.
SELECT outcome, lifted, news FROM sms.holds_due(limit_ => $1::integer)
