-- contact_replayed: `item` with the changes that its address books made to contact `id` since `books` (contact_state) was recorded. Internal.
CREATE OR REPLACE FUNCTION directory.contact_replayed(tenant bigint, owner bigint, id bigint, item jsonb, books jsonb)
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	book record;
BEGIN
	FOR book IN SELECT x.value -> 'said' AS former, b.said AS given FROM jsonb_array_elements(books) WITH ORDINALITY AS x (value, n)
		JOIN directory.book_person AS b ON b.tenant = contact_replayed.tenant AND b.owner = contact_replayed.owner AND b.book = (x.value ->> 'book')::bigint
			AND b.uid = x.value ->> 'uid' AND b.contact = contact_replayed.id
		ORDER BY x.n
	LOOP
		item := directory.book_merged(item, book.former, book.given);
	END LOOP;
	RETURN item;
END $$;
