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

#define PATH_MAX_BYTES 4096
#define INPUT_MAX_BYTES 65536 /* what tests/fuzz/run lets libFuzzer generate */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Prints the name first: below it stands what a sanitizer or an assertion says. The input has memory of its own size, so that a
 * read beyond its end is found. */
static void
replay_file(const char *path)
{
	static uint8_t content[INPUT_MAX_BYTES];
	FILE *file = fopen(path, "rb");
	uint8_t *input;
	size_t n;

	if (file == NULL) {
		perror(path);
		exit(1);
	}
	puts(path);
	fflush(stdout);
	n = fread(content, 1, sizeof content, file);
	fclose(file);
	input = malloc(n);
	if (n > 0)
		memcpy(input, content, n);
	LLVMFuzzerTestOneInput(input, n);
	free(input);
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
	long n = 0;

	for (int i = 1; i < argc; i++)
		n += replay_folder(argv[i]);
	printf("%ld inputs\n", n);
	return 0;
}
