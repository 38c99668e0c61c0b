-- case_words: what a case is found by: its number and title, and the end of the number that it hangs on while no customer is known. Internal.
CREATE OR REPLACE FUNCTION messaging.case_words(k messaging.case_)
RETURNS tsvector
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN directory.search_words(k.tenant, k.number || ' ' || k.title, ARRAY[k.customer_number]);
END $$;
