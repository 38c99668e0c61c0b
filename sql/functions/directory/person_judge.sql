-- person_judge: who a user is (SP-2): whoever is made by hand has a first and a last name, an e-mail address that no other user of the
-- organisation has, and a site; none of these is taken from them again. A file may lack them and the first user of an organisation does,
-- who is made with it before it has a site: the linter tells (user_incomplete, email_shared). `before` is null of a new one. Keys: config.
CREATE OR REPLACE FUNCTION directory.person_judge(tenant bigint, id bigint, before jsonb, after jsonb)
RETURNS void
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	lacks text[];
BEGIN
	IF ops.importing() THEN
		RETURN;
	END IF;
	lacks := ARRAY(SELECT f FROM unnest('{first_name,last_name,email,site_id}'::text[]) AS f
		WHERE btrim(COALESCE(after ->> f, '')) = '' AND (before IS NULL OR btrim(COALESCE(before ->> f, '')) <> ''));
	IF lacks <> '{}' AND (before IS NOT NULL OR EXISTS (SELECT FROM directory.app_user AS u WHERE u.tenant = person_judge.tenant AND u.id <> person_judge.id)) THEN
		PERFORM ops.resource_refuse('invalid', NULL, 'A user has a first and a last name, an e-mail address and a site.', jsonb_build_object('errors',
			(SELECT jsonb_agg(jsonb_build_object('pointer', '/' || l.f, 'detail', 'Is missing.') ORDER BY l.n) FROM unnest(lacks) WITH ORDINALITY AS l (f, n))));
	END IF;
	IF lower(after ->> 'email') IS DISTINCT FROM lower(before ->> 'email') AND EXISTS (SELECT FROM directory.app_user AS u
		WHERE u.tenant = person_judge.tenant AND lower(u.email) = lower(after ->> 'email') AND u.id <> person_judge.id) THEN
		PERFORM ops.resource_refuse('value_taken', 'email', 'Another user has this address already.');
	END IF;
END $$;
