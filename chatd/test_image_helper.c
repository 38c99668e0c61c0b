/* image_helper: the real program's answers, and programs that do not do as they should. */
#include <dirent.h>
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <webp/encode.h>

#include <cmocka.h>

#include "chatd/image_helper.h"
#include "common/base/clock.h"
#include "common/base/process.h"
#include "common/image/image.h"

enum {
	PATH_SIZE = 512,
	SOON_MS = 200,
	PATIENT_MS = 60 * 1000,
	NEVER_MS = 3600 * 1000,
	FILES_MORE = 12
};

/* 2 × 1: red and a transparent one. */
static const unsigned char gif[] = "GIF89a\2\0\1\0\x80\0\0\xff\0\0\0\0\xff!\xf9\4\1\0\0\1\0"
				   ",\0\0\0\0\2\0\1\0\0\2\2\x44\n\0;";
static const struct view picture = { (const char *)gif, sizeof(gif) - 1 };

static char folder[] = "/tmp/test_image_helper-XXXXXX", real[PATH_SIZE];
static char large[IMAGE_SOURCE_BYTES_MAX];

struct seen {
	int calls, status;
	struct err err;
	const char *type;
	size_t bytes;
};

static void
on_done(void *ctx, int status, const struct image_reply *reply, const struct err *err)
{
	struct seen *seen = ctx;

	seen->calls++;
	seen->status = status;
	seen->err = *err;
	seen->type = status == 0 ? reply->files[0].type : NULL;
	seen->bytes = status == 0 ? reply->files[0].bytes.n : 0;
}

static int
files_open(void)
{
	DIR *dir = opendir("/proc/self/fd");
	int count = 0;

	assert_non_null(dir);
	while (readdir(dir) != NULL)
		count++;
	assert_int_equal(closedir(dir), 0);
	return count;
}

static void (*meanwhile)(void); /* once it is started; NULL: nothing */
static const int ends[] = { SIGTERM, SIGINT, SIGHUP, SIGQUIT };

/* Of those that it may open further while it is started; -1: as it is. */
static int files_more = -1;

static struct rlimit
files_limit(int more)
{
	struct rlimit was, is;

	assert_int_equal(getrlimit(RLIMIT_NOFILE, &was), 0);
	is = was;
	if (more >= 0)
		is.rlim_cur =
		    (rlim_t)(files_open() - 3 + more); /* without ".", ".." and the folder's own */
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &is), 0);
	return was;
}

/* Checks that no handle, descriptor or child remains, however the process ended. */
static struct seen
run_in(const char *program, struct view source, size_t max, int64_t limit_ms, bool stop)
{
	struct seen seen = { .calls = 0 };
	struct image_job job = { .program = program,
		.limit_ms = limit_ms,
		.task = { { { IMAGE_FIT, 100, (uint32_t)max } }, 1, source },
		.done = on_done,
		.ctx = &seen };
	struct image_helper *helper;
	struct rlimit limit;
	uv_loop_t loop;
	int files = files_open();

	assert_int_equal(uv_loop_init(&loop), 0);
	limit = files_limit(files_more);
	helper = image_helper_start(&loop, &job);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0);
	assert_int_equal(seen.calls, 0); /* never before it returns */
	if (meanwhile != NULL)
		meanwhile();
	if (stop)
		image_helper_stop(helper);
	assert_int_equal(uv_run(&loop, UV_RUN_DEFAULT), 0);
	assert_int_equal(uv_loop_close(&loop), 0);
	assert_int_equal(seen.calls, 1);
	assert_int_equal(files_open(), files);
	assert_true(waitpid(-1, NULL, WNOHANG) == -1 && errno == ECHILD);
	return seen;
}

/* A program of these lines. */
static const char *
script(const char *lines)
{
	static char path[PATH_SIZE];
	FILE *file;

	(void)snprintf(path, sizeof(path), "%s/program", folder);
	file = fopen(path, "w");
	assert_non_null(file);
	(void)fprintf(file, "#!/bin/sh\n%s\n", lines);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(chmod(path, 0700), 0);
	return path;
}

static void
check_written(struct view source, const char *type)
{
	struct seen seen = run_in(real, source, 1000, PATIENT_MS, false);

	if (seen.status != 0)
		fail_msg("%s: %s", type, seen.err.text);
	assert_string_equal(seen.type, type);
	assert_true(seen.bytes > 60);
}

/* Each codec in the sandbox. */
static void
a_picture_of_each_format_is_written_anew(void **unused)
{
	enum { SIDE = 16, BYTES = SIDE * SIDE * 4 };
	unsigned char pixels[BYTES];
	struct image image = { SIDE, SIDE, true, pixels };
	struct buf file = { .n = 0 };
	const char *type;
	uint8_t *webp = NULL;
	size_t n;

	(void)unused;
	memset(pixels, 255, sizeof(pixels));
	check_written(picture, "image/png");
	assert_int_equal(image_encode(&image, 10000, &file, &type), IMAGE_DONE);
	assert_string_equal(type, "image/jpeg");
	check_written(buf_view(&file), "image/jpeg");
	image.lossy = false;
	assert_int_equal(image_encode(&image, 10000, &file, &type), IMAGE_DONE);
	check_written(buf_view(&file), "image/png");
	n = WebPEncodeRGBA(pixels, SIDE, SIDE, 4 * SIDE, 80, &webp);
	check_written((struct view){ (const char *)webp, n }, "image/jpeg");
	WebPFree(webp);
	buf_fini(&file);
}

static void
what_is_no_picture_is_refused_by_its_kind(void **unused)
{
	static const struct {
		struct view source;
		size_t max;
		enum err_kind kind;
		const char *text;
	} cases[] = {
		{ { "<svg/>", 6 }, 1000, ERR_BAD_REQUEST, "An image is PNG, JPEG, GIF or WebP" },
		{ { (const char *)gif, 20 }, 1000, ERR_BAD_REQUEST,
		    "The image is damaged, or has too many pixels" },
		{ { (const char *)gif, sizeof(gif) - 1 }, 10, ERR_TOO_LARGE,
		    "The image is too large" },
		{ { large, sizeof(large) }, 10, ERR_BAD_REQUEST,
		    "An image is PNG, JPEG, GIF or WebP" },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct seen seen = run_in(real, cases[i].source, cases[i].max, PATIENT_MS, false);

		assert_int_equal(seen.status, -1);
		assert_int_equal(seen.err.kind, cases[i].kind);
		assert_string_equal(seen.err.text, cases[i].text);
	}
}

/* bad_request if the picture caused it, unavailable if the client may retry. */
static void
a_program_that_fails_says_whose_fault_it_is(void **unused)
{
	static const struct {
		const char *lines;
		enum err_kind kind;
	} cases[] = {
		{ "kill -SEGV $$", ERR_BAD_REQUEST }, /* taken over, or a bug */
		{ "kill -SYS $$", ERR_BAD_REQUEST }, /* it did what it may not */
		{ "kill -XCPU $$", ERR_BAD_REQUEST }, /* it computed too long */
		{ "exit 0", ERR_BAD_REQUEST }, /* it answers nothing */
		{ "cat", ERR_BAD_REQUEST }, /* no answer to this task */
		{ "yes", ERR_BAD_REQUEST }, /* more than was asked for */
		{ "exit 1", ERR_UNAVAILABLE }, /* no sandbox */
		{ "exit 3", ERR_UNAVAILABLE }, /* no memory */
		{ "kill -KILL $$", ERR_UNAVAILABLE }, /* by a person, or for lack of memory */
		{ "kill -USR1 $$", ERR_UNAVAILABLE },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct seen seen = run_in(script(cases[i].lines),
		    (struct view){ large, sizeof(large) }, 1000, PATIENT_MS, false);

		if (seen.status != -1 || seen.err.kind != cases[i].kind)
			fail_msg("%s: %s", cases[i].lines, seen.err.text);
	}
}

static void
a_program_that_hangs_is_ended(void **unused)
{
	static const char *const lines[] = { "exec sleep 600", "exec >&-; exec sleep 600",
		"cat > /dev/null; exec sleep 600" };

	(void)unused;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		struct seen seen = run_in(script(lines[i]), picture, 1000, SOON_MS, false);

		assert_int_equal(seen.err.kind, ERR_TIMEOUT);
	}
}

static void
a_daemon_that_ends_does_not_wait(void **unused)
{
	int64_t began = clock_mono_ms();
	struct seen seen = run_in(script("exec sleep 3600"), picture, 1000, NEVER_MS, true);

	(void)unused;
	assert_int_equal(seen.err.kind, ERR_UNAVAILABLE);
	assert_true(clock_mono_ms() - began < PATIENT_MS);
}

static void
a_program_that_is_not_there_is_said(void **unused)
{
	struct seen seen = run_in("/nowhere/image_helper", picture, 1000, PATIENT_MS, false);

	(void)unused;
	assert_int_equal(seen.err.kind, ERR_UNAVAILABLE);
}

/* exit 0 without an answer would be the picture's fault. */
static void
it_gets_nothing_of_the_daemons_environment(void **unused)
{
	struct seen seen;

	(void)unused;
	assert_int_equal(setenv("TRUNKLINE_KEY", "secret", 1), 0);
	seen = run_in(script("test -z \"$TRUNKLINE_KEY\" || exit 1; exit 0"), picture, 1000,
	    PATIENT_MS, false);
	assert_int_equal(seen.err.kind, ERR_BAD_REQUEST);
}

static void
children_end(void)
{
	FILE *file = fopen("/proc/thread-self/children", "r");
	int pid;

	assert_non_null(file);
	while (fscanf(file, "%d", &pid) == 1)
		for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
			assert_int_equal(kill(pid, ends[i]), 0);
	assert_int_equal(fclose(file), 0);
}

/* What a terminal or systemd sends to the daemon and all that it has started is for the daemon. */
static void
it_is_ended_by_the_daemon_alone(void **unused)
{
	struct seen seen;

	(void)unused;
	meanwhile = children_end;
	seen = run_in(real, picture, 1000, PATIENT_MS, false);
	meanwhile = NULL;
	if (seen.status != 0)
		fail_msg("%s", seen.err.text);
}

/* exit 0 without an answer would be the picture's fault. */
static void
it_ignores_nothing_that_the_daemon_ignores(void **unused)
{
	struct seen seen =
	    run_in(script("ignored=$(sed -n 's/^SigIgn:[[:space:]]*//p' /proc/$$/status)\n"
			  "test $((0x$ignored & 0x7fffffff)) = 0 || exit 1; exit 0"),
		picture, 1000, PATIENT_MS, false);

	(void)unused;
	assert_int_equal(seen.err.kind, ERR_BAD_REQUEST);
}

static void
without_files_it_says_so_and_leaves_nothing(void **unused)
{
	int done = 0, refused = 0;

	(void)unused;
	for (files_more = 0; files_more < FILES_MORE; files_more++) {
		struct seen seen = run_in(real, picture, 1000, PATIENT_MS, false);

		done += seen.status == 0;
		refused += seen.status != 0 && seen.err.kind == ERR_UNAVAILABLE;
	}
	files_more = -1;
	assert_int_equal(done + refused, FILES_MORE);
	assert_true(done > 0 && refused > 2);
}

static int
set_up(void **unused)
{
	char path[PATH_SIZE];
	uv_loop_t first;

	(void)unused;
	if (!program_folder(path, sizeof(path)) || mkdtemp(folder) == NULL)
		return -1;
	(void)snprintf(real, sizeof(real), "%.400s/../bin/image_helper", path);
	(void)signal(SIGPIPE, SIG_IGN); /* as a daemon does */
	if (close_range(STDERR_FILENO + 1, ~0U, 0) != 0) /* what whoever started this left open */
		return -1;
	if (uv_loop_init(&first) != 0 || uv_loop_close(&first) != 0) /* opens what libuv keeps */
		return -1;
	return 0;
}

static int
tear_down(void **unused)
{
	char path[PATH_SIZE];

	(void)unused;
	(void)snprintf(path, sizeof(path), "%s/program", folder);
	(void)unlink(path);
	return rmdir(folder);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_picture_of_each_format_is_written_anew),
		cmocka_unit_test(what_is_no_picture_is_refused_by_its_kind),
		cmocka_unit_test(a_program_that_fails_says_whose_fault_it_is),
		cmocka_unit_test(a_program_that_hangs_is_ended),
		cmocka_unit_test(a_daemon_that_ends_does_not_wait),
		cmocka_unit_test(a_program_that_is_not_there_is_said),
		cmocka_unit_test(it_gets_nothing_of_the_daemons_environment),
		cmocka_unit_test(it_is_ended_by_the_daemon_alone),
		cmocka_unit_test(it_ignores_nothing_that_the_daemon_ignores),
		cmocka_unit_test(without_files_it_says_so_and_leaves_nothing),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
