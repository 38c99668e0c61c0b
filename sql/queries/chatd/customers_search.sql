-- customers_search: customers newest first whose name, company, e-mail addresses or numbers have what was typed ($4).
-- flags: long
SELECT item, cursor
FROM messaging.customers_search(tenant => $1, actor => $2, actor_role => $3, typed => $4, after => $5, limit_ => $6::integer)
