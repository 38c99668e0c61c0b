-- importing: whether what is written now comes from a file (ops.config_apply): then what only holds between several things is the linter's to
-- tell of, for the file may mend it further down.
CREATE OR REPLACE FUNCTION ops.importing()
RETURNS boolean
LANGUAGE sql STABLE
AS $$ SELECT COALESCE(current_setting('trunkline.importing', true), '') = 'on' $$;
