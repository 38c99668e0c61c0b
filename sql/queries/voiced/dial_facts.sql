-- dial_facts: what this user ($5: as an agent) would show when calling, and which limit of a price class ($3, null: none) holds them up.
-- flags: read
SELECT voice.dial_facts_2(tenant => $1, user_ => $2, price_class => $3, wanted => $4, as_agent => $5) AS facts
