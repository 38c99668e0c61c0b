-- keys_checked: whether this database checks that locks are held (tests). PostgreSQL inlines it:
-- no key is computed where nobody looks at it.
CREATE OR REPLACE FUNCTION ops.keys_checked()
RETURNS boolean
LANGUAGE sql STABLE
AS $$ SELECT COALESCE(current_setting('trunkline.check_keys', true), '') = 'on' $$;
