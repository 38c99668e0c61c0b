-- customers_find: the cards of the customers with a number.
-- flags: read
SELECT body FROM messaging.customers_find(tenant => $1, number => $2)
