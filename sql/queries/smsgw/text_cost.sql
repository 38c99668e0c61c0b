-- text_cost: what a text takes, counted by the caller ($3 to $6), and costs to whom it is for.
-- flags: read
SELECT sms.text_cost(tenant => $1, number => $2, encoding => $3, segments => $4::integer, left_ => $5::integer,
	characters => $6::integer) AS body
