/* box: sealed secrets open only whole, in their place, with their key, in both forms; key derivation; the key ring's file. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/auth/auth.h"
#include "common/auth/hkdf.h"

#define KEY_A "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
#define KEY_B "ffeeddccbbaa99887766554433221100FFEEDDCCBBAA99887766554433221100"

static char path[64];

static void
write_ring(const char *text, mode_t mode)
{
	FILE *file;

	(void)snprintf(path, sizeof(path), "/tmp/test_box.%d", (int)getpid());
	file = fopen(path, "w");
	assert_non_null(file);
	(void)fputs(text, file);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(chmod(path, mode), 0);
}

static struct key_ring *
ring_of(const char *text)
{
	struct key_ring *ring = NULL;
	struct err err;

	write_ring(text, 0600);
	assert_int_equal(key_ring_load(path, &ring, &err), 0);
	(void)unlink(path);
	return ring;
}

static void
a_sealed_secret_opens_in_its_place_and_is_never_sealed_the_same_way_twice(void **unused)
{
	struct key_ring *ring = ring_of("1 " KEY_A "\n");
	struct buf one = { .p = NULL }, two = { .p = NULL }, open = { .p = NULL };
	struct err err;

	(void)unused;
	assert_int_equal(secret_seal(ring, "sms.account:1:5", VIEW("token"), &one, &err), 0);
	assert_int_equal(secret_seal(ring, "sms.account:1:5", VIEW("token"), &two, &err), 0);
	assert_int_equal(one.n, 2 + 12 + 5 + 16);
	assert_memory_not_equal(one.p, two.p, one.n);
	assert_int_equal(secret_open(ring, "sms.account:1:5", buf_view(&one), &open, &err), 0);
	assert_true(view_is(buf_view(&open), "token"));
	buf_fini(&one);
	buf_fini(&two);
	buf_fini(&open);
	key_ring_free(ring);
}

/* Of the RFC 5869 derivation with info "trunkline key check": made with another implementation. */
#define CHECK_A "3fcbc91b798ebb0a816ef3a50559f9cf"

static void
a_ring_s_check_value_tells_which_key_seals(void **unused)
{
	static const struct {
		const char *ring, *check;
	} cases[] = {
		{ "1 " KEY_A "\n", "1 " CHECK_A },
		{ "2 " KEY_B "\n1 " KEY_A "\n", "1 " CHECK_A }, /* the other keys do not count */
		{ "200 " KEY_A "\n", "200 " CHECK_A },
		{ "1 " KEY_A "\n2 " KEY_B "\n", "2 3e38c62dd4e333f6f001042467b291e0" },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct key_ring *ring = ring_of(cases[i].ring);
		char check[KEY_CHECK_SIZE];
		struct err err;

		assert_int_equal(key_ring_check(ring, check, &err), 0);
		assert_string_equal(check, cases[i].check);
		key_ring_free(ring);
	}
}

static void
a_change_of_any_bit_is_noticed(void **unused)
{
	struct key_ring *ring = ring_of("1 " KEY_A "\n2 " KEY_B "\n");
	struct buf sealed = { .p = NULL }, open = { .p = NULL };
	struct err err;

	(void)unused;
	assert_int_equal(secret_seal(ring, "a", VIEW("a secret"), &sealed, &err), 0);
	for (size_t bit = 0; bit < sealed.n * 8; bit++) {
		sealed.p[bit / 8] = (char)(sealed.p[bit / 8] ^ (1 << bit % 8));
		assert_int_equal(secret_open(ring, "a", buf_view(&sealed), &open, &err), -1);
		sealed.p[bit / 8] = (char)(sealed.p[bit / 8] ^ (1 << bit % 8));
	}
	for (size_t n = 0; n < sealed.n; n++)
		assert_int_equal(
		    secret_open(ring, "a", (struct view){ sealed.p, n }, &open, &err), -1);
	assert_int_equal(open.n, 0);
	assert_int_equal(secret_open(ring, "a", buf_view(&sealed), &open, &err), 0);
	buf_fini(&sealed);
	buf_fini(&open);
	key_ring_free(ring);
}

static void
a_secret_does_not_open_in_another_place(void **unused)
{
	static const char *const places[] = { "", "sms.account:1:6", "sms.account:2:5",
		"sms.account:1:5 ", "sms.account:1:" };
	struct key_ring *ring = ring_of("1 " KEY_A "\n");
	struct buf sealed = { .p = NULL }, open = { .p = NULL };
	struct err err;

	(void)unused;
	assert_int_equal(secret_seal(ring, "sms.account:1:5", VIEW("x"), &sealed, &err), 0);
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		assert_int_equal(secret_open(ring, places[i], buf_view(&sealed), &open, &err), -1);
	assert_int_equal(open.n, 0);
	buf_fini(&sealed);
	buf_fini(&open);
	key_ring_free(ring);
}

static void
the_last_key_seals_and_the_former_ones_still_open(void **unused)
{
	struct key_ring *old = ring_of("7 " KEY_A "\n");
	struct key_ring *new = ring_of("# rotated\n7 " KEY_A "\n\n9 " KEY_B "\n");
	struct buf before = { .p = NULL }, after = { .p = NULL }, open = { .p = NULL };
	struct err err;

	(void)unused;
	assert_int_equal(secret_seal(old, "p", VIEW("old"), &before, &err), 0);
	assert_int_equal(secret_seal(new, "p", VIEW("new"), &after, &err), 0);
	assert_int_equal(secret_key(buf_view(&before)), 7);
	assert_int_equal(secret_key(buf_view(&after)), 9);
	assert_int_equal(key_ring_active(old), 7);
	assert_int_equal(key_ring_active(new), 9);
	assert_int_equal(secret_open(new, "p", buf_view(&before), &open, &err), 0);
	assert_int_equal(secret_open(new, "p", buf_view(&after), &open, &err), 0);
	assert_true(view_is(buf_view(&open), "oldnew"));
	assert_int_equal(secret_open(old, "p", buf_view(&after), &open, &err), -1);
	assert_int_equal(err.kind, ERR_CONFIG);
	buf_fini(&before);
	buf_fini(&after);
	buf_fini(&open);
	key_ring_free(old);
	key_ring_free(new);
}

/* ---- boxes made by hand, as decision 117 describes them ---- */

struct by_hand {
	unsigned char lead[2];
	size_t lead_n;
	const char *info; /* NULL: the ring's key as it is */
	const char *place;
};

static void
seal_by_hand(const struct by_hand *by, struct view plain, struct buf *out)
{
	EVP_CIPHER_CTX *cipher = EVP_CIPHER_CTX_new();
	unsigned char key[32], nonce[12] = { 9 }, data[64], tag[16];
	int n;

	for (int i = 0; i < 32; i++)
		key[i] = (unsigned char)i; /* KEY_A */
	if (by->info != NULL)
		assert_true(hkdf_sha256((struct view){ (const char *)key, sizeof(key) }, VIEW(""),
		    view_of(by->info), key, sizeof(key)));
	assert_int_equal(EVP_EncryptInit_ex(cipher, EVP_aes_256_gcm(), NULL, key, nonce), 1);
	assert_int_equal(EVP_EncryptUpdate(cipher, NULL, &n, by->lead, (int)by->lead_n), 1);
	assert_int_equal(EVP_EncryptUpdate(cipher, NULL, &n, (const unsigned char *)by->place,
			     (int)strlen(by->place)),
	    1);
	assert_int_equal(
	    EVP_EncryptUpdate(cipher, data, &n, (const unsigned char *)plain.p, (int)plain.n), 1);
	assert_int_equal(EVP_EncryptFinal_ex(cipher, data + n, &n), 1);
	assert_int_equal(EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_GCM_GET_TAG, sizeof(tag), tag), 1);
	EVP_CIPHER_CTX_free(cipher);
	buf_add(out, by->lead, by->lead_n);
	buf_add(out, nonce, sizeof(nonce));
	buf_add(out, data, plain.n);
	buf_add(out, tag, sizeof(tag));
}

static void
a_box_is_what_decision_117_says_and_opens_in_the_form_of_earlier_releases_too(void **unused)
{
	static const struct {
		const char *what;
		struct by_hand by;
		bool opens;
		int key;
	} cases[] = {
		{ "the present form", { { 0, 5 }, 2, "trunkline box a", "a:1:5" }, true, 5 },
		{ "the form of earlier releases", { { 5 }, 1, NULL, "a:1:5" }, true, 5 },
		{ "another purpose's key", { { 0, 5 }, 2, "trunkline box b", "a:1:5" }, false, 5 },
		{ "another purpose's place", { { 0, 5 }, 2, "trunkline box a", "b:1:5" }, false,
		    5 },
		{ "a purpose that goes on", { { 0, 5 }, 2, "trunkline box a:1", "a:1:5" }, false,
		    5 },
		{ "the ring's key in the present form", { { 0, 5 }, 2, NULL, "a:1:5" }, false, 5 },
		{ "a derived key in the earlier form", { { 5 }, 1, "trunkline box a", "a:1:5" },
		    false, 5 },
		{ "another key's id", { { 0, 6 }, 2, "trunkline box a", "a:1:5" }, false, 6 },
		{ "no key's id", { { 0, 0 }, 2, "trunkline box a", "a:1:5" }, false, 0 },
	};
	struct key_ring *ring = ring_of("6 " KEY_B "\n5 " KEY_A "\n");

	(void)unused;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf sealed = { 0 }, open = { 0 };
		struct err err;
		int result;

		seal_by_hand(&cases[i].by, VIEW("secret"), &sealed);
		result = secret_open(ring, "a:1:5", buf_view(&sealed), &open, &err);
		if ((result == 0) != cases[i].opens)
			fail_msg("%s", cases[i].what);
		assert_true(result != 0 || view_is(buf_view(&open), "secret"));
		assert_int_equal(secret_key(buf_view(&sealed)), cases[i].key);
		buf_fini(&sealed);
		buf_fini(&open);
	}
	assert_int_equal(secret_key(VIEW("")), 0);
	assert_int_equal(secret_key((struct view){ "\0", 1 }), 0);
	key_ring_free(ring);
}

static void
a_file_s_purpose_ends_before_its_name(void **unused)
{
	const struct by_hand by = { { 0, 5 }, 2, "trunkline box recording", "recording x" };
	struct key_ring *ring = ring_of("5 " KEY_A "\n");
	struct buf sealed = { 0 }, open = { 0 };
	struct err err;

	(void)unused;
	seal_by_hand(&by, VIEW("secret"), &sealed);
	assert_int_equal(secret_open(ring, "recording x", buf_view(&sealed), &open, &err), 0);
	buf_fini(&sealed);
	buf_fini(&open);
	key_ring_free(ring);
}

static void
a_ring_that_does_not_derive_seals_as_earlier_releases_do(void **unused)
{
	struct key_ring *ring = ring_of("5 " KEY_A "\n");
	struct buf sealed = { 0 }, open = { 0 };
	struct err err;

	(void)unused;
	key_ring_derive(ring, false);
	assert_int_equal(secret_seal(ring, "a:1:5", VIEW("secret"), &sealed, &err), 0);
	assert_int_equal(sealed.n, 1 + 12 + 6 + 16);
	assert_int_equal(sealed.p[0], 5);
	key_ring_derive(ring, true);
	assert_int_equal(secret_open(ring, "a:1:5", buf_view(&sealed), &open, &err), 0);
	assert_true(view_is(buf_view(&open), "secret"));
	buf_fini(&sealed);
	buf_fini(&open);
	key_ring_free(ring);
}

/* RFC 5869, A.1 and A.3 (no salt, no info). */
static void
keys_are_derived_as_rfc_5869_says(void **unused)
{
	static const unsigned char info[] = { 0xf0, 0xf1, 0xf2, 0xf3, 0xf4, 0xf5, 0xf6, 0xf7, 0xf8,
		0xf9 };
	unsigned char key[22], salt[13], out[42];
	struct view key_view = { (const char *)key, sizeof(key) };
	struct buf hex = { 0 };

	(void)unused;
	memset(key, 0x0b, sizeof(key));
	for (size_t i = 0; i < sizeof(salt); i++)
		salt[i] = (unsigned char)i;
	assert_true(hkdf_sha256(key_view, (struct view){ (const char *)salt, sizeof(salt) },
	    (struct view){ (const char *)info, sizeof(info) }, out, sizeof(out)));
	hex_encode((struct view){ (const char *)out, sizeof(out) }, &hex);
	assert_true(view_is(buf_view(&hex),
	    "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b88718586"
	    "5"));
	buf_fini(&hex);
	assert_true(hkdf_sha256(key_view, VIEW(""), VIEW(""), out, sizeof(out)));
	hex_encode((struct view){ (const char *)out, sizeof(out) }, &hex);
	assert_true(view_is(buf_view(&hex),
	    "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c"
	    "8"));
	buf_fini(&hex);
	assert_false(hkdf_sha256(key_view, VIEW(""), VIEW(""), out, 0));
}

static void
a_wrong_key_ring_is_refused_with_its_line_and_without_its_content(void **unused)
{
	static const struct {
		const char *text, *place;
	} cases[] = {
		{ "", ": the file holds no key" },
		{ "# only a comment\n", ": the file holds no key" },
		{ "0 " KEY_A "\n", ":1: a key id" },
		{ "256 " KEY_A "\n", ":1: a key id" },
		{ "x " KEY_A "\n", ":1: a key id" },
		{ "1 " KEY_A "\n1 " KEY_B "\n", ":2: this key id stands twice" },
		{ "1 " KEY_A "\n\n2 abcdef\n", ":3: a key must be" },
		{ "1 " KEY_A "00\n", ":1: a key must be" },
		{ "1 g00102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n",
		    ":1: a key must be" },
		{ "1\n", ":1: a key must be" },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct key_ring *ring = NULL;
		struct err err;

		write_ring(cases[i].text, 0600);
		assert_int_equal(key_ring_load(path, &ring, &err), -1);
		assert_non_null(strstr(err.text, cases[i].place));
		assert_null(strstr(err.text, "abcdef"));
		assert_null(strstr(err.text, "0a0b"));
		(void)unlink(path);
	}
}

static void
a_key_ring_that_everybody_can_read_is_refused(void **unused)
{
	struct key_ring *ring = NULL;
	struct err err;

	(void)unused;
	write_ring("1 " KEY_A "\n", 0644);
	assert_int_equal(key_ring_load(path, &ring, &err), -1);
	assert_non_null(strstr(err.text, "everybody"));
	(void)unlink(path);
	assert_int_equal(key_ring_load(path, &ring, &err), -1);
	assert_int_equal(key_ring_load("/tmp", &ring, &err), -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    a_sealed_secret_opens_in_its_place_and_is_never_sealed_the_same_way_twice),
		cmocka_unit_test(a_ring_s_check_value_tells_which_key_seals),
		cmocka_unit_test(a_change_of_any_bit_is_noticed),
		cmocka_unit_test(a_secret_does_not_open_in_another_place),
		cmocka_unit_test(the_last_key_seals_and_the_former_ones_still_open),
		cmocka_unit_test(
		    a_box_is_what_decision_117_says_and_opens_in_the_form_of_earlier_releases_too),
		cmocka_unit_test(a_file_s_purpose_ends_before_its_name),
		cmocka_unit_test(a_ring_that_does_not_derive_seals_as_earlier_releases_do),
		cmocka_unit_test(keys_are_derived_as_rfc_5869_says),
		cmocka_unit_test(a_wrong_key_ring_is_refused_with_its_line_and_without_its_content),
		cmocka_unit_test(a_key_ring_that_everybody_can_read_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
