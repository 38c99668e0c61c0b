-- scope_words: what an API key is told that lacks a scope (scope_lacking). Internal.
CREATE OR REPLACE FUNCTION hooks.scope_words(lacking text)
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$ SELECT format('This API key lacks the scope %s.', lacking) $$;
