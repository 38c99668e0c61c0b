#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "voiced/core/scanners.h"
#include "voiced/core/where.h"

#define HEAD "v=0\r\no=- 1 1 IN IP4 198.51.100.9\r\ns=-\r\nt=0 0\r\n"
#define AUDIO(address, port) HEAD "m=audio " port " RTP/AVP 0\r\nc=IN IP4 " address "\r\n"

static struct where_own own;

static bool
astray(const char *text, const char *peer)
{
	static struct sdp sdp;
	struct view bad;
	struct err err;

	own.count = 2;
	assert_true(net_read(VIEW("192.0.2.7"), &own.nets[0]));
	assert_true(net_read(VIEW("2001:db8::7"), &own.nets[1]));
	assert_int_equal(sdp_read(view_of(text), &sdp, &err), 0);
	return where_astray(&sdp, view_of(peer), &own, &bad);
}

static void
media_go_to_this_machine_from_this_machine_alone(void **unused)
{
	static const struct {
		const char *sdp, *peer;
		bool astray;
	} cases[] = {
		{ AUDIO("203.0.113.5", "4000"), "198.51.100.9", false },
		{ AUDIO("127.0.0.1", "4000"), "198.51.100.9", true },
		{ AUDIO("127.9.9.9", "4000"), "198.51.100.9", true },
		{ AUDIO("127.0.0.1", "4000"), "127.0.0.2", false },
		{ AUDIO("127.0.0.1", "4000"), "192.0.2.7", true },
		{ AUDIO("192.0.2.7", "4000"), "198.51.100.9", true },
		{ AUDIO("192.0.2.7", "4000"), "127.0.0.2", false },
		{ AUDIO("192.0.2.7", "4000"), "192.0.2.7", false },
		{ AUDIO("224.1.2.3", "4000"), "127.0.0.1", true },
		{ AUDIO("255.255.255.255", "4000"), "127.0.0.1", true },
		{ AUDIO("0.0.0.0", "4000"), "198.51.100.9", false }, /* a hold */
		{ AUDIO("127.0.0.1", "0"), "198.51.100.9", false }, /* switched off */
		{ HEAD "m=audio 4000 RTP/AVP 0\r\nc=IN IP6 ::1\r\n", "198.51.100.9", true },
		{ HEAD "m=audio 4000 RTP/AVP 0\r\nc=IN IP6 2001:db8::7\r\n", "198.51.100.9", true },
		{ HEAD "m=audio 4000 RTP/AVP 0\r\nc=IN IP6 ::ffff:127.0.0.1\r\n", "198.51.100.9",
		    true },
		{ AUDIO("203.0.113.5", "4000") "a=candidate:1 1 udp 1 127.0.0.1 5432 typ host\r\n",
		    "198.51.100.9", true },
		{ AUDIO(
		      "203.0.113.5", "4000") "a=candidate:1 1 udp 1 203.0.113.5 5432 typ host\r\n",
		    "198.51.100.9", false },
		{ AUDIO("203.0.113.5", "4000") "a=candidate:1 1 udp\r\n", "198.51.100.9", false },
		{ AUDIO("203.0.113.5", "4000") "a=candidate:1 1 udp 1 0.0.0.0 5432 typ host\r\n",
		    "198.51.100.9", true },
		{ AUDIO("203.0.113.5", "4000") "a=candidate:1 1 udp 1 :: 5432 typ host\r\n",
		    "198.51.100.9", true },
		{ AUDIO("203.0.113.5", "4000") "a=rtcp:9 IN IP4 0.0.0.0\r\n", "198.51.100.9",
		    false }, /* of each browser */
		{ AUDIO("203.0.113.5", "4000") "a=rtcp:5432 IN IP4 127.0.0.1\r\n", "198.51.100.9",
		    true },
		{ AUDIO("203.0.113.5", "4000") "a=rtcp:5432\r\n", "198.51.100.9", false },
		{ AUDIO("127.0.0.1", "4000"), "", true },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (astray(cases[i].sdp, cases[i].peer) != cases[i].astray)
			fail_msg("case %zu", i);
}

static void
an_end_is_of_this_machine_by_its_address(void **unused)
{
	static const struct {
		const char *sdp;
		bool own;
	} cases[] = {
		{ AUDIO("127.0.0.1", "4000"), true },
		{ AUDIO("192.0.2.7", "4000"), true },
		{ HEAD "m=audio 4000 RTP/AVP 0\r\nc=IN IP6 2001:db8::7\r\n", true },
		{ AUDIO("203.0.113.5", "4000"), false }, /* shown by a relay behind NAT */
		{ AUDIO("192.0.2.7", "0"), false },
		{ AUDIO("0.0.0.0", "4000"), false },
		{ HEAD, false },
	};
	static struct sdp sdp;
	struct err err;

	(void)unused;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(sdp_read(view_of(cases[i].sdp), &sdp, &err), 0);
		if (where_is_own(&sdp, &own) != cases[i].own)
			fail_msg("case %zu", i);
	}
}

static void
scanners_are_known_by_their_name(void **unused)
{
	(void)unused;
	assert_true(scanner_known(VIEW("friendly-scanner")));
	assert_true(scanner_known(VIEW("Mozilla SIPVicious 0.3")));
	assert_false(scanner_known(VIEW("Yealink SIP-T46S 66.86.0.15")));
	assert_false(scanner_known(VIEW("")));
	assert_false(scanner_known(VIEW("sipcl")));
}

#define PAGE(address, port, profile, more) \
	HEAD "m=audio " port " " profile " 0\r\nc=IN IP4 " address "\r\n" more
#define KEYS "a=fingerprint:sha-256 AB:CD\r\n"
#define ICE "a=ice-ufrag:aB+/\r\na=ice-pwd:0123456789012345678901\r\n"

static void
a_page_describes_itself_as_a_browser_does_and_names_no_loopback(void **unused)
{
	static const struct {
		const char *sdp, *peer;
		bool astray;
	} cases[] = {
		{ PAGE("203.0.113.5", "9", "UDP/TLS/RTP/SAVPF", KEYS ICE), "198.51.100.9", false },
		{ PAGE("0.0.0.0", "9", "UDP/TLS/RTP/SAVPF", KEYS ICE), "198.51.100.9", false },
		{ PAGE("203.0.113.5", "9", "RTP/SAVPF", KEYS ICE), "198.51.100.9", false },
		{ PAGE("203.0.113.5", "9", "UDP/TLS/RTP/SAVPF", KEYS), "198.51.100.9", true },
		{ PAGE("203.0.113.5", "9", "UDP/TLS/RTP/SAVPF", ICE), "198.51.100.9", true },
		{ PAGE("203.0.113.5", "9", "RTP/AVP", KEYS ICE), "198.51.100.9", true },
		{ PAGE("127.0.0.1", "9", "RTP/AVP", ""), "127.0.0.1", true },
		{ PAGE("127.0.0.1", "0", "RTP/AVP", ""), "127.0.0.1", false },
		/* keys that are known without a handshake */
		{ PAGE("203.0.113.5", "9", "UDP/TLS/RTP/SAVPF",
		      KEYS ICE "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:x\r\n"),
		    "198.51.100.9", true },
		/* a question of STUN that the relay's own port could read as a command */
		{ PAGE("203.0.113.5", "9", "UDP/TLS/RTP/SAVPF",
		      KEYS
		      "a=ice-ufrag:x d7:command4:pinge\r\na=ice-pwd:0123456789012345678901\r\n"),
		    "198.51.100.9", true },
		{ PAGE("127.0.0.1", "9", "UDP/TLS/RTP/SAVPF", KEYS ICE), "198.51.100.9", true },
		{ PAGE("127.0.0.1", "9", "UDP/TLS/RTP/SAVPF", KEYS ICE), "127.0.0.1", false },
		{ PAGE("203.0.113.5", "9", "UDP/TLS/RTP/SAVPF",
		      KEYS ICE "a=candidate:1 1 udp 1 127.0.0.1 5432 typ host\r\n"),
		    "198.51.100.9", true },
		/* containers have the same addresses everywhere */
		{ PAGE("203.0.113.5", "9", "UDP/TLS/RTP/SAVPF",
		      KEYS ICE "a=candidate:1 1 udp 1 192.0.2.7 5432 typ host\r\n"),
		    "198.51.100.9", false },
		/* each section counts */
		{ PAGE("203.0.113.5", "9", "UDP/TLS/RTP/SAVPF",
		      KEYS ICE) "m=video 4000 RTP/AVP 31\r\nc=IN IP4 127.0.0.1\r\n",
		    "127.0.0.1", true },
	};
	static struct sdp sdp;
	struct view bad;
	struct err err;

	(void)unused;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(sdp_read(view_of(cases[i].sdp), &sdp, &err), 0);
		if (where_page_astray(&sdp, view_of(cases[i].peer), &bad) != cases[i].astray)
			fail_msg("from %s: %s", cases[i].peer, cases[i].sdp);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_page_describes_itself_as_a_browser_does_and_names_no_loopback),
		cmocka_unit_test(media_go_to_this_machine_from_this_machine_alone),
		cmocka_unit_test(an_end_is_of_this_machine_by_its_address),
		cmocka_unit_test(scanners_are_known_by_their_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
