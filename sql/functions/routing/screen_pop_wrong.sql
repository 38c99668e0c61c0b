-- screen_pop_wrong: what is wrong with a template of a screen pop (IN-4), or null. Values stand behind the host only: they choose
-- no site. The placeholders are those of the page (web/src/screenpop.ts).
CREATE OR REPLACE FUNCTION routing.screen_pop_wrong(url text)
RETURNS text
LANGUAGE plpgsql IMMUTABLE
AS $$
DECLARE
	known CONSTANT text[] := '{customer.id,customer.number,customer.name,interaction.id,conversation.id,queue.id,queue.name,channel.number,agent.id,agent.name}';
	unknown text := (SELECT m.found[1] FROM regexp_matches(url, '\{([^{}]*)\}', 'g') AS m (found) WHERE m.found[1] <> ALL (known) LIMIT 1);
BEGIN
	RETURN CASE
		WHEN url !~ '^https?://' THEN 'Must begin with https:// or http://.'
		WHEN url ~ '[[:space:][:cntrl:]\\<>"^`|]' THEN 'Spaces, control characters and \ < > " ^ ` | must be percent-encoded.'
		WHEN url !~ '^https?://[^/?#{}@]+([/?#]|$)' THEN 'Needs a host without user name; placeholders stand behind it.'
		WHEN unknown IS NOT NULL THEN format('There is no placeholder {%s}; there are {%s}.', left(unknown, 50), array_to_string(known, '}, {'))
		WHEN regexp_replace(url, '\{[^{}]*\}', '', 'g') ~ '[{}]' THEN 'A brace stands alone: placeholders are written {customer.id}.' END;
END $$;
