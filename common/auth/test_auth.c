/* auth: the role table, scopes, the form of tokens, passwords. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <argon2.h>
#include <stdio.h>
#include <string.h>

#include "common/auth/auth.h"

static void
each_role_has_one_name_and_is_found_by_it(void **unused)
{
	static const char *const names[] = { "agent", "supervisor", "administrator", "integrator",
		"operator", "stranger" };

	(void)unused;
	for (unsigned i = 0; i < 6; i++) {
		assert_int_equal(role_find(view_of(names[i])), 1U << i);
		assert_string_equal(role_name((enum role)(1U << i)), names[i]);
	}
	assert_int_equal(role_find(VIEW("root")), ROLE_NONE);
	assert_int_equal(role_find(VIEW("")), ROLE_NONE);
	assert_int_equal(role_find(VIEW("Agent")), ROLE_NONE);
	assert_string_equal(role_name(ROLES_SEATED), "none");
}

static void
sets_of_roles_never_let_a_stranger_in(void **unused)
{
	(void)unused;
	assert_int_equal(ROLES_ANY & ROLE_STRANGER, 0);
	assert_int_equal(ROLES_SEATED & (ROLE_INTEGRATOR | ROLE_OPERATOR), 0);
	assert_int_equal(ROLES_LEADING & ROLE_AGENT, 0);
}

static void
a_scope_counts_only_as_a_whole_word(void **unused)
{
	struct actor actor = { .grants = "sms:send customers " };

	(void)unused;
	assert_true(actor_granted(&actor, "sms:send"));
	assert_true(actor_granted(&actor, "customers"));
	assert_false(actor_granted(&actor, "sms"));
	assert_false(actor_granted(&actor, "customer"));
	assert_false(actor_granted(&actor, ""));
	actor.grants[0] = '\0';
	assert_false(actor_granted(&actor, "sms:send"));
}

static void
a_new_token_has_a_tokens_form_and_is_like_no_other(void **unused)
{
	char one[TOKEN_TEXT_SIZE], other[TOKEN_TEXT_SIZE];
	unsigned char first[SHA256_SIZE], second[SHA256_SIZE];

	(void)unused;
	for (int i = 0; i < 200; i++) {
		token_make(i % 2 == 0 ? "tls_" : "tlk_", one);
		token_make("tls_", other);
		assert_int_equal(strlen(one), 47);
		assert_true(token_hash(view_of(one), first) && token_hash(view_of(other), second));
		assert_memory_not_equal(first, second, SHA256_SIZE);
	}
}

static void
what_is_no_token_is_not_hashed(void **unused)
{
	unsigned char hash[SHA256_SIZE];
	char token[TOKEN_TEXT_SIZE];

	(void)unused;
	token_make("tls_", token);
	assert_false(token_hash(VIEW(""), hash));
	assert_false(token_hash((struct view){ NULL, 0 }, hash));
	assert_false(token_hash((struct view){ token, 46 }, hash));
	for (size_t at = 0; at < 47; at++) {
		char spoilt[TOKEN_TEXT_SIZE];

		memcpy(spoilt, token, sizeof(spoilt));
		spoilt[at] = '.';
		assert_false(token_hash(view_of(spoilt), hash));
		spoilt[at] = '\0';
		assert_false(token_hash((struct view){ spoilt, 47 }, hash));
	}
}

static void
a_password_is_known_again_and_another_is_not(void **unused)
{
	struct buf phc = { .p = NULL }, again = { .p = NULL };
	char head[64];

	(void)unused;
	assert_int_equal(password_hash(VIEW("correct horse"), &phc), 0);
	assert_int_equal(password_hash(VIEW("correct horse"), &again), 0);
	(void)snprintf(head, sizeof(head), "$argon2id$v=19$m=%d,t=2,p=1$", PASSWORD_MEMORY_KIB);
	assert_memory_equal(phc.p, head, strlen(head));
	assert_string_not_equal(phc.p, again.p);
	assert_true(password_check(VIEW("correct horse"), phc.p));
	assert_false(password_check(VIEW("correct horsf"), phc.p));
	assert_false(password_check(VIEW("correct hors"), phc.p));
	assert_false(password_check(VIEW(""), phc.p));
	buf_fini(&phc);
	buf_fini(&again);
}

static void
a_hash_that_is_none_lets_nobody_in(void **unused)
{
	static const char *const wrong[] = { "", "x", "$argon2id$",
		"$argon2id$v=19$m=19456,t=2,p=1$$", "$2b$10$abcdefghijklmnopqrstuv" };

	(void)unused;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_false(password_check(VIEW("secret"), wrong[i]));
	assert_false(password_check(VIEW("secret"), NULL));
}

static struct {
	int count;
	uint32_t passes, memory_kib, lanes;
} hashed;

/* In place of the library's, which does this much work. */
int
argon2id_hash_raw(const uint32_t passes, const uint32_t memory_kib, const uint32_t lanes,
    const void *password, const size_t password_n, const void *salt, const size_t salt_n,
    void *hash, const size_t hash_n)
{
	(void)password, (void)password_n, (void)salt, (void)salt_n;
	memset(hash, 0, hash_n);
	hashed.count++;
	hashed.passes = passes;
	hashed.memory_kib = memory_kib;
	hashed.lanes = lanes;
	return ARGON2_OK;
}

static void
a_hash_that_is_none_costs_as_much_as_a_wrong_password(void **unused)
{
	static const char *const none[] = { NULL, "", "!", "unset-2f6c", "$argon2id$",
		"$argon2id$v=19$m=19456,t=2,p=1$$" };
	struct buf phc = { .p = NULL };
	char costs[64];

	(void)unused;
	assert_int_equal(password_hash(VIEW("correct horse"), &phc), 0);
	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++) {
		hashed.count = 0;
		assert_false(password_check(VIEW("correct hors"), none[i]));
		assert_int_equal(hashed.count, 1);
		(void)snprintf(costs, sizeof(costs), "$argon2id$v=19$m=%u,t=%u,p=%u$",
		    hashed.memory_kib, hashed.passes, hashed.lanes);
		assert_memory_equal(phc.p, costs, strlen(costs));
	}
	hashed.count = 0;
	assert_false(password_check(VIEW("correct hors"), phc.p)); /* it has cost as much already */
	assert_int_equal(hashed.count, 0);
	buf_fini(&phc);
}

static void
an_empty_or_endless_password_is_not_hashed(void **unused)
{
	static char endless[2000];
	struct buf phc = { .p = NULL };

	(void)unused;
	memset(endless, 'a', sizeof(endless));
	assert_int_equal(password_hash(VIEW(""), &phc), -1);
	assert_int_equal(password_hash((struct view){ endless, sizeof(endless) }, &phc), -1);
	assert_int_equal(phc.n, 0);
	buf_fini(&phc);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_role_has_one_name_and_is_found_by_it),
		cmocka_unit_test(sets_of_roles_never_let_a_stranger_in),
		cmocka_unit_test(a_scope_counts_only_as_a_whole_word),
		cmocka_unit_test(a_new_token_has_a_tokens_form_and_is_like_no_other),
		cmocka_unit_test(what_is_no_token_is_not_hashed),
		cmocka_unit_test(a_password_is_known_again_and_another_is_not),
		cmocka_unit_test(a_hash_that_is_none_lets_nobody_in),
		cmocka_unit_test(a_hash_that_is_none_costs_as_much_as_a_wrong_password),
		cmocka_unit_test(an_empty_or_endless_password_is_not_hashed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
