-- customers_find: the cards of the customers with a number, those that the actor may see, and their ids with spaces between.
-- flags: read
SELECT f.body, COALESCE((SELECT string_agg(c.card ->> 'id', ' ') FROM jsonb_array_elements(f.body -> 'data') AS c (card)), '') AS ids
FROM messaging.customers_find(tenant => $1, number => $2, actor => $3, actor_role => $4) AS f
