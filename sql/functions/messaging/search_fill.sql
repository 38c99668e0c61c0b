-- search_fill: passes at most limit_ cases or customers, which may be of before messaging.search_entry was, and makes the entries that are missing. Returns how
-- many it has passed; 0 also when it gave way to whoever changes one of them. Two sessions at once: one takes the cases, one the customers.
CREATE OR REPLACE FUNCTION messaging.search_fill(limit_ integer)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET lock_timeout = '10ms' -- below the daemons' deadlock_timeout
AS $$
DECLARE
	done messaging.search_fill;
	last_ record;
BEGIN
	SELECT * INTO done FROM messaging.search_fill AS f ORDER BY f.kind LIMIT 1 FOR UPDATE SKIP LOCKED;
	IF done.kind = 'customer' THEN
		WITH page AS MATERIALIZED (
			SELECT c AS row_, c.tenant, c.id, c.created_at FROM messaging.customer AS c
			WHERE (c.tenant, c.id) > (done.after_tenant, done.after_ref) ORDER BY c.tenant, c.id LIMIT limit_),
		made AS (
			INSERT INTO messaging.search_entry (tenant, kind, ref, made_at, state, words)
			SELECT p.tenant, 'customer', p.id, p.created_at, 'open', messaging.customer_words(p.row_) FROM page AS p
			ON CONFLICT DO NOTHING) -- what is there is newer
		SELECT count(*) OVER () AS n, p.tenant, p.id INTO last_ FROM page AS p ORDER BY p.tenant DESC, p.id DESC LIMIT 1;
	ELSIF done.kind = 'case' THEN
		WITH page AS MATERIALIZED (
			SELECT k AS row_, k.tenant, k.id, k.created_at, k.state FROM messaging.case_ AS k
			WHERE (k.tenant, k.id) > (done.after_tenant, done.after_ref) ORDER BY k.tenant, k.id LIMIT limit_),
		made AS (
			INSERT INTO messaging.search_entry (tenant, kind, ref, made_at, state, words)
			SELECT p.tenant, 'case', p.id, p.created_at, p.state, messaging.case_words(p.row_) FROM page AS p
			ON CONFLICT DO NOTHING)
		SELECT count(*) OVER () AS n, p.tenant, p.id INTO last_ FROM page AS p ORDER BY p.tenant DESC, p.id DESC LIMIT 1;
	ELSE
		RETURN 0;
	END IF;
	IF last_.n = limit_ THEN
		UPDATE messaging.search_fill AS f SET after_tenant = last_.tenant, after_ref = last_.id WHERE f.kind = done.kind;
	ELSE
		DELETE FROM messaging.search_fill AS f WHERE f.kind = done.kind;
	END IF;
	RETURN COALESCE(last_.n, 0);
EXCEPTION WHEN lock_not_available OR deadlock_detected THEN
	RETURN 0;
END $$;
