-- customer_index: makes a customer's entry for search anew. Who changes the same customer's numbers at the same time is waited for. Internal.
CREATE OR REPLACE FUNCTION messaging.customer_index(tenant bigint, customer bigint)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
	PERFORM FROM messaging.customer AS c WHERE c.tenant = customer_index.tenant AND c.id = customer_index.customer FOR NO KEY UPDATE;
	INSERT INTO messaging.search_entry AS e (tenant, kind, ref, made_at, state, words)
	SELECT c.tenant, 'customer', c.id, c.created_at, 'open', messaging.customer_words(c) FROM messaging.customer AS c
	WHERE c.tenant = customer_index.tenant AND c.id = customer_index.customer
	ON CONFLICT ON CONSTRAINT search_entry_pkey DO UPDATE SET words = EXCLUDED.words;
END $$;
