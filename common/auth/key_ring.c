/* key_ring - see auth.h: the file of keys that secrets are sealed with */
#include "common/auth/key_ring.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "common/auth/hkdf.h"

enum { KEY_LINE_MAX = 160, KEY_LINES_MAX = 1000, CHECK_BYTES = 16 };

static int
digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static bool
read_hex(struct view text, unsigned char out[KEY_SIZE])
{
	if (text.n != (size_t)KEY_SIZE * 2)
		return false;
	for (size_t i = 0; i < KEY_SIZE; i++) {
		int high = digit(text.p[2 * i]), low = digit(text.p[2 * i + 1]);

		if (high < 0 || low < 0)
			return false;
		out[i] = (unsigned char)(high << 4 | low);
	}
	return true;
}

/* The sentence that is wrong about a line, or NULL. The line's content is never shown. */
static const char *
add_line(struct key_ring *ring, struct view line)
{
	int64_t id;
	struct view rest = line;
	struct view id_text = view_trim(view_cut(&rest, ' '));

	if (!view_to_int(id_text, 1, KEY_ID_MAX, &id))
		return "a key id must be a number from 1 to 255";
	if (ring->present[id])
		return "this key id stands twice";
	if (!read_hex(view_trim(rest), ring->keys[id]))
		return "a key must be 64 hexadecimal digits";
	ring->present[id] = true;
	ring->active = (int)id;
	return NULL;
}

static int
read_lines(struct key_ring *ring, FILE *file, const char *path, struct err *err)
{
	char text[KEY_LINE_MAX];
	const char *wrong = NULL;
	int line = 0;

	while (wrong == NULL && fgets(text, sizeof(text), file) != NULL) {
		struct view trimmed = view_trim(view_of(text));

		if (++line > KEY_LINES_MAX)
			wrong = "the file has too many lines";
		else if (trimmed.n > 0 && trimmed.p[0] != '#')
			wrong = add_line(ring, trimmed);
	}
	mem_wipe(text, sizeof(text));
	if (wrong != NULL)
		return err_set(err, ERR_CONFIG, "key_ring", "%s:%d: %s", path, line, wrong);
	if (ring->active == 0)
		return err_set(err, ERR_CONFIG, "key_ring", "%s: the file holds no key", path);
	return 0;
}

static int
check_mode(FILE *file, const char *path, struct err *err)
{
	struct stat info;

	if (fstat(fileno(file), &info) != 0 || !S_ISREG(info.st_mode))
		return err_set(err, ERR_CONFIG, "key_ring", "%s: not a plain file", path);
	if ((info.st_mode & S_IRWXO) != 0)
		return err_set(err, ERR_CONFIG, "key_ring",
		    "%s: everybody can read this file: chmod o= it", path);
	return 0;
}

int
key_ring_load(const char *path, struct key_ring **out, struct err *err)
{
	FILE *file = fopen(path, "re");
	struct key_ring *ring;
	int result;

	if (file == NULL)
		return err_set(err, ERR_CONFIG, "key_ring", "%s: %s", path, strerror(errno));
	setbuf(file, NULL); /* no copy of the keys in stdio's buffer */
	ring = mem_zero(1, sizeof(*ring));
	result = check_mode(file, path, err);
	if (result == 0)
		result = read_lines(ring, file, path, err);
	(void)fclose(file);
	if (result != 0) {
		key_ring_free(ring);
		return -1;
	}
	key_ring_derive(ring, true);
	*out = ring;
	return 0;
}

void
key_ring_derive(struct key_ring *ring, bool derives)
{
	atomic_store(&ring->derives, derives);
}

int
key_ring_active(const struct key_ring *ring)
{
	return ring->active;
}

int
key_ring_check(const struct key_ring *ring, char out[KEY_CHECK_SIZE], struct err *err)
{
	struct view key = { (const char *)ring->keys[ring->active], KEY_SIZE };
	unsigned char check[CHECK_BYTES];
	struct buf hex = { 0 };

	if (!hkdf_sha256(
		key, (struct view){ NULL, 0 }, VIEW("trunkline key check"), check, sizeof(check)))
		return err_set(
		    err, ERR_INTERNAL, "key_ring", "the key's check value can't be derived");
	hex_encode((struct view){ (const char *)check, sizeof(check) }, &hex);
	(void)snprintf(out, KEY_CHECK_SIZE, "%d %.*s", ring->active, (int)hex.n, hex.p);
	buf_fini(&hex);
	return 0;
}

void
key_ring_free(struct key_ring *ring)
{
	if (ring == NULL)
		return;
	mem_wipe(ring, sizeof(*ring));
	free(ring);
}
