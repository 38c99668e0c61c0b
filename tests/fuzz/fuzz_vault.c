/*
 * fuzz_vault - sealed files that somebody changed: what is read is what was written, or nothing.
 *
 * The input says which bytes of a good file become which, and where it ends.
 */
#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/auth/key_ring.h"
#include "common/auth/vault.h"
#include "tests/fuzz/fuzz.h"

enum { SIZE = VAULT_PIECE + 500, CHANGE = 3 };

int fuzz_reached;

static struct key_ring ring = { .present = { [1] = true }, .active = 1, .derives = true };
static struct buf good;

static void
make_good(void)
{
	char path[] = "/tmp/fuzz_vault.XXXXXX", piece[4096];
	static char plain[SIZE];
	struct vault_writer *writer = NULL;
	struct err err;
	FILE *file;
	size_t n;
	int fd = mkstemp(path);

	assert(fd >= 0);
	(void)close(fd);
	for (size_t i = 0; i < SIZE; i++)
		plain[i] = (char)i;
	assert(vault_create(&ring, path, "p", VIEW("about"), &writer, &err) == 0);
	assert(vault_write(writer, (struct view){ plain, SIZE }, &err) == 0);
	assert(vault_keep(writer, &err) == 0);
	file = fopen(path, "r");
	assert(file != NULL);
	while ((n = fread(piece, 1, sizeof(piece), file)) > 0)
		buf_add(&good, piece, n);
	(void)fclose(file);
	(void)unlink(path);
}

static void
read_all(struct view file)
{
	struct vault_reader *reader = NULL;
	struct buf out = { 0 };
	struct err err;

	if (vault_open_bytes(&ring, file, "p", &reader, &err) != 0) {
		assert(err.text[0] != '\0');
		return;
	}
	assert(view_is(vault_about(reader), "about"));
	if (vault_read(reader, 0, vault_size(reader), &out, &err) == 0) {
		assert(out.n == SIZE && file.n == good.n);
		fuzz_reached++;
		for (size_t i = 0; i < out.n; i++)
			assert(out.p[i] == (char)i);
	}
	buf_fini(&out);
	vault_close(reader);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *file;
	size_t n;

	if (good.n == 0)
		make_good();
	n = size >= 2 ? (data[0] | (size_t)data[1] << 8) % (good.n + 1) : good.n;
	if (n == 0)
		n = good.n;
	file = malloc(n); /* its own, so that a read beyond the end is seen */
	memcpy(file, good.p, n);
	for (size_t at = 2; at + CHANGE <= size; at += CHANGE)
		file[(data[at] | (size_t)data[at + 1] << 8) % n] ^= (char)data[at + 2];
	read_all((struct view){ file, n });
	if (size > 0)
		read_all((struct view){ (const char *)data, size }); /* and what never was one */
	free(file);
	return 0;
}
