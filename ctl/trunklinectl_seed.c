/*
 * trunklinectl_seed - loads the demo tenant and prints its logins as JSON.
 *
 * Owns: the demo's secrets, made at random here; what the tenant is stands in
 *       sql/seed_demo.sql. Secrets go to psql in its environment, never on a command line.
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/auth/auth.h"
#include "common/auth/purpose.h"
#include "common/base/bytes.h"
#include "ctl/ctl.h"

static const struct {
	const char *username, *role;
	bool seat, work;
} users[] = {
	{ "maya", "agent", true, false },
	{ "tomas", "agent", true, false },
	{ "ida", "agent", true, true },
	{ "sam", "agent", true, false },
	{ "rosa", "supervisor", true, true },
	{ "adam", "administrator", false, true },
};

/* Phones that may register: whose, as what. */
static const struct {
	const char *owner, *side;
} phones[] = {
	{ "maya", "agent" },
	{ "ida", "work" },
	{ "rosa", "work" },
};
enum { PHONES = sizeof(phones) / sizeof(phones[0]) };

struct phone_login {
	char username[20], password[40];
};

struct seed {
	struct phone_login phones[PHONES];
	char password[20], token[TOKEN_TEXT_SIZE];
	char sid[40], auth_token[40], twilio_hook[40], sandbox_hook[40], widget_key[40];
	const char *database, *key_ring, *public_url, *carrier_url;
};

static void
random_hex(char *out, size_t size, const char *prefix, size_t bytes)
{
	unsigned char raw[32];
	struct buf text = { 0 };

	random_fill(raw, bytes);
	buf_add_text(&text, prefix);
	hex_encode((struct view){ (const char *)raw, bytes }, &text);
	(void)snprintf(out, size, "%s", text.p);
	buf_fini(&text);
}

static void
export_hex(const char *name, struct view bytes)
{
	struct buf text = { 0 };

	hex_encode(bytes, &text);
	(void)setenv(name, buf_view(&text).p, 1);
	buf_fini(&text);
}

/* What phones are asked for (RFC 7616), in the box that voiced opens: HA1 for the realm of its default. */
static int
phone_seal(const struct key_ring *ring, size_t i, const struct phone_login *login, struct buf *box,
    struct err *err)
{
	unsigned char hash[SHA256_SIZE];
	struct buf text = { 0 }, ha1 = { 0 };
	char place[40];
	int result;

	(void)snprintf(place, sizeof(place), PURPOSE_DEVICE ":1:%zu", i + 1);
	buf_addf(&text, "%s:trunkline:%s", login->username, login->password);
	sha256(buf_view(&text), hash);
	hex_encode((struct view){ (const char *)hash, sizeof(hash) }, &ha1);
	result = secret_seal(ring, place, buf_view(&ha1), box, err);
	buf_fini(&text);
	buf_fini(&ha1);
	return result;
}

static int
export_phones(struct seed *seed, const struct key_ring *ring, struct err *err)
{
	json_t *list = json_array();
	char *text;
	int result = 0;

	for (size_t i = 0; i < PHONES && result == 0; i++) {
		struct phone_login *login = &seed->phones[i];
		struct buf box = { 0 }, hex = { 0 };

		(void)snprintf(
		    login->username, sizeof(login->username), "demo%sphone", phones[i].owner);
		random_hex(login->password, sizeof(login->password), "", 12);
		result = phone_seal(ring, i, login, &box, err);
		hex_encode(buf_view(&box), &hex);
		(void)json_array_append_new(list,
		    json_pack("{s:I, s:s, s:s, s:s, s:s%}", "id", (json_int_t)(i + 1), "owner",
			phones[i].owner, "side", phones[i].side, "username", login->username,
			"secret", hex.p, hex.n));
		buf_fini(&box);
		buf_fini(&hex);
	}
	text = json_dumps(list, JSON_COMPACT);
	(void)setenv("SEED_PHONES", text, 1);
	free(text);
	json_decref(list);
	return result;
}

/* One password for all demo users: it is a demo, and it is random. */
static int
export_secrets(struct seed *seed)
{
	struct key_ring *ring;
	struct buf hash = { 0 }, sealed = { 0 };
	unsigned char key_hash[SHA256_SIZE];
	struct err err = { 0 };

	if (key_ring_load(seed->key_ring, &ring, &err) != 0)
		return ctl_fail("%s", err.text);
	if (password_hash(view_of(seed->password), &hash) != 0)
		return ctl_fail("argon2id does not work here");
	if (secret_seal(ring, PURPOSE_ACCOUNT ":1:1", view_of(seed->auth_token), &sealed, &err) !=
	    0)
		return ctl_fail("%s", err.text);
	if (export_phones(seed, ring, &err) != 0)
		return ctl_fail("%s", err.text);
	if (!token_hash(view_of(seed->token), key_hash))
		return ctl_fail("the API key has no token's form");
	(void)setenv("SEED_PASSWORD_HASH", hash.p, 1);
	export_hex("SEED_KEY_HASH", (struct view){ (const char *)key_hash, sizeof(key_hash) });
	export_hex("SEED_TWILIO_SECRET", buf_view(&sealed));
	(void)setenv("SEED_TWILIO_SID", seed->sid, 1);
	(void)setenv("SEED_TWILIO_HOOK", seed->twilio_hook, 1);
	(void)setenv("SEED_SANDBOX_HOOK", seed->sandbox_hook, 1);
	(void)setenv("SEED_CARRIER_URL", seed->carrier_url, 1);
	(void)setenv("SEED_PUBLIC_URL", seed->public_url, 1);
	(void)setenv("SEED_WIDGET_KEY", seed->widget_key, 1);
	buf_fini(&hash);
	buf_fini(&sealed);
	key_ring_free(ring);
	return 0;
}

static int
run_psql(const struct seed *seed)
{
	char script[600];
	int status = 0;
	pid_t pid;

	if (!ctl_share("sql/seed_demo.sql", script, sizeof(script)))
		return ctl_fail("sql/seed_demo.sql is not there: set TRUNKLINE_SHARE");
	pid = fork();
	if (pid == 0) {
		/* Standard output holds the JSON alone. */
		(void)dup2(STDERR_FILENO, STDOUT_FILENO);
		(void)execlp("psql", "psql", "-qXAt", "-o", "/dev/null", "-f", script,
		    seed->database, (char *)NULL);
		_exit(127);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid || !WIFEXITED(status) ||
	    WEXITSTATUS(status) != 0)
		return ctl_fail("the demo tenant could not be loaded");
	return 0;
}

static json_t *
users_json(const struct seed *seed)
{
	json_t *list = json_array();

	for (size_t i = 0; i < sizeof(users) / sizeof(users[0]); i++) {
		json_t *licences = json_array();

		if (users[i].seat)
			(void)json_array_append_new(licences, json_string("seat"));
		if (users[i].work)
			(void)json_array_append_new(licences, json_string("work"));
		(void)json_array_append_new(list,
		    json_pack("{s:s, s:s, s:s, s:o}", "username", users[i].username, "password",
			seed->password, "role", users[i].role, "licences", licences));
	}
	return list;
}

static json_t *
channel_json(const struct seed *seed, const char *id, const char *number, const char *carrier,
    const char *hook)
{
	char url[400];

	(void)snprintf(url, sizeof(url), "%s/hooks/sms/%s", seed->public_url, hook);
	return json_pack("{s:s, s:s, s:s, s:s}", "id", id, "number", number, "carrier", carrier,
	    "hook_url", url);
}

static json_t *
voice_json(const struct seed *seed)
{
	json_t *list = json_array();

	for (size_t i = 0; i < PHONES; i++)
		(void)json_array_append_new(list,
		    json_pack("{s:s, s:s, s:s, s:s}", "user", phones[i].owner, "side",
			phones[i].side, "username", seed->phones[i].username, "password",
			seed->phones[i].password));
	return json_pack("{s:s, s:s, s:s, s:{s:s, s:s}, s:o}", "channel", "5", "number",
	    "+14155550133", "queue", "4", "trunk", "name", "Demo carrier", "address", "127.0.0.7",
	    "phones", list);
}

static int
print_demo(const struct seed *seed)
{
	json_t *twilio = channel_json(seed, "1", "+14155550132", "twilio", seed->twilio_hook);
	json_t *sandbox = channel_json(seed, "2", "+15005550006", "sandbox", seed->sandbox_hook);
	json_t *demo;
	char page[400];
	int failed;

	(void)json_object_set_new(twilio, "auth_token", json_string(seed->auth_token));
	(void)json_object_set_new(twilio, "account_sid", json_string(seed->sid));
	(void)json_object_set_new(twilio, "carrier_url", json_string(seed->carrier_url));
	(void)snprintf(
	    page, sizeof(page), "%s/widget/v1/demo.html#%s", seed->public_url, seed->widget_key);
	demo = json_pack("{s:o, s:s, s:[o, o], s:{s:s, s:s, s:s}, s:o}", "users", users_json(seed),
	    "api_key", seed->token, "channels", twilio, sandbox, "widget", "channel", "3", "key",
	    seed->widget_key, "demo_url", page, "voice", voice_json(seed));
	failed = json_dumpf(demo, stdout, JSON_COMPACT);
	json_decref(demo);
	return failed == 0 && fflush(stdout) == 0 ? 0 : ctl_fail("the result could not be written");
}

int
ctl_seed_demo(const struct ctl_args *args)
{
	static const char *const known[] = { "--database", "--key-ring", "--public-url",
		"--carrier-url", NULL };
	struct seed seed = { .database =
				 ctl_option(args, "--database", getenv("TRUNKLINE_DATABASE")),
		.key_ring = ctl_option(args, "--key-ring", NULL),
		.public_url = ctl_option(args, "--public-url", NULL),
		.carrier_url = ctl_option(args, "--carrier-url", NULL) };

	if (!ctl_known(args, known))
		return 2;
	if (seed.database == NULL || seed.key_ring == NULL || seed.public_url == NULL ||
	    seed.carrier_url == NULL)
		return ctl_fail(
		    "seed-demo needs --database, --key-ring, --public-url and --carrier-url");
	/* A letter before what is random: "demo-" with nothing but digits behind it is one of the common passwords, which nobody may set. */
	random_hex(seed.password, sizeof(seed.password), "demo-x", 6);
	token_make("tlk_", seed.token);
	random_hex(seed.sid, sizeof(seed.sid), "AC", 16);
	random_hex(seed.auth_token, sizeof(seed.auth_token), "", 16);
	random_hex(seed.twilio_hook, sizeof(seed.twilio_hook), "", 16);
	random_hex(seed.widget_key, sizeof(seed.widget_key), "", 16);
	random_hex(seed.sandbox_hook, sizeof(seed.sandbox_hook), "", 16);
	if (export_secrets(&seed) != 0 || run_psql(&seed) != 0)
		return 1;
	return print_demo(&seed);
}
