-- endpoint_next: the id of an endpoint that is about to be made.
-- flags: alone
SELECT hooks.endpoint_next()
