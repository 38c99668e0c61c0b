/* vault - see vault.h */
#include "common/auth/vault.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/auth/key_ring.h"
#include "common/base/process.h"

enum {
	MAGIC_SIZE = 4,
	LENGTH_SIZE = 4, /* of the box, its first byte first */
	HEAD_SIZE = MAGIC_SIZE + LENGTH_SIZE,
	BOX_MAX = 64 + KEY_SIZE + VAULT_ABOUT_MAX,
	NONCE_SIZE = 12,
	TAG_SIZE = 16,
	SEALED_PIECE = VAULT_PIECE + TAG_SIZE,
	PART_SIZE = 5, /* ".part" */
};

static const char magic[MAGIC_SIZE] = { 'T', 'L', 'V', '1' };
static const char part_suffix[] = ".part";

/* Seals or opens pieces of one file. */
struct piecework {
	EVP_CIPHER_CTX *cipher;
	unsigned char key[KEY_SIZE];
};

struct vault_writer {
	struct piecework work;
	int fd;
	struct buf *into; /* NULL: `fd` */
	uint64_t pieces; /* written */
	size_t open; /* bytes of `plain` */
	bool failed;
	unsigned char plain[VAULT_PIECE], sealed[SEALED_PIECE];
	char path[VAULT_PATH_MAX], part[VAULT_PATH_MAX + 8];
};

struct vault_reader {
	struct piecework work;
	int fd; /* -1: `bytes` */
	struct view bytes;
	struct buf about;
	int64_t first; /* where the pieces begin */
	int64_t pieces, size; /* how many; plain bytes */
	unsigned char plain[VAULT_PIECE], sealed[SEALED_PIECE];
};

static int
failed(const char *path, const char *what, struct err *err)
{
	return err_set(err, errno == ENOENT ? ERR_NOT_FOUND : ERR_INTERNAL, NULL,
	    "the file %.150s: %s: %s", path, what, strerror(errno));
}

/* ---- pieces ---- */

/* A key is of one file: a number is enough to make its nonces different. */
static void
nonce_of(uint64_t number, bool last, unsigned char out[NONCE_SIZE])
{
	memset(out, 0, NONCE_SIZE);
	for (int i = 0; i < 8; i++)
		out[i] = (unsigned char)(number >> (8 * i));
	out[NONCE_SIZE - 1] = last;
}

static bool
seal_piece(struct piecework *work, uint64_t number, bool last, const unsigned char *plain, size_t n,
    unsigned char *out)
{
	unsigned char nonce[NONCE_SIZE];
	int took = 0, more = 0;

	nonce_of(number, last, nonce);
	return EVP_EncryptInit_ex(work->cipher, EVP_aes_256_gcm(), NULL, work->key, nonce) == 1 &&
	    (n == 0 || EVP_EncryptUpdate(work->cipher, out, &took, plain, (int)n) == 1) &&
	    EVP_EncryptFinal_ex(work->cipher, out + took, &more) == 1 &&
	    EVP_CIPHER_CTX_ctrl(work->cipher, EVP_CTRL_GCM_GET_TAG, TAG_SIZE, out + n) == 1;
}

/* `n`: of the plain bytes; the tag stands behind as many sealed ones. */
static bool
open_piece(struct piecework *work, uint64_t number, bool last, unsigned char *sealed, size_t n,
    unsigned char *out)
{
	unsigned char nonce[NONCE_SIZE];
	int took = 0, more = 0;

	nonce_of(number, last, nonce);
	return EVP_DecryptInit_ex(work->cipher, EVP_aes_256_gcm(), NULL, work->key, nonce) == 1 &&
	    (n == 0 || EVP_DecryptUpdate(work->cipher, out, &took, sealed, (int)n) == 1) &&
	    EVP_CIPHER_CTX_ctrl(work->cipher, EVP_CTRL_GCM_SET_TAG, TAG_SIZE, sealed + n) == 1 &&
	    EVP_DecryptFinal_ex(work->cipher, out + took, &more) == 1;
}

static void
piecework_fini(struct piecework *work)
{
	EVP_CIPHER_CTX_free(work->cipher);
	mem_wipe(work->key, sizeof(work->key));
}

/* ---- writing ---- */

static int
write_whole(struct vault_writer *writer, const void *bytes, size_t n, struct err *err)
{
	if (writer->into != NULL) {
		buf_add(writer->into, bytes, n);
		return writer->into->full
		    ? err_set(err, ERR_TOO_LARGE, NULL, "too much is to be sealed")
		    : 0;
	}
	return fd_write(writer->fd, (struct view){ bytes, n }) ? 0
							       : failed(writer->path, "write", err);
}

static int
write_piece(struct vault_writer *writer, bool last, struct err *err)
{
	size_t n = writer->open;

	if (!seal_piece(&writer->work, writer->pieces, last, writer->plain, n, writer->sealed))
		return err_set(
		    err, ERR_INTERNAL, NULL, "the file %.150s can't be sealed", writer->path);
	writer->pieces++;
	writer->open = 0;
	return write_whole(writer, writer->sealed, n + TAG_SIZE, err);
}

/* The head: whoever has the ring finds the key in it. */
static int
write_head(struct vault_writer *writer, const struct key_ring *ring, const char *place,
    struct view about, struct err *err)
{
	struct buf plain = { 0 }, head = { 0 };
	unsigned char length[LENGTH_SIZE] = { 0 };
	int result;

	buf_add(&plain, writer->work.key, KEY_SIZE);
	buf_add_view(&plain, about);
	buf_add(&head, magic, sizeof(magic));
	buf_add(&head, length, sizeof(length));
	result = secret_seal(ring, place, buf_view(&plain), &head, err);
	mem_wipe(plain.p, plain.n);
	buf_fini(&plain);
	for (int i = 0; i < LENGTH_SIZE; i++)
		head.p[MAGIC_SIZE + i] = (char)((head.n - HEAD_SIZE) >> (8 * i));
	if (result == 0)
		result = write_whole(writer, head.p, head.n, err);
	buf_fini(&head);
	return result;
}

static void
writer_free(struct vault_writer *writer, bool unlink_part)
{
	if (writer->fd >= 0)
		(void)close(writer->fd);
	if (writer->fd >= 0 && unlink_part)
		(void)unlink(writer->part);
	piecework_fini(&writer->work);
	mem_wipe(writer->plain, sizeof(writer->plain));
	free(writer);
}

int
vault_create(const struct key_ring *ring, const char *path, const char *place, struct view about,
    struct vault_writer **out, struct err *err)
{
	struct vault_writer *writer;

	if (ring == NULL)
		return err_set(err, ERR_CONFIG, "key_ring", "no key_ring is configured");
	if (about.n > VAULT_ABOUT_MAX || strlen(path) >= VAULT_PATH_MAX)
		return err_set(err, ERR_INVALID, NULL, "what is said about a file is too long");
	writer = mem_zero(1, sizeof(*writer));
	(void)snprintf(writer->path, sizeof(writer->path), "%s", path);
	(void)snprintf(writer->part, sizeof(writer->part), "%s.part", path);
	random_fill(writer->work.key, KEY_SIZE);
	writer->work.cipher = EVP_CIPHER_CTX_new();
	writer->fd =
	    open(writer->part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (writer->fd < 0 || writer->work.cipher == NULL ||
	    flock(writer->fd, LOCK_EX | LOCK_NB) !=
		0) { /* as long as the writer lives: vault_rescue */
		(void)failed(path, "open", err);
		writer_free(writer, true);
		return -1;
	}
	if (write_head(writer, ring, place, about, err) != 0) {
		writer_free(writer, true);
		return -1;
	}
	*out = writer;
	return 0;
}

/* A full piece waits until more comes: the last one has a mark. */
int
vault_write(struct vault_writer *writer, struct view plain, struct err *err)
{
	if (writer->failed)
		return err_set(
		    err, ERR_INTERNAL, NULL, "the file %.150s is not whole", writer->path);
	while (plain.n > 0 && !writer->failed) {
		size_t room = VAULT_PIECE - writer->open, n = plain.n < room ? plain.n : room;

		if (room == 0) {
			writer->failed = write_piece(writer, false, err) != 0;
			continue;
		}
		memcpy(writer->plain + writer->open, plain.p, n);
		writer->open += n;
		plain = (struct view){ plain.p + n, plain.n - n };
	}
	return writer->failed ? -1 : 0;
}

int64_t
vault_written(const struct vault_writer *writer)
{
	return (int64_t)(writer->pieces * VAULT_PIECE + writer->open);
}

static int
sync_folder(const char *file, struct err *err)
{
	char path[VAULT_PATH_MAX];
	int fd, result;

	(void)snprintf(path, sizeof(path), "%s", file);
	fd = open(dirname(path), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return failed(file, "open its folder", err);
	result = fsync(fd);
	(void)close(fd);
	return result == 0 ? 0 : failed(file, "sync its folder", err);
}

static int
put_in_place(struct vault_writer *writer, struct err *err)
{
	if (writer->failed)
		return err_set(
		    err, ERR_INTERNAL, NULL, "the file %.150s is not whole", writer->path);
	if (write_piece(writer, true, err) != 0)
		return -1;
	if (fsync(writer->fd) != 0)
		return failed(writer->path, "sync", err);
	if (rename(writer->part, writer->path) != 0)
		return failed(writer->path, "rename", err);
	if (sync_folder(writer->path, err) != 0) {
		(void)rename(writer->path, writer->part);
		return -1;
	}
	return 0;
}

int
vault_keep(struct vault_writer *writer, struct err *err)
{
	if (put_in_place(writer, err) != 0) {
		writer->failed = true;
		return -1;
	}
	writer_free(writer, false);
	return 0;
}

void
vault_discard(struct vault_writer *writer)
{
	if (writer != NULL)
		writer_free(writer, true);
}

void
vault_leave(struct vault_writer *writer)
{
	if (writer != NULL)
		writer_free(writer, false);
}

int
vault_seal(const struct key_ring *ring, const char *place, struct view plain, struct buf *out,
    struct err *err)
{
	struct vault_writer *writer;
	int result;

	if (ring == NULL)
		return err_set(err, ERR_CONFIG, "key_ring", "no key_ring is configured");
	writer = mem_zero(1, sizeof(*writer));
	writer->fd = -1;
	writer->into = out;
	random_fill(writer->work.key, KEY_SIZE);
	writer->work.cipher = EVP_CIPHER_CTX_new();
	result = writer->work.cipher == NULL
	    ? err_set(err, ERR_INTERNAL, NULL, "no cipher can be had")
	    : write_head(writer, ring, place, VIEW(""), err);
	if (result == 0)
		result = vault_write(writer, plain, err);
	if (result == 0)
		result = write_piece(writer, true, err);
	writer_free(writer, false);
	return result;
}

/* ---- reading ---- */

/* Exactly `n` bytes of the file from `at` on. */
static int
read_whole(struct vault_reader *reader, int64_t at, void *out, size_t n, struct err *err)
{
	char *p = out;

	if (reader->fd < 0) {
		if (at + (int64_t)n > (int64_t)reader->bytes.n)
			return err_set(err, ERR_INTERNAL, NULL, "a sealed file is cut off");
		memcpy(out, reader->bytes.p + at, n);
		return 0;
	}
	while (n > 0) {
		ssize_t took = pread(reader->fd, p, n, at);

		if (took < 0 && errno == EINTR)
			continue;
		if (took <= 0)
			return err_set(err, ERR_INTERNAL, NULL, "a sealed file can't be read: %s",
			    took < 0 ? strerror(errno) : "it is cut off");
		p += took;
		at += took;
		n -= (size_t)took;
	}
	return 0;
}

static size_t
piece_size(const struct vault_reader *reader, int64_t number)
{
	return number < reader->pieces - 1
	    ? VAULT_PIECE
	    : (size_t)(reader->size - (reader->pieces - 1) * VAULT_PIECE);
}

/* Into `plain`. */
static int
read_piece(struct vault_reader *reader, int64_t number, struct err *err)
{
	size_t n = piece_size(reader, number);

	if (read_whole(reader, reader->first + number * SEALED_PIECE, reader->sealed, n + TAG_SIZE,
		err) != 0)
		return -1;
	if (!open_piece(&reader->work, (uint64_t)number, number == reader->pieces - 1,
		reader->sealed, n, reader->plain))
		return err_set(err, ERR_INTERNAL, NULL, "a sealed file was changed");
	return 0;
}

static int
read_head(
    struct vault_reader *reader, const struct key_ring *ring, const char *place, struct err *err)
{
	unsigned char head[HEAD_SIZE], box[BOX_MAX];
	struct buf plain = { 0 };
	size_t length = 0;

	if (read_whole(reader, 0, head, sizeof(head), err) != 0)
		return -1;
	for (int i = LENGTH_SIZE - 1; i >= 0; i--)
		length = length << 8 | head[MAGIC_SIZE + i];
	if (memcmp(head, magic, sizeof(magic)) != 0 || length > sizeof(box))
		return err_set(err, ERR_INTERNAL, NULL, "a file is not a sealed one");
	if (read_whole(reader, HEAD_SIZE, box, length, err) != 0)
		return -1;
	plain.p = mem_new(BOX_MAX);
	plain.cap = BOX_MAX;
	if (secret_open(ring, place, (struct view){ (char *)box, length }, &plain, err) != 0 ||
	    plain.n < KEY_SIZE) {
		buf_fini(&plain);
		return -1;
	}
	memcpy(reader->work.key, plain.p, KEY_SIZE);
	buf_add(&reader->about, plain.p + KEY_SIZE, plain.n - KEY_SIZE);
	mem_wipe(plain.p, plain.n);
	buf_fini(&plain);
	reader->first = HEAD_SIZE + (int64_t)length;
	return 0;
}

static int
measure(struct vault_reader *reader, int64_t file_size, struct err *err)
{
	int64_t rest = file_size - reader->first;

	if (rest < TAG_SIZE)
		return err_set(err, ERR_INTERNAL, NULL, "a sealed file is cut off");
	reader->pieces = (rest + SEALED_PIECE - 1) / SEALED_PIECE;
	reader->size = rest - reader->pieces * TAG_SIZE;
	if (reader->size < (reader->pieces - 1) * VAULT_PIECE)
		return err_set(err, ERR_INTERNAL, NULL, "a sealed file is cut off");
	return 0;
}

static int
reader_begin(struct vault_reader *reader, const struct key_ring *ring, const char *place,
    int64_t file_size, struct vault_reader **out, struct err *err)
{
	reader->work.cipher = EVP_CIPHER_CTX_new();
	if (ring == NULL)
		(void)err_set(err, ERR_CONFIG, "key_ring", "no key_ring is configured");
	else if (reader->work.cipher == NULL)
		(void)err_set(err, ERR_INTERNAL, NULL, "no cipher can be had");
	else if (read_head(reader, ring, place, err) == 0 && measure(reader, file_size, err) == 0 &&
	    read_piece(reader, reader->pieces - 1, err) == 0) {
		*out = reader;
		return 0;
	}
	vault_close(reader);
	return -1;
}

int
vault_open(const struct key_ring *ring, const char *path, const char *place,
    struct vault_reader **out, struct err *err)
{
	struct vault_reader *reader = mem_zero(1, sizeof(*reader));
	struct stat info;

	reader->fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (reader->fd < 0 || fstat(reader->fd, &info) != 0) {
		(void)failed(path, "open", err);
		vault_close(reader);
		return -1;
	}
	return reader_begin(reader, ring, place, info.st_size, out, err);
}

int
vault_open_bytes(const struct key_ring *ring, struct view file, const char *place,
    struct vault_reader **out, struct err *err)
{
	struct vault_reader *reader = mem_zero(1, sizeof(*reader));

	reader->fd = -1;
	reader->bytes = file;
	return reader_begin(reader, ring, place, (int64_t)file.n, out, err);
}

struct view
vault_about(const struct vault_reader *reader)
{
	return buf_view(&reader->about);
}

int64_t
vault_size(const struct vault_reader *reader)
{
	return reader->size;
}

/* A writer's last piece is empty in an empty file alone (vault_write). */
bool
vault_cut_off(const struct vault_reader *reader)
{
	return reader->size > 0 && reader->size == (reader->pieces - 1) * VAULT_PIECE;
}

int
vault_read(struct vault_reader *reader, int64_t offset, int64_t n, struct buf *out, struct err *err)
{
	int64_t end;

	if (offset < 0 || n < 0 || offset >= reader->size)
		return 0;
	end = n < reader->size - offset ? offset + n : reader->size;
	while (offset < end) {
		int64_t number = offset / VAULT_PIECE, within = offset % VAULT_PIECE;
		int64_t take = (int64_t)piece_size(reader, number) - within;

		if (take > end - offset)
			take = end - offset;
		if (read_piece(reader, number, err) != 0)
			return -1;
		buf_add(out, reader->plain + within, (size_t)take);
		offset += take;
	}
	return 0;
}

void
vault_close(struct vault_reader *reader)
{
	if (reader == NULL)
		return;
	if (reader->fd >= 0)
		(void)close(reader->fd);
	buf_fini(&reader->about);
	piecework_fini(&reader->work);
	mem_wipe(reader->plain, sizeof(reader->plain));
	free(reader);
}

int
vault_key(const char *path)
{
	enum { LEAD = 2 }; /* secret_key reads no more of a box */
	unsigned char head[HEAD_SIZE + LEAD];
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	ssize_t n;

	if (fd < 0)
		return errno == ENOENT ? 0 : -1;
	n = pread(fd, head, sizeof(head), 0);
	(void)close(fd);
	if (n < 0)
		return -1;
	if (n != sizeof(head) || memcmp(head, magic, sizeof(magic)) != 0)
		return 0;
	return secret_key((struct view){ (const char *)head + HEAD_SIZE, LEAD });
}

/* ---- rescuing ---- */

/* How many pieces are whole, none of them the last one; `at`: where they end. */
static uint64_t
pieces_whole(struct vault_reader *reader, int64_t size, int64_t *at)
{
	uint64_t number = 0;

	*at = reader->first;
	while (size - *at >= SEALED_PIECE &&
	    read_whole(reader, *at, reader->sealed, SEALED_PIECE, NULL) == 0 &&
	    open_piece(&reader->work, number, false, reader->sealed, VAULT_PIECE, reader->plain)) {
		number++;
		*at += SEALED_PIECE;
	}
	return number;
}

/* It was whole, only its name was not yet: the rest is the last piece. */
static bool
is_whole(struct vault_reader *reader, uint64_t number, int64_t at, int64_t size)
{
	int64_t n = size - at - TAG_SIZE;

	return n >= 0 && n <= VAULT_PIECE &&
	    read_whole(reader, at, reader->sealed, (size_t)n + TAG_SIZE, NULL) == 0 &&
	    open_piece(&reader->work, number, true, reader->sealed, (size_t)n, reader->plain);
}

/* What is behind the whole pieces goes; an empty last one stands there. */
static int
close_at(
    struct vault_reader *reader, uint64_t number, int64_t at, const char *path, struct err *err)
{
	if (!seal_piece(&reader->work, number, true, reader->plain, 0, reader->sealed))
		return err_set(err, ERR_INTERNAL, NULL, "the file %.150s can't be sealed", path);
	if (ftruncate(reader->fd, at) != 0 ||
	    pwrite(reader->fd, reader->sealed, TAG_SIZE, at) != TAG_SIZE)
		return failed(path, "write", err);
	return 0;
}

static int
rescue(
    struct vault_reader *reader, const char *part, const char *path, int64_t size, struct err *err)
{
	int64_t at;
	uint64_t number = pieces_whole(reader, size, &at);
	bool whole = is_whole(reader, number, at, size);

	if (!whole && number == 0) {
		(void)unlink(part);
		return err_set(err, ERR_NOT_FOUND, NULL, "there is nothing in %.150s", part);
	}
	if (!whole && close_at(reader, number, at, path, err) != 0)
		return -1;
	if (fsync(reader->fd) != 0)
		return failed(path, "sync", err);
	if (rename(part, path) != 0)
		return failed(path, "rename", err);
	return sync_folder(path, err);
}

int
vault_rescue(const struct key_ring *ring, const char *path, const char *place, struct err *err)
{
	struct vault_reader *reader = mem_zero(1, sizeof(*reader));
	char part[VAULT_PATH_MAX + 8];
	struct stat info;
	int result = -1;

	(void)snprintf(part, sizeof(part), "%s.part", path);
	reader->fd = open(part, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
	reader->work.cipher = EVP_CIPHER_CTX_new();
	if (reader->fd < 0 || fstat(reader->fd, &info) != 0 || reader->work.cipher == NULL)
		(void)failed(part, "open", err);
	else if (flock(reader->fd, LOCK_EX | LOCK_NB) != 0)
		(void)err_set(err, ERR_CONFLICT, NULL, "%.150s is still written", part);
	else if (ring == NULL)
		(void)err_set(err, ERR_CONFIG, "key_ring", "no key_ring is configured");
	else if (info.st_size <= HEAD_SIZE) { /* it died at the first byte */
		(void)unlink(part);
		(void)err_set(err, ERR_NOT_FOUND, NULL, "there is nothing in %.150s", part);
	} else if (read_head(reader, ring, place, err) == 0)
		result = rescue(reader, part, path, info.st_size, err);
	vault_close(reader);
	return result;
}

/* Whether `file` ends with `suffix` and the rest is a name. */
static bool
name_of(struct view file, struct view suffix, char out[VAULT_NAME_SIZE])
{
	struct view name = { file.p, file.n - suffix.n };

	if (file.n <= suffix.n || !view_eq((struct view){ file.p + name.n, suffix.n }, suffix) ||
	    !view_copy(name, out, VAULT_NAME_SIZE))
		return false;
	return strspn(out, "abcdefghijklmnopqrstuvwxyz0123456789-") == name.n;
}

void
vault_left(const char *folder, const char *suffix, int most,
    void (*found)(void *ctx, const char *name, bool part), void *ctx)
{
	DIR *dir = opendir(folder);
	const struct dirent *entry;
	char name[VAULT_NAME_SIZE];

	while (dir != NULL && most > 0 && (entry = readdir(dir)) != NULL) {
		struct view file = view_of(entry->d_name);
		bool part = file.n > PART_SIZE &&
		    memcmp(file.p + file.n - PART_SIZE, part_suffix, PART_SIZE) == 0;

		if (part)
			file.n -= PART_SIZE;
		if (!name_of(file, view_of(suffix), name))
			continue;
		found(ctx, name, part);
		most--;
	}
	if (dir != NULL)
		(void)closedir(dir);
}
