-- device_next: the id of a phone that is about to be made.
-- flags: alone
SELECT voice.device_next()
