/* command_id - see command_id.h */
#include "common/daemon/command_id.h"

#include <inttypes.h>
#include <string.h>

#include "common/base/key.h"

/* Each part with its length, so that no two names can read the same. */
static void
add_part(struct buf *out, struct view part)
{
	buf_addf(out, "%zu:", part.n);
	buf_add_view(out, part);
}

/* The key, of which only a hash is stored, is in it: a body with a password can't be guessed from what
 * the database keeps. */
static void
fingerprint(struct view key, const struct command_request *request, unsigned char out[SHA256_SIZE])
{
	unsigned char body[SHA256_SIZE];
	struct buf text = { .p = NULL };

	add_part(&text, key);
	add_part(&text, view_of(request->method));
	add_part(&text, request->target);
	add_part(&text, request->if_match);
	sha256(request->body, body);
	add_part(&text, (struct view){ (const char *)body, sizeof(body) });
	sha256(buf_view(&text), out);
	buf_fini(&text);
}

void
command_id_of(
    const struct command_name *name, const struct command_request *request, struct command_id *out)
{
	unsigned char digest[SHA256_SIZE];
	struct buf text = { .p = NULL };

	buf_addf(&text, "%" PRId64 ":%" PRId64 ":", name->tenant, name->user);
	add_part(&text, name->key);
	if (name->side == SIDE_WORK)
		buf_add_text(&text, side_name(SIDE_WORK));
	sha256(buf_view(&text), digest);
	buf_fini(&text);
	memcpy(out->id, digest, COMMAND_ID_SIZE);
	fingerprint(name->key, request, out->fingerprint);
	out->keyed = true;
}

void
command_id_of_bytes(const char *what, int64_t owner, struct view bytes, struct command_id *out)
{
	unsigned char digest[SHA256_SIZE];
	struct buf text = { .p = NULL };

	buf_addf(&text, "%s:%" PRId64 ":", what, owner);
	buf_add_view(&text, bytes);
	sha256(buf_view(&text), digest);
	buf_fini(&text);
	*out = (struct command_id){ .keyed = false };
	memcpy(out->id, digest, COMMAND_ID_SIZE);
}

void
command_id_new(struct command_id *out)
{
	random_fill(out->id, sizeof(out->id));
	memset(out->fingerprint, 0, sizeof(out->fingerprint));
	out->keyed = false;
}

struct view
command_id_view(const struct command_id *command)
{
	return (struct view){ (const char *)command->id, sizeof(command->id) };
}

bool
command_key_valid(struct view key)
{
	if (key.n == 0 || key.n > COMMAND_KEY_MAX)
		return false;
	for (size_t i = 0; i < key.n; i++)
		if (key.p[i] < 0x21 || key.p[i] > 0x7e)
			return false;
	return true;
}

int64_t
command_id_lock(const struct command_id *command, int64_t tenant)
{
	struct buf hex = { .p = NULL };
	int64_t key;

	hex_encode(command_id_view(command), &hex);
	key = key_of("command", tenant, buf_view(&hex));
	buf_fini(&hex);
	return key;
}
