/*
 * trunklinectl_audit - checks the hash chain of the audit log.
 *
 * The check stands in sql/audit_verify.sql. Exit status 1 when a line was changed, deleted or inserted, or when the head of
 * --head is in no chain.
 */
#include <stdio.h>
#include <string.h>

#include "ctl/ctl.h"

enum { HASH_DIGITS = 64 };
enum {
	AUDIT_TENANT,
	AUDIT_CHECKED,
	AUDIT_HEAD,
	AUDIT_HASH,
	AUDIT_UNCHAINED,
	AUDIT_BROKEN,
	AUDIT_AT,
	AUDIT_PROBLEM
};

/* True: the tenant's chain is whole. */
static bool
audit_print(const PGresult *rows, int row)
{
	const char *tenant = PQgetvalue(rows, row, AUDIT_TENANT);

	(void)printf("tenant %s: %s lines checked, %s not chained yet, head %s %s\n", tenant,
	    PQgetvalue(rows, row, AUDIT_CHECKED), PQgetvalue(rows, row, AUDIT_UNCHAINED),
	    PQgetvalue(rows, row, AUDIT_HEAD), PQgetvalue(rows, row, AUDIT_HASH));
	if (PQgetisnull(rows, row, AUDIT_PROBLEM))
		return true;
	(void)ctl_fail("audit verify: tenant %s: line %s of %s is %s", tenant,
	    PQgetvalue(rows, row, AUDIT_BROKEN), PQgetvalue(rows, row, AUDIT_AT),
	    PQgetvalue(rows, row, AUDIT_PROBLEM));
	return false;
}

static int
audit_head_find(PGconn *db, const char *head)
{
	PGresult *found = ctl_query(db,
	    "SELECT FROM ops.audit_chain AS c WHERE c.hash = decode($1, 'hex') "
	    "UNION ALL SELECT FROM ops.audit_head AS h WHERE h.base_hash = decode($1, 'hex')",
	    1, &head);
	int status = found != NULL && PQntuples(found) > 0 ? 0 : 1;

	if (found != NULL && status != 0)
		(void)ctl_fail(
		    "audit verify: no chain has the head %s: the log was rewritten, or that line "
		    "is older than what is kept",
		    head);
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
	int64_t id;

	if (!ctl_known(args, known))
		return 2;
	if (verb == NULL || strcmp(verb, "verify") != 0) {
		(void)ctl_fail("audit: say verify");
		return 2;
	}
	if (tenant != NULL && !view_to_int(view_of(tenant), 0, INT64_MAX, &id))
		return ctl_fail("audit verify: \"%s\" is no id of a tenant", tenant);
	if (head != NULL &&
	    (strlen(head) != HASH_DIGITS || strspn(head, "0123456789abcdef") != HASH_DIGITS))
		return ctl_fail("audit verify: a head is 64 hexadecimal digits");
	return ctl_with_database(args, audit_verify);
}
