-- customers_find: the cards of the customers with a number, those that the actor may see.
-- flags: read
SELECT body FROM messaging.customers_find(tenant => $1, number => $2, actor => $3, actor_role => $4)
