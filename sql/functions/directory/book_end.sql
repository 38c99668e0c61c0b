-- book_end: a round stops before its last page, and why. what: again, it goes on after again_ms; anew, it begins again, with all that
-- there is; failed, the next one begins after again_ms; login_needed, when the owner has logged in again. said: the provider asked for the wait.
-- outcome: ok; gone. Keys: contacts.
CREATE OR REPLACE FUNCTION directory.book_end(tenant bigint, owner bigint, book bigint, claim bigint, what text, problem text, again_ms bigint,
	said boolean, OUT outcome text)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	at_now timestamptz := ops.clock();
	again_at timestamptz := at_now + again_ms * interval '1 ms';
BEGIN
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('contacts', tenant, owner::text));
	END IF;
	UPDATE directory.book_account AS a SET
		state = CASE what WHEN 'login_needed' THEN 'login_needed' ELSE 'idle' END,
		refresh = CASE what WHEN 'login_needed' THEN NULL ELSE a.refresh END,
		due_at = CASE what WHEN 'login_needed' THEN NULL ELSE again_at END,
		wait_until = CASE WHEN said THEN again_at END,
		mark = CASE what WHEN 'anew' THEN NULL ELSE a.mark END,
		next = CASE what WHEN 'again' THEN a.next END,
		problem = book_end.problem,
		rounds = CASE WHEN what IN ('failed', 'login_needed') THEN directory.book_rounds(a, at_now, book_end.problem) ELSE a.rounds END
	WHERE a.tenant = book_end.tenant AND a.owner = book_end.owner AND a.book = book_end.book AND a.claim = book_end.claim AND a.state = 'reading';
	outcome := CASE WHEN FOUND THEN 'ok' ELSE 'gone' END;
END $$;
