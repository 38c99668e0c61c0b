/*
 * trunklinectl_number - whose a telephone number is: which tenants have it, and giving it to one.
 *
 * What a claim means, directory.number_claim says (docs/decisions/0090-one-owner-of-a-number.md).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ctl/ctl.h"

/* ---- show ---- */

static int
number_show(PGconn *db, const struct ctl_args *args)
{
	static const char *const sql =
	    "WITH used AS (SELECT t.id AS tenant, u.kind, u.name FROM directory.v_tenant AS t"
	    "  CROSS JOIN LATERAL directory.number_uses(t.id, $1) AS u"
	    " UNION ALL SELECT s.tenant, 'site', s.name FROM directory.v_site AS s"
	    "  WHERE s.call_back_number = $1)"
	    "SELECT t.id, t.name, COALESCE(n.state, 'not in its list'),"
	    " COALESCE((SELECT string_agg(format(', %s %s', replace(u.kind, '_', ' '), u.name), ''"
	    "   ORDER BY u.kind, u.name) FROM used AS u WHERE u.tenant = t.id), '')"
	    " FROM directory.v_tenant AS t"
	    " LEFT JOIN directory.a_phone_number AS n ON n.tenant = t.id AND n.number = $1"
	    " WHERE n.id IS NOT NULL OR t.id IN (SELECT u.tenant FROM used AS u) ORDER BY t.id";
	const char *const params[] = { ctl_word(args, 1) };
	PGresult *rows = ctl_query(db, sql, 1, params);
	int count = rows != NULL ? PQntuples(rows) : 0;

	for (int i = 0; i < count; i++)
		(void)printf("tenant %s (%s): %s%s\n", PQgetvalue(rows, i, 0),
		    PQgetvalue(rows, i, 1), PQgetvalue(rows, i, 2), PQgetvalue(rows, i, 3));
	if (rows != NULL && count == 0)
		(void)printf("no tenant has %s\n", params[0]);
	PQclear(rows);
	return rows == NULL;
}

/* ---- give ---- */

static int
print_given(const char *number, const char *tenant, const char *had)
{
	if (strcmp(had, "0") == 0 || strcmp(had, tenant) == 0)
		return printf("%s belongs to tenant %s\n", number, tenant) < 0;
	return printf("%s now belongs to tenant %s (previously tenant %s, whose users, channels, "
		      "sites and caller IDs no longer receive or show it)\n",
		   number, tenant, had) < 0;
}

static int
print_refused(const char *number, const char *tenant, const char *outcome)
{
	if (strcmp(outcome, "invalid") == 0)
		return ctl_fail("there is no tenant %s: see tenant list", tenant);
	if (strcmp(outcome, "emergency") == 0)
		return ctl_fail(
		    "an emergency call that sent %s may still be called back: wait until "
		    "its agent has left emergency mode, or say --anyway",
		    number);
	return ctl_fail("%s was claimed or released at this moment: try again", number);
}

static int
number_give(PGconn *db, const struct ctl_args *args)
{
	static const char *const sql =
	    "SELECT g.outcome, g.had FROM (SELECT ops.batch_begin('{}') OFFSET 0) AS b CROSS JOIN "
	    "LATERAL directory.number_give('{\"source\": \"trunklinectl\"}', $1, $2::bigint, "
	    "$3::boolean) AS g";
	const char *const params[] = { ctl_word(args, 1), ctl_word(args, 2),
		ctl_flag(args, "--anyway") ? "true" : "false" };
	PGresult *row = ctl_run(db, "BEGIN") ? ctl_query(db, sql, 3, params) : NULL;
	int status = 1;

	if (row != NULL && ctl_commit(db))
		status = strcmp(PQgetvalue(row, 0, 0), "ok") == 0
		    ? print_given(params[0], params[1], PQgetvalue(row, 0, 1))
		    : print_refused(params[0], params[1], PQgetvalue(row, 0, 0));
	PQclear(row);
	return status;
}

static const struct {
	const char *verb;
	int words;
	int (*run)(PGconn *db, const struct ctl_args *args);
} verbs[] = {
	{ "show", 2, number_show },
	{ "give", 3, number_give },
};

static bool
words_right(const struct ctl_args *args, int words)
{
	int64_t id;

	return ctl_word(args, words - 1) != NULL && ctl_word(args, words) == NULL &&
	    (words < 3 || view_to_int(view_of(ctl_word(args, 2)), 1, INT64_MAX, &id));
}

static bool
is_e164(const char *text)
{
	struct view digits = view_of(text + (text[0] == '+'));

	return text[0] == '+' && view_is_digits(digits) && digits.n >= 6 && digits.n <= 15 &&
	    digits.p[0] != '0';
}

int
ctl_number(const struct ctl_args *args)
{
	static const char *const known[] = { "--database", "--anyway", NULL };
	const char *verb = ctl_word(args, 0);

	if (!ctl_known(args, known))
		return 2;
	for (size_t i = 0; verb != NULL && i < sizeof(verbs) / sizeof(verbs[0]); i++) {
		if (strcmp(verbs[i].verb, verb) != 0 || !words_right(args, verbs[i].words))
			continue;
		if (is_e164(ctl_word(args, 1)))
			return ctl_with_database(args, verbs[i].run);
		(void)ctl_fail("%s is not an E.164 number, as +46812345678 is", ctl_word(args, 1));
		return 2;
	}
	(void)ctl_fail("usage: number show NUMBER | number give NUMBER TENANT [--anyway]");
	return 2;
}
