/* bytes: the vectors of RFC 4231, 2202, 4648 and FIPS 180-2, and what a strict reader
 * of base64 refuses. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/base/bytes.h"

enum { LONG_KEY = 131, SHORT_KEY = 20, FIFTY = 50 };

static char aa[LONG_KEY], dd[FIFTY], cd[FIFTY], ob[SHORT_KEY], one_to_25[25];

static int
fill(void **unused)
{
	(void)unused;
	memset(aa, 0xaa, sizeof(aa));
	memset(dd, 0xdd, sizeof(dd));
	memset(cd, 0xcd, sizeof(cd));
	memset(ob, 0x0b, sizeof(ob));
	for (size_t i = 0; i < sizeof(one_to_25); i++)
		one_to_25[i] = (char)(i + 1);
	return 0;
}

static void
assert_hex(const unsigned char *digest, size_t n, const char *expected)
{
	struct buf hex = { 0 };

	hex_encode((struct view){ (const char *)digest, n }, &hex);
	assert_string_equal(hex.p, expected);
	buf_fini(&hex);
}

static void
sha256_gives_the_digests_of_fips_180(void **unused)
{
	static const struct {
		const char *text, *hex;
	} cases[] = {
		{ NULL, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
		{ "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
		{ "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
		    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
	};
	unsigned char digest[SHA256_SIZE];

	(void)unused;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		sha256(view_of(cases[i].text), digest);
		assert_hex(digest, sizeof(digest), cases[i].hex);
	}
}

static void
hmac_sha256_gives_the_codes_of_rfc_4231(void **unused)
{
	const struct {
		struct view key, data;
		const char *hex;
	} cases[] = {
		{ { ob, 20 }, VIEW("Hi There"),
		    "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7" },
		{ VIEW("Jefe"), VIEW("what do ya want for nothing?"),
		    "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843" },
		{ { aa, 20 }, { dd, 50 },
		    "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe" },
		{ { one_to_25, 25 }, { cd, 50 },
		    "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b" },
		{ { aa, 131 }, VIEW("Test Using Larger Than Block-Size Key - Hash Key First"),
		    "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54" },
		{ { aa, 131 },
		    VIEW("This is a test using a larger than block-size key and a larger than "
			 "block-size data. The key needs to be hashed before being used by the "
			 "HMAC algorithm."),
		    "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2" },
		{ { NULL, 0 }, { NULL, 0 },
		    "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad" },
	};
	unsigned char digest[SHA256_SIZE];

	(void)unused;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		hmac_sha256(cases[i].key, cases[i].data, digest);
		assert_hex(digest, sizeof(digest), cases[i].hex);
	}
}

static void
hmac_sha1_gives_the_codes_of_rfc_2202(void **unused)
{
	const struct {
		struct view key, data;
		const char *hex;
	} cases[] = {
		{ { ob, 20 }, VIEW("Hi There"), "b617318655057264e28bc0b6fb378c8ef146be00" },
		{ VIEW("Jefe"), VIEW("what do ya want for nothing?"),
		    "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79" },
		{ { aa, 20 }, { dd, 50 }, "125d7342b9ac11cd91a39af48aa17b4f63f175d3" },
		{ { one_to_25, 25 }, { cd, 50 }, "4c9007f4026250c6bc8414f9bf50c86c2d7235da" },
		{ { aa, 80 }, VIEW("Test Using Larger Than Block-Size Key - Hash Key First"),
		    "aa4ae5e15272d00e95705637ce8a3b55ed402112" },
		{ { aa, 80 },
		    VIEW("Test Using Larger Than Block-Size Key and Larger Than One Block-Size "
			 "Data"),
		    "e8e99d0f45237d786d6bbaa7965c7808bbff1a91" },
	};
	unsigned char digest[SHA1_SIZE];

	(void)unused;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		hmac_sha1(cases[i].key, cases[i].data, digest);
		assert_hex(digest, sizeof(digest), cases[i].hex);
	}
}

static void
every_byte_is_a_digit_of_hexadecimal_or_none(void **unused)
{
	static const char digits[] = "0123456789abcdef0123456789ABCDEF";

	(void)unused;
	for (int byte = 0; byte < 256; byte++) {
		const char *at = byte != 0 ? strchr(digits, byte) : NULL;

		assert_int_equal(hex_value((char)byte), at != NULL ? (at - digits) % 16 : -1);
	}
}

static void
hexadecimal_is_read_back(void **unused)
{
	struct buf text = { 0 }, bytes = { 0 };
	char every[256];

	(void)unused;
	for (int byte = 0; byte < 256; byte++)
		every[byte] = (char)byte;
	hex_encode((struct view){ every, sizeof(every) }, &text);
	hex_decode(buf_view(&text), &bytes);
	assert_int_equal(bytes.n, sizeof(every));
	assert_memory_equal(bytes.p, every, sizeof(every));
	buf_clear(&bytes);
	hex_decode(VIEW("fFa"), &bytes);
	assert_true(view_is(buf_view(&bytes), "\xff"));
	buf_fini(&text);
	buf_fini(&bytes);
}

static void
base64_gives_the_texts_of_rfc_4648_and_reads_them_back(void **unused)
{
	static const struct {
		const char *plain, *text, *url;
	} cases[] = {
		{ "", "", "" },
		{ "f", "Zg==", "Zg" },
		{ "fo", "Zm8=", "Zm8" },
		{ "foo", "Zm9v", "Zm9v" },
		{ "foob", "Zm9vYg==", "Zm9vYg" },
		{ "fooba", "Zm9vYmE=", "Zm9vYmE" },
		{ "foobar", "Zm9vYmFy", "Zm9vYmFy" },
		{ "\xff\xef\xbe", "/+++", "_---" },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf text = { 0 }, url = { 0 }, plain = { 0 };

		base64_encode(view_of(cases[i].plain), &text);
		base64url_encode(view_of(cases[i].plain), &url);
		assert_true(base64_decode(buf_view(&text), &plain));
		assert_true(view_is(buf_view(&text), cases[i].text));
		assert_true(view_is(buf_view(&url), cases[i].url));
		assert_true(view_is(buf_view(&plain), cases[i].plain));
		buf_fini(&text);
		buf_fini(&url);
		buf_fini(&plain);
	}
}

static void
every_byte_survives_base64_at_every_length(void **unused)
{
	unsigned char bytes[256];

	(void)unused;
	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (unsigned char)(255 - i);
	for (size_t n = 0; n <= sizeof(bytes); n++) {
		struct buf text = { 0 }, plain = { 0 };

		base64_encode((struct view){ (char *)bytes, n }, &text);
		assert_true(base64_decode(buf_view(&text), &plain));
		assert_true(view_eq(buf_view(&plain), (struct view){ (char *)bytes, n }));
		buf_fini(&text);
		buf_fini(&plain);
	}
}

static void
base64_that_is_not_canonical_is_refused(void **unused)
{
	static const char *const bad[] = {
		"Z", "Zg", "Zg=", "Zm8", "Zm9vY", /* no padding */
		"=", "==", "===", "====", "Z===", /* too much of it */
		"Zg==Zg==", "Zm8=Zm8=", "Z=g=", /* padding inside */
		"Zh==", "Zn==", "Zm9=", "Zm+=", /* bits that stand for nothing */
		"Zm9v\n", "Zm9v\n   ", " Zm9", "Zm v", "Zm9v====", /* white space, more */
		"_---", "Zm9-", "Zm9_", "Zm9\x80", "Zm9.", /* other alphabets */
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct buf out = { 0 };

		if (base64_decode(view_of(bad[i]), &out))
			fail_msg("\"%s\" was taken", bad[i]);
		buf_fini(&out);
	}
	assert_false(base64_decode(VIEW("Zm9\0"), &(struct buf){ 0 }));
}

static void
secrets_are_equal_only_byte_by_byte_and_in_length(void **unused)
{
	(void)unused;
	assert_true(bytes_equal_secret(VIEW("abc\0d"), VIEW("abc\0d")));
	assert_false(bytes_equal_secret(VIEW("abc\0d"), VIEW("abc\0e")));
	assert_false(bytes_equal_secret(VIEW("abc"), VIEW("abcd")));
	assert_true(bytes_equal_secret(VIEW(""), VIEW("")));
}

static void
random_bytes_fill_all_of_it_and_differ(void **unused)
{
	enum { MUCH = 1000, ROUNDS = 64 };
	unsigned char out[MUCH + 1] = { 0 }, seen[MUCH] = { 0 };

	(void)unused;
	for (int round = 0; round < ROUNDS; round++) {
		random_fill(out, MUCH);
		for (size_t i = 0; i < MUCH; i++)
			seen[i] |= out[i];
	}
	for (size_t i = 0; i < MUCH; i++)
		assert_int_not_equal(seen[i], 0);
	assert_int_equal(out[MUCH], 0);
	assert_true(random_u64() != random_u64());
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sha256_gives_the_digests_of_fips_180),
		cmocka_unit_test(hmac_sha256_gives_the_codes_of_rfc_4231),
		cmocka_unit_test(hmac_sha1_gives_the_codes_of_rfc_2202),
		cmocka_unit_test(every_byte_is_a_digit_of_hexadecimal_or_none),
		cmocka_unit_test(hexadecimal_is_read_back),
		cmocka_unit_test(base64_gives_the_texts_of_rfc_4648_and_reads_them_back),
		cmocka_unit_test(every_byte_survives_base64_at_every_length),
		cmocka_unit_test(base64_that_is_not_canonical_is_refused),
		cmocka_unit_test(secrets_are_equal_only_byte_by_byte_and_in_length),
		cmocka_unit_test(random_bytes_fill_all_of_it_and_differ),
	};
	return cmocka_run_group_tests(tests, fill, NULL);
}
