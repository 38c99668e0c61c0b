-- content_hash: what a client id stands for: all that its author gave with it. Internal.
CREATE OR REPLACE FUNCTION messaging.content_hash(text text, html text, files bigint[], images bigint[])
RETURNS bytea
LANGUAGE sql STABLE
AS $$ SELECT sha256(convert_to(ROW(text, html, COALESCE(files, '{}'), COALESCE(images, '{}'))::text, 'UTF8')) $$;
