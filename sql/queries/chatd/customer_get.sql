-- customer_get: one customer's card.
-- flags: read
SELECT body FROM messaging.customer_get(tenant => $1, id => $2)
