-- a_trunk_saved: its sources are addresses or names; the password was given for one place and leaves for no other: who moves the trunk gives it
-- anew. Without a username there is none. Keys: config.
CREATE OR REPLACE FUNCTION voice.a_trunk_saved(tenant bigint, id bigint, actor bigint, item jsonb, before jsonb, after jsonb)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	most CONSTANT integer := 100;
	most_names CONSTANT integer := 100; -- each is looked up again and again, by all organisations' resolver
	held boolean;
BEGIN
	IF after IS NULL THEN
		RETURN;
	END IF;
	PERFORM ops.resource_refuse('invalid', format('sources/%s', s.n - 1), voice.source_problem(s.source))
	FROM jsonb_array_elements_text(after -> 'sources') WITH ORDINALITY AS s (source, n) WHERE voice.source_problem(s.source) IS NOT NULL;
	IF before IS NULL AND (SELECT count(*) FROM voice.trunk AS t WHERE t.tenant = a_trunk_saved.tenant) > most THEN
		PERFORM ops.resource_refuse('too_many', NULL, format('At most %s trunks.', most));
	END IF;
	IF (SELECT count(DISTINCT lower(n.name)) FROM voice.trunk AS t CROSS JOIN unnest(t.host || t.sources) AS n (name)
		WHERE t.tenant = a_trunk_saved.tenant AND n.name ~ '[A-Za-z]' AND n.name !~ ':') > most_names THEN
		PERFORM ops.resource_refuse('too_many', NULL, format('At most %s names of hosts in all trunks: give addresses instead.', most_names));
	END IF;
	held := (SELECT t.secret IS NOT NULL FROM voice.trunk AS t WHERE t.tenant = a_trunk_saved.tenant AND t.id = a_trunk_saved.id);
	IF after ->> 'username' IS NULL AND item ? 'secret' THEN
		PERFORM ops.resource_refuse('invalid', 'username', 'Is needed: the password is for it.');
	ELSIF after ->> 'username' IS NULL AND held THEN
		UPDATE voice.trunk AS t SET secret = NULL, box = NULL WHERE t.tenant = a_trunk_saved.tenant AND t.id = a_trunk_saved.id;
	ELSIF held AND NOT item ? 'secret' THEN
		PERFORM ops.resource_refuse('invalid', k.name, 'The password was given for another place: give it anew with this one.')
		FROM unnest(ARRAY['host', 'port', 'transport', 'username']) AS k (name) WHERE before ->> k.name IS DISTINCT FROM after ->> k.name;
	END IF;
END $$;
