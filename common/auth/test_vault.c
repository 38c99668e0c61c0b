/* vault: a sealed file is read by any range, in its place only, and never when a bit of it is not as it was. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/auth/vault.h"

#define KEY "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"

static char folder[64], path[128], part[160];
static struct key_ring *ring;

static int
setup(void **unused)
{
	char key_path[128];
	struct err err;
	FILE *file;

	(void)unused;
	(void)snprintf(folder, sizeof(folder), "/tmp/test_vault.%d", (int)getpid());
	(void)snprintf(path, sizeof(path), "%s/message", folder);
	(void)snprintf(part, sizeof(part), "%s.part", path);
	(void)snprintf(key_path, sizeof(key_path), "%s/keys", folder);
	assert_int_equal(mkdir(folder, 0700), 0);
	file = fopen(key_path, "w");
	assert_non_null(file);
	(void)fputs("1 " KEY "\n", file);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(chmod(key_path, 0600), 0);
	assert_int_equal(key_ring_load(key_path, &ring, &err), 0);
	(void)unlink(key_path);
	return 0;
}

static int
teardown(void **unused)
{
	(void)unused;
	key_ring_free(ring);
	(void)unlink(path);
	return rmdir(folder);
}

static char
byte_at(size_t i)
{
	return (char)(i * 7 + i / 251);
}

static struct buf
bytes_of(size_t n)
{
	struct buf out = { 0 };

	for (size_t i = 0; i < n; i++)
		buf_add_char(&out, byte_at(i));
	return out;
}

/* Written `step` bytes at a time. */
static void
write_file(size_t n, size_t step)
{
	struct buf all = bytes_of(n);
	struct vault_writer *writer = NULL;
	struct err err;

	assert_int_equal(
	    vault_create(ring, path, "voicemail:1:a", VIEW("{\"to\":5}"), &writer, &err), 0);
	for (size_t at = 0; at < n; at += step)
		assert_int_equal(
		    vault_write(
			writer, (struct view){ all.p + at, n - at < step ? n - at : step }, &err),
		    0);
	assert_int_equal(vault_written(writer), (int64_t)n);
	assert_int_equal(access(path, F_OK), -1);
	assert_int_equal(vault_keep(writer, &err), 0);
	assert_int_equal(access(part, F_OK), -1);
	buf_fini(&all);
}

static struct buf
file_bytes(void)
{
	struct buf out = { 0 };
	FILE *file = fopen(path, "r");
	int c;

	assert_non_null(file);
	while ((c = fgetc(file)) != EOF)
		buf_add_char(&out, (char)c);
	(void)fclose(file);
	return out;
}

static void
assert_range(struct vault_reader *reader, int64_t offset, int64_t n, int64_t expected)
{
	struct buf out = { 0 };
	struct err err;

	assert_int_equal(vault_read(reader, offset, n, &out, &err), 0);
	assert_int_equal(out.n, expected);
	for (size_t i = 0; i < out.n; i++)
		assert_int_equal(out.p[i], byte_at((size_t)offset + i));
	buf_fini(&out);
}

static void
any_range_of_any_length_is_read_as_it_was_written(void **unused)
{
	static const size_t sizes[] = { 0, 1, 160, VAULT_PIECE - 1, VAULT_PIECE, VAULT_PIECE + 1,
		2 * VAULT_PIECE, 3 * VAULT_PIECE + 77 };
	struct vault_reader *reader = NULL;
	struct err err;

	(void)unused;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		int64_t n = (int64_t)sizes[i];

		write_file(sizes[i], 160 * 13);
		assert_int_equal(vault_open(ring, path, "voicemail:1:a", &reader, &err), 0);
		assert_true(view_is(vault_about(reader), "{\"to\":5}"));
		assert_int_equal(vault_size(reader), n);
		assert_range(reader, 0, n, n);
		assert_range(reader, 0, n + 1000, n);
		assert_range(reader, n, 10, 0);
		assert_range(reader, n / 2, 10, n - n / 2 < 10 ? n - n / 2 : 10);
		if (n > VAULT_PIECE)
			assert_range(reader, VAULT_PIECE - 5, 10,
			    n - VAULT_PIECE + 5 < 10 ? n - VAULT_PIECE + 5 : 10);
		vault_close(reader);
		(void)unlink(path);
	}
}

static void
nothing_of_it_can_be_read_without_the_key_or_in_another_place(void **unused)
{
	struct vault_reader *reader = NULL;
	struct buf all;
	struct err err;

	(void)unused;
	write_file(1000, 1000);
	all = file_bytes();
	assert_null(memmem(all.p, all.n, "\"to\"", 4));
	for (size_t i = 0; i + 8 <= 1000; i++) {
		char run[8];

		for (size_t j = 0; j < sizeof(run); j++)
			run[j] = byte_at(i + j);
		assert_null(memmem(all.p, all.n, run, sizeof(run)));
	}
	assert_int_equal(vault_open(ring, path, "voicemail:2:a", &reader, &err), -1);
	assert_int_equal(vault_open(NULL, path, "voicemail:1:a", &reader, &err), -1);
	assert_int_equal(err.kind, ERR_CONFIG);
	assert_int_equal(vault_open_bytes(ring, buf_view(&all), "voicemail:1:a", &reader, &err), 0);
	assert_range(reader, 0, 1000, 1000);
	vault_close(reader);
	(void)unlink(path);
	assert_int_equal(vault_open(ring, path, "voicemail:1:a", &reader, &err), -1);
	assert_int_equal(err.kind, ERR_NOT_FOUND);
	buf_fini(&all);
}

/* Whether all of the bytes can be read, in this place. */
static bool
reads(struct view file)
{
	struct vault_reader *reader = NULL;
	struct buf out = { 0 };
	struct err err;
	bool read = vault_open_bytes(ring, file, "voicemail:1:a", &reader, &err) == 0;

	if (read) {
		read = vault_read(reader, 0, vault_size(reader), &out, &err) == 0;
		vault_close(reader);
	}
	buf_fini(&out);
	return read;
}

static void
a_changed_bit_a_lost_end_and_pieces_in_another_order_are_noticed(void **unused)
{
	enum { SEALED = VAULT_PIECE + 16 };
	size_t head;
	struct buf all, other = { 0 };

	(void)unused;
	write_file(2 * VAULT_PIECE + 100, VAULT_PIECE);
	all = file_bytes();
	head = all.n - 2 * SEALED - 116;
	assert_true(reads(buf_view(&all)));
	for (size_t at = 0; at < all.n; at += at < head + 40 ? 1 : 977) {
		all.p[at] = (char)(all.p[at] ^ 1);
		assert_false(reads(buf_view(&all)));
		all.p[at] = (char)(all.p[at] ^ 1);
	}
	for (size_t n = 0; n < all.n; n += n < head + 40 ? 1 : 977)
		assert_false(reads((struct view){ all.p, n }));
	assert_false(reads((struct view){ all.p, head + SEALED }));
	assert_false(reads((struct view){ all.p, head + 2 * SEALED }));
	buf_add(&other, all.p, head);
	buf_add(&other, all.p + head + SEALED, SEALED);
	buf_add(&other, all.p + head, SEALED);
	buf_add(&other, all.p + head + 2 * SEALED, 116);
	assert_false(reads(buf_view(&other)));
	buf_fini(&other);
	buf_fini(&all);
	(void)unlink(path);
}

static void
what_is_discarded_or_can_not_be_written_leaves_no_file(void **unused)
{
	struct vault_writer *writer = NULL;
	struct err err;

	(void)unused;
	assert_int_equal(vault_create(ring, path, "p", VIEW(""), &writer, &err), 0);
	assert_int_equal(vault_write(writer, VIEW("abc"), &err), 0);
	vault_discard(writer);
	assert_int_equal(access(part, F_OK), -1);
	assert_int_equal(access(path, F_OK), -1);
	assert_int_equal(
	    vault_create(ring, "/tmp/no/such/folder/x", "p", VIEW(""), &writer, &err), -1);
	assert_int_equal(vault_create(NULL, path, "p", VIEW(""), &writer, &err), -1);
	vault_discard(NULL);
}

static void
a_disk_that_takes_no_more_leaves_no_file(void **unused)
{
	const struct rlimit small = { VAULT_PIECE, RLIM_INFINITY };
	struct rlimit before;
	struct buf all = bytes_of(3 * VAULT_PIECE);
	struct vault_writer *writer = NULL;
	struct err err;

	(void)unused;
	(void)signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	assert_int_equal(vault_create(ring, path, "p", VIEW(""), &writer, &err), 0);
	assert_int_equal(vault_write(writer, buf_view(&all), &err), -1);
	assert_non_null(strstr(err.text, "write"));
	assert_int_equal(vault_write(writer, VIEW("more"), &err), -1);
	assert_int_equal(vault_keep(writer, &err), -1);
	vault_discard(writer);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	assert_int_equal(access(part, F_OK), -1);
	assert_int_equal(access(path, F_OK), -1);
	buf_fini(&all);
}

static void
bytes_in_memory_are_sealed_the_same_way(void **unused)
{
	struct buf plain = bytes_of(VAULT_PIECE + 9), sealed = { 0 };
	struct vault_reader *reader = NULL;
	struct err err;

	(void)unused;
	assert_int_equal(vault_seal(NULL, "p", buf_view(&plain), &sealed, &err), -1);
	assert_int_equal(vault_seal(ring, "p", buf_view(&plain), &sealed, &err), 0);
	assert_int_equal(vault_open_bytes(ring, buf_view(&sealed), "p", &reader, &err), 0);
	assert_range(reader, 0, VAULT_PIECE + 9, VAULT_PIECE + 9);
	vault_close(reader);
	buf_fini(&plain);
	buf_fini(&sealed);
}

/* Its writer died after `n` bytes, and `lost` bytes of the file never reached the disk. */
static void
leave_part(size_t n, int64_t lost)
{
	struct buf all = bytes_of(n);
	struct vault_writer *writer = NULL;
	struct stat info;
	struct err err;

	assert_int_equal(
	    vault_create(ring, path, "voicemail:1:a", VIEW("{\"to\":5}"), &writer, &err), 0);
	assert_int_equal(vault_write(writer, buf_view(&all), &err), 0);
	vault_leave(writer);
	assert_int_equal(stat(part, &info), 0);
	assert_int_equal(truncate(part, info.st_size - lost), 0);
	buf_fini(&all);
}

static void
what_a_writer_left_is_whole_as_far_as_its_whole_pieces(void **unused)
{
	static const struct {
		size_t written;
		int64_t lost, kept;
	} cases[] = {
		{ 3 * VAULT_PIECE + 77, 0, 3 * VAULT_PIECE },
		{ 3 * VAULT_PIECE + 77, 1, 2 * VAULT_PIECE },
		{ 3 * VAULT_PIECE + 77, 15, 2 * VAULT_PIECE },
		{ 3 * VAULT_PIECE + 77, VAULT_PIECE, 2 * VAULT_PIECE },
		{ 3 * VAULT_PIECE + 77, VAULT_PIECE + 15, 2 * VAULT_PIECE },
		{ 3 * VAULT_PIECE + 77, VAULT_PIECE + 16, 2 * VAULT_PIECE },
	};
	struct vault_reader *reader = NULL;
	struct err err;

	(void)unused;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		leave_part(cases[i].written, cases[i].lost);
		assert_int_equal(vault_rescue(ring, path, "voicemail:1:a", &err), 0);
		assert_int_equal(access(part, F_OK), -1);
		assert_int_equal(vault_open(ring, path, "voicemail:1:a", &reader, &err), 0);
		assert_int_equal(vault_size(reader), cases[i].kept);
		assert_true(vault_cut_off(reader));
		assert_range(reader, 0, cases[i].kept, cases[i].kept);
		vault_close(reader);
	}
}

static void
count_left(void *ctx, const char *name, bool open)
{
	int *count = ctx;

	assert_string_equal(name, open ? "2-b" : "1-a");
	count[open]++;
}

static void
what_is_left_in_a_folder_is_found_by_its_name(void **unused)
{
	static const char *const files[] = { "1-a.msg", "2-b.msg.part", "3.tape", ".msg",
		".msg.part", "A.msg", "4.msg.part.part", "5.part" };
	char here[] = "/tmp/test_vault_left_XXXXXX", file[128];
	int count[2] = { 0 };

	(void)unused;
	assert_non_null(mkdtemp(here));
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		(void)snprintf(file, sizeof(file), "%s/%s", here, files[i]);
		assert_int_equal(close(open(file, O_CREAT | O_WRONLY | O_CLOEXEC, 0600)), 0);
	}
	vault_left(here, ".msg", 10, count_left, count);
	assert_int_equal(count[false], 1);
	assert_int_equal(count[true], 1);
	vault_left(here, ".msg", 0, count_left, count);
	vault_left("/tmp/no/such/folder", ".msg", 10, count_left, count);
	assert_int_equal(count[false] + count[true], 2);
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		(void)snprintf(file, sizeof(file), "%s/%s", here, files[i]);
		(void)unlink(file);
	}
	(void)rmdir(here);
}

/* Two daemons may have one folder: what one writes the other leaves alone. */
static void
a_part_whose_writer_lives_is_not_rescued(void **unused)
{
	struct vault_writer *writer;
	struct err err;

	(void)unused;
	(void)unlink(path);
	assert_int_equal(vault_create(ring, path, "voicemail:1:a", VIEW(""), &writer, &err), 0);
	assert_int_equal(vault_rescue(ring, path, "voicemail:1:a", &err), -1);
	assert_int_equal(err.kind, ERR_CONFLICT);
	assert_int_equal(vault_write(writer, VIEW("on it goes"), &err), 0);
	assert_int_equal(vault_keep(writer, &err), 0);
	assert_int_equal(access(path, F_OK), 0);
}

static void
a_part_that_was_whole_or_empty_or_of_another_place_is_known(void **unused)
{
	struct vault_reader *reader = NULL;
	struct err err;

	(void)unused;
	(void)unlink(path);
	write_file(VAULT_PIECE + 9, 1000);
	assert_int_equal(rename(path, part), 0); /* it died before the name was changed */
	assert_int_equal(vault_rescue(ring, path, "voicemail:2:b", &err), -1);
	assert_int_equal(access(part, F_OK), 0);
	assert_int_equal(vault_rescue(ring, path, "voicemail:1:a", &err), 0);
	assert_int_equal(vault_open(ring, path, "voicemail:1:a", &reader, &err), 0);
	assert_int_equal(vault_size(reader), VAULT_PIECE + 9);
	vault_close(reader);
	leave_part(100, 0);
	assert_int_equal(vault_rescue(ring, path, "voicemail:1:a", &err), -1);
	assert_int_equal(err.kind, ERR_NOT_FOUND);
	assert_int_equal(access(part, F_OK), -1);
	assert_int_equal(vault_rescue(ring, path, "voicemail:1:a", &err), -1);
	assert_int_equal(err.kind, ERR_NOT_FOUND);
}

static void
the_key_of_a_file_is_known_in_the_form_of_earlier_releases_too(void **unused)
{
	struct buf all;
	FILE *file;

	(void)unused;
	for (int derived = 0; derived < 2; derived++) {
		key_ring_derive(ring, derived != 0);
		write_file(10, 10);
		all = file_bytes();
		assert_true(reads(buf_view(&all)));
		buf_fini(&all);
		assert_int_equal(vault_key(path), 1);
		(void)unlink(path);
	}
	file = fopen(path, "w"); /* no file of a vault */
	assert_non_null(file);
	(void)fputs("TLV2....x and more", file);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(vault_key(path), 0);
	(void)unlink(path);
	assert_int_equal(vault_key(path), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_key_of_a_file_is_known_in_the_form_of_earlier_releases_too),
		cmocka_unit_test(any_range_of_any_length_is_read_as_it_was_written),
		cmocka_unit_test(nothing_of_it_can_be_read_without_the_key_or_in_another_place),
		cmocka_unit_test(a_changed_bit_a_lost_end_and_pieces_in_another_order_are_noticed),
		cmocka_unit_test(what_is_discarded_or_can_not_be_written_leaves_no_file),
		cmocka_unit_test(bytes_in_memory_are_sealed_the_same_way),
		cmocka_unit_test(a_disk_that_takes_no_more_leaves_no_file),
		cmocka_unit_test(what_a_writer_left_is_whole_as_far_as_its_whole_pieces),
		cmocka_unit_test(what_is_left_in_a_folder_is_found_by_its_name),
		cmocka_unit_test(a_part_whose_writer_lives_is_not_rescued),
		cmocka_unit_test(a_part_that_was_whole_or_empty_or_of_another_place_is_known),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
