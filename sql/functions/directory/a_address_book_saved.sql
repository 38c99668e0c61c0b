-- a_address_book_saved: secrets were given for one client at one place and leave for no other. The client's own is given anew with
-- another client or token address; users' logins end, and they log in again, where any address changes that sees what is theirs.
-- Keys: config.
CREATE OR REPLACE FUNCTION directory.a_address_book_saved(tenant bigint, id bigint, actor bigint, item jsonb, before jsonb, after jsonb)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	changed text[];
BEGIN
	IF before IS NULL OR after IS NULL THEN
		RETURN;
	END IF;
	changed := ARRAY(SELECT f.name FROM unnest('{client_id,token_url,revoke_url,api_url}'::text[]) AS f (name)
		WHERE before -> f.name IS DISTINCT FROM after -> f.name);
	IF changed && '{client_id,token_url}' AND NOT item ? 'client_secret' AND EXISTS (SELECT FROM directory.address_book AS b
		WHERE b.tenant = a_address_book_saved.tenant AND b.id = a_address_book_saved.id AND b.client_secret IS NOT NULL) THEN
		PERFORM ops.resource_refuse('invalid', 'client_secret', 'Must be given with another client or token address.');
	END IF;
	IF changed <> '{}' THEN
		UPDATE directory.book_account AS a SET state = 'login_needed', refresh = NULL, due_at = NULL, next = NULL, claim = a.claim + 1,
			problem = 'The address book was set up anew: log in again.'
		WHERE a.tenant = a_address_book_saved.tenant AND a.book = a_address_book_saved.id;
	END IF;
END $$;
