-- scope_words: what an API key is told that lacks a scope.
CREATE OR REPLACE FUNCTION ops.scope_words(scope text)
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$ SELECT format('This API key lacks the scope %s.', scope) $$;
