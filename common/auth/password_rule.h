/*
 * password_rule - which passwords a user may take.
 *
 * Owns: the rule: long enough, not one's own name, none of those that everybody tries first
 *       (common_passwords.def), no single character or row of neighbours (NIST SP 800-63B, 5.1.1.2).
 *       No demand for signs and digits: they make passwords that are written down.
 * Must not know: hashes, who asks.
 */
#ifndef COMMON_AUTH_PASSWORD_RULE_H
#define COMMON_AUTH_PASSWORD_RULE_H

#include <stdint.h>

#include "common/base/err.h"
#include "common/base/str.h"

enum {
	PASSWORD_MIN_USUAL = 10
}; /* characters, of a tenant that has said nothing else (0060_*.sql) */

/* NULL: it may be taken; else the sentence that says why not. `min`: the tenant's, in characters.
 * `username` and `name` may be empty. All are UTF-8. */
const char *password_problem(
    struct view password, struct view username, struct view name, int64_t min);

/* The same as an err of the field /password. -1: it may not be taken. */
int password_judge(
    struct view password, struct view username, struct view name, int64_t min, struct err *err);

#endif
