/*
 * trunklinectl_audit - checks the hash chain of the audit log.
 *
 * The check stands in sql/audit_verify.sql. Exit status 1 when a line was changed, deleted or inserted, or when the head of
 * --head is not in its tenant's chain, at its line.
 */
#include <stdio.h>
#include <string.h>

#include "ctl/ctl.h"

enum { HASH_DIGITS = 64, INT_DIGITS = 24 };
enum {
	AUDIT_TENANT,
	AUDIT_CHECKED,
	AUDIT_HEAD,
	AUDIT_HASH,
	AUDIT_UNCHAINED,
	AUDIT_BROKEN,
	AUDIT_AT,
	AUDIT_PROBLEM,
	AUDIT_UNCHAINED_AT,
	AUDIT_BASE,
	AUDIT_BASE_DAYS,
	AUDIT_KEPT,
	AUDIT_KEPT_AT
};

struct audit_head {
	char tenant[INT_DIGITS], line[INT_DIGITS], hash[HASH_DIGITS + 1];
};

static bool
audit_is(const PGresult *rows, int row, int column, const char *value)
{
	return strcmp(PQgetvalue(rows, row, column), value) == 0;
}

static void
audit_state_print(const PGresult *rows, int row)
{
	(void)printf("tenant %s: %s lines checked, %s not chained yet",
	    PQgetvalue(rows, row, AUDIT_TENANT), PQgetvalue(rows, row, AUDIT_CHECKED),
	    PQgetvalue(rows, row, AUDIT_UNCHAINED));
	if (!PQgetisnull(rows, row, AUDIT_UNCHAINED_AT))
		(void)printf(" (the oldest of %s)", PQgetvalue(rows, row, AUDIT_UNCHAINED_AT));
	(void)printf(
	    ", head %s %s", PQgetvalue(rows, row, AUDIT_HEAD), PQgetvalue(rows, row, AUDIT_HASH));
	if (!audit_is(rows, row, AUDIT_BASE, "0"))
		(void)printf(", kept from line %s of %s (swept up to %s, older than %s days)",
		    PQgetvalue(rows, row, AUDIT_KEPT), PQgetvalue(rows, row, AUDIT_KEPT_AT),
		    PQgetvalue(rows, row, AUDIT_BASE), PQgetvalue(rows, row, AUDIT_BASE_DAYS));
	(void)putchar('\n');
}

/* True: the tenant's chain is whole. */
static bool
audit_print(const PGresult *rows, int row)
{
	const char *problem = PQgetvalue(rows, row, AUDIT_PROBLEM);

	if (PQgetisnull(rows, row, AUDIT_TENANT)) {
		(void)ctl_fail("audit verify: %s", problem);
		return false;
	}
	audit_state_print(rows, row);
	if (PQgetisnull(rows, row, AUDIT_PROBLEM))
		return true;
	(void)ctl_fail("audit verify: tenant %s: line %s of %s is %s",
	    PQgetvalue(rows, row, AUDIT_TENANT), PQgetvalue(rows, row, AUDIT_BROKEN),
	    PQgetisnull(rows, row, AUDIT_AT) ? "an unknown time" : PQgetvalue(rows, row, AUDIT_AT),
	    problem);
	return false;
}

/* TENANT:LINE:HASH, as presenced logs them: a hash alone could stand in any chain, or be put under a new one. */
static bool
audit_head_parse(const char *text, struct audit_head *out)
{
	struct view rest = view_of(text), tenant = view_cut(&rest, ':'),
		    line = view_cut(&rest, ':');
	int64_t id;

	return view_to_int(tenant, 0, INT64_MAX, &id) && view_to_int(line, 1, INT64_MAX, &id) &&
	    view_copy(tenant, out->tenant, sizeof(out->tenant)) &&
	    view_copy(line, out->line, sizeof(out->line)) && rest.n == HASH_DIGITS &&
	    view_copy(rest, out->hash, sizeof(out->hash)) &&
	    strspn(out->hash, "0123456789abcdef") == HASH_DIGITS;
}

/* NULL: the head is in the chain at its line. Else why that can't be said. */
static const char *
audit_head_missing(const PGresult *found)
{
	enum { FOUND_IN_CHAIN, FOUND_SWEPT, FOUND_IS_BASE };

	if (audit_is(found, 0, FOUND_IN_CHAIN, "t"))
		return NULL;
	if (audit_is(found, 0, FOUND_IS_BASE, "t"))
		return "nothing up to there is kept, so nothing of it is shown";
	if (audit_is(found, 0, FOUND_SWEPT, "t"))
		return "it is older than what is kept, or the log was rewritten";
	return "it is not in the chain: the log was rewritten";
}

static int
audit_head_find(PGconn *db, const char *text)
{
	struct audit_head head;
	const char *params[] = { head.tenant, head.line, head.hash }, *missing;
	PGresult *found;
	int status = 1;

	if (!audit_head_parse(text, &head))
		return 1;
	found = ctl_query(db,
	    "SELECT EXISTS (SELECT FROM ops.audit_chain AS c WHERE c.tenant = $1::bigint AND "
	    "c.audit_id = $2::bigint AND c.hash = decode($3, 'hex')), "
	    "COALESCE($2::bigint <= max(h.base_id), false), "
	    "COALESCE(bool_or(h.base_id = $2::bigint AND h.base_hash = decode($3, 'hex')), false) "
	    "FROM ops.audit_head AS h WHERE h.tenant = $1::bigint",
	    3, params);
	if (found == NULL)
		return 1;
	missing = audit_head_missing(found);
	if (missing == NULL)
		status = 0;
	else
		(void)ctl_fail("audit verify: tenant %s: head of line %s: %s", head.tenant,
		    head.line, missing);
	PQclear(found);
	return status;
}

static int
audit_verify(PGconn *db, const struct ctl_args *args)
{
	const char *head = ctl_option(args, "--head", NULL);
	PGresult *rows =
	    ctl_file_query(db, "sql/audit_verify.sql", ctl_option(args, "--tenant", ""));
	int status = rows != NULL ? 0 : 1;

	for (int i = 0; rows != NULL && i < PQntuples(rows); i++)
		if (!audit_print(rows, i))
			status = 1;
	PQclear(rows);
	if (head != NULL && audit_head_find(db, head) != 0)
		status = 1;
	return status;
}

int
ctl_audit(const struct ctl_args *args)
{
	static const char *const known[] = { "--database", "--tenant", "--head", NULL };
	const char *verb = ctl_word(args, 0), *tenant = ctl_option(args, "--tenant", NULL);
	const char *head = ctl_option(args, "--head", NULL);
	struct audit_head parsed;
	int64_t id;

	if (!ctl_known(args, known))
		return 2;
	if (verb == NULL || strcmp(verb, "verify") != 0) {
		(void)ctl_fail("audit: say verify");
		return 2;
	}
	if (tenant != NULL && !view_to_int(view_of(tenant), 0, INT64_MAX, &id))
		return ctl_fail("audit verify: \"%s\" is no id of a tenant", tenant);
	if (head != NULL && !audit_head_parse(head, &parsed))
		return ctl_fail(
		    "audit verify: a head is TENANT:LINE:HASH, as presenced logs it (audit_head)");
	return ctl_with_database(args, audit_verify);
}
