-- contact_refill: makes the terms of at most limit_ contacts anew where they are of a release before. Returns how many it has passed.
-- It goes no further than to a contact that somebody is writing: it may have been given the former terms; a writer that comes after our
-- lock makes the new terms itself. Nor does it begin while a transaction is open that began before it was told to: that may insert contacts
-- with the former terms. An entry without a contact is passed. Internal.
CREATE OR REPLACE FUNCTION directory.contact_refill(limit_ integer)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	at_once CONSTANT integer := 500; -- as directory.contact_made
	done directory.contact_refill;
	one record;
	seen bigint;
	tenants bigint[];
	made bigint := 0;
BEGIN
	SELECT * INTO done FROM directory.contact_refill AS r WHERE r.since < pg_snapshot_xmin(pg_current_snapshot()) FOR UPDATE SKIP LOCKED;
	IF NOT FOUND THEN
		RETURN 0;
	END IF;
	SELECT count(*), array_agg(DISTINCT n.tenant) INTO seen, tenants FROM (SELECT e.tenant FROM directory.contact_entry AS e
		WHERE (e.tenant, e.kind, e.ref) > (done.after_tenant, done.after_kind, done.after_ref)
		ORDER BY e.tenant, e.kind, e.ref LIMIT limit_) AS n;
	PERFORM FROM directory.site AS s WHERE s.tenant = ANY (tenants) FOR SHARE; -- whoever renames one makes terms, too, and locks no contact
	FOR one IN
		WITH entry AS MATERIALIZED (
			SELECT e.tenant, e.kind, e.ref FROM directory.contact_entry AS e
			WHERE (e.tenant, e.kind, e.ref) > (done.after_tenant, done.after_kind, done.after_ref) ORDER BY e.tenant, e.kind, e.ref LIMIT limit_
		), account AS (
			SELECT n.tenant, n.kind, n.ref FROM entry AS n JOIN directory.app_user AS u ON n.kind = 'user' AND u.tenant = n.tenant AND u.id = n.ref
			FOR NO KEY UPDATE OF u SKIP LOCKED
		), service AS (
			SELECT n.tenant, n.kind, n.ref FROM entry AS n JOIN directory.service AS s ON n.kind = 'service' AND s.tenant = n.tenant AND s.id = n.ref
			FOR NO KEY UPDATE OF s SKIP LOCKED
		), external AS (
			SELECT n.tenant, n.kind, n.ref FROM entry AS n JOIN directory.external_contact AS x ON n.kind = 'external' AND x.tenant = n.tenant AND x.id = n.ref
			FOR NO KEY UPDATE OF x SKIP LOCKED
		), personal AS (
			SELECT n.tenant, n.kind, n.ref FROM entry AS n JOIN directory.personal_contact AS p ON n.kind = 'personal' AND p.tenant = n.tenant AND p.id = n.ref
			FOR NO KEY UPDATE OF p SKIP LOCKED
		), locked AS (
			SELECT * FROM account UNION ALL SELECT * FROM service UNION ALL SELECT * FROM external UNION ALL SELECT * FROM personal
		), reached AS (
			SELECT n.tenant, n.kind, n.ref, bool_and(l.ref IS NOT NULL OR NOT directory.contact_there(n.tenant, n.kind, n.ref)) OVER w AS free,
				(row_number() OVER w - 1) / at_once AS part
			FROM entry AS n LEFT JOIN locked AS l ON l.tenant = n.tenant AND l.kind = n.kind AND l.ref = n.ref
			WINDOW w AS (ORDER BY n.tenant, n.kind, n.ref)
		)
		SELECT r.tenant, r.kind, array_agg(r.ref ORDER BY r.ref) AS refs FROM reached AS r WHERE r.free
		GROUP BY r.tenant, r.kind, r.part ORDER BY r.tenant, r.kind, r.part
	LOOP
		PERFORM directory.contact_index(one.tenant, one.kind, one.refs);
		made := made + cardinality(one.refs);
		done.after_tenant := one.tenant;
		done.after_kind := one.kind;
		done.after_ref := one.refs[cardinality(one.refs)];
	END LOOP;
	IF made = seen AND seen < limit_ THEN
		DELETE FROM directory.contact_refill;
	ELSE
		UPDATE directory.contact_refill SET after_tenant = done.after_tenant, after_kind = done.after_kind, after_ref = done.after_ref;
	END IF;
	RETURN made;
END $$;
