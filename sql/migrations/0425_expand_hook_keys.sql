-- expand: keys of hooks' addresses are sealed (`secret`, for the row `box`) and known by their hash (docs/decisions/0101-hook-keys.md).
-- `hook_key` is only a way in: of rows from before, of imports, and of whoever has no key ring. smsgw seals what stands there.
SET LOCAL ROLE own_ops;
-- A trigger, for a daemon of the release before writes the key as it is. It does so from now on, and the functions may come minutes later (0430 builds an
-- index) or not at all: so this is the whole body, that of functions/ops/hook_key_take.sql.
CREATE FUNCTION ops.hook_key_take() RETURNS trigger LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	IF NEW.secret IS NOT NULL AND (TG_OP = 'INSERT' OR NEW.secret IS DISTINCT FROM OLD.secret) THEN
		NEW.hook_key := NULL;
	ELSIF NEW.hook_key IS NOT NULL THEN
		NEW.hook_key_hash := sha256(convert_to(NEW.hook_key, 'UTF8'));
		NEW.secret := NULL;
		NEW.box := NULL;
	END IF;
	RETURN NEW;
END $$;
GRANT EXECUTE ON FUNCTION ops.hook_key_take() TO own_presence, own_sms;

RESET ROLE;
SET LOCAL ROLE own_presence;
ALTER TABLE directory.channel ADD COLUMN hook_key_hash bytea, ADD COLUMN secret bytea, ADD COLUMN box bigint;
UPDATE directory.channel SET hook_key_hash = sha256(convert_to(hook_key, 'UTF8'));
ALTER TABLE directory.channel ALTER COLUMN hook_key_hash SET NOT NULL;
ALTER TABLE directory.channel ADD CONSTRAINT channel_hook_key_hash_key UNIQUE (hook_key_hash);
ALTER TABLE directory.channel ALTER COLUMN hook_key DROP NOT NULL, ALTER COLUMN hook_key SET DEFAULT replace(gen_random_uuid()::text, '-', '');
ALTER TABLE directory.channel ADD CONSTRAINT channel_secret_box CHECK ((secret IS NULL) = (box IS NULL) AND (secret IS NULL OR hook_key IS NULL)) NOT VALID;
CREATE INDEX channel_hook_key_open ON directory.channel (tenant, id) WHERE hook_key IS NOT NULL;
CREATE TRIGGER hook_key_take BEFORE INSERT OR UPDATE OF hook_key, secret ON directory.channel FOR EACH ROW EXECUTE FUNCTION ops.hook_key_take();

RESET ROLE;
SET LOCAL ROLE own_sms;
ALTER TABLE sms.fax_number ADD COLUMN hook_key_hash bytea, ADD COLUMN secret bytea, ADD COLUMN box bigint;
UPDATE sms.fax_number SET hook_key_hash = sha256(convert_to(hook_key, 'UTF8'));
ALTER TABLE sms.fax_number ADD CONSTRAINT fax_number_hook_key_hash_key UNIQUE (hook_key_hash);
ALTER TABLE sms.fax_number ALTER COLUMN hook_key DROP NOT NULL;
ALTER TABLE sms.fax_number ADD CONSTRAINT fax_number_hook_key CHECK (hook_key_hash IS NOT NULL) NOT VALID;
ALTER TABLE sms.fax_number ADD CONSTRAINT fax_number_secret_box CHECK ((secret IS NULL) = (box IS NULL) AND (secret IS NULL OR hook_key IS NULL)) NOT VALID;
CREATE INDEX fax_number_hook_key_open ON sms.fax_number (tenant, id) WHERE hook_key IS NOT NULL;
CREATE TRIGGER hook_key_take BEFORE INSERT OR UPDATE OF hook_key, secret ON sms.fax_number FOR EACH ROW EXECUTE FUNCTION ops.hook_key_take();
