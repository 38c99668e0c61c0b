/*
 * replay - runs a fuzz target once for each file of the folders that it is given: what the gate needs of libFuzzer, built by the
 * compiler of the other tests, whose objects it shares.
 *
 * usage: replay FOLDER…
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/fuzz/fuzz.h"

#define PATH_MAX_BYTES 4096
#define INPUT_MAX_BYTES 65536 /* what tests/fuzz/run lets libFuzzer generate */
#define INPUT_MAX_S 25 /* an input that takes longer hangs; tests/fuzz/run has the same bound */

/* Prints the name first: below it stands what a sanitizer or an assertion says. The input has memory of its own size, so that a
 * read beyond its end is found. SIGALRM ends what hangs. */
static void
replay(const char *name, const uint8_t *content, size_t n)
{
	uint8_t *input = malloc(n);

	puts(name);
	fflush(stdout);
	if (n > 0)
		memcpy(input, content, n);
	alarm(INPUT_MAX_S);
	LLVMFuzzerTestOneInput(input, n);
	alarm(0);
	free(input);
}

static void
replay_file(const char *path)
{
	static uint8_t content[INPUT_MAX_BYTES];
	FILE *file = fopen(path, "rb");
	size_t n;

	if (file == NULL) {
		perror(path);
		exit(1);
	}
	n = fread(content, 1, sizeof content, file);
	fclose(file);
	replay(path, content, n);
}

static long
replay_folder(const char *folder)
{
	char path[PATH_MAX_BYTES];
	DIR *dir = opendir(folder);
	struct dirent *entry;
	struct stat is;
	long n = 0;

	if (dir == NULL) {
		perror(folder);
		exit(1);
	}
	while ((entry = readdir(dir)) != NULL) {
		snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
		if (stat(path, &is) != 0 || !S_ISREG(is.st_mode))
			continue;
		replay_file(path);
		n++;
	}
	closedir(dir);
	return n;
}

int
main(int argc, char **argv)
{
	long n = 1;

	replay("the empty input", NULL, 0); /* libFuzzer's first */
	for (int i = 1; i < argc; i++)
		n += replay_folder(argv[i]);
	printf("%ld inputs\n", n);
	if (fuzz_reached == 0) {
		puts("no input of the corpus was taken");
		return 1;
	}
	return 0;
}
