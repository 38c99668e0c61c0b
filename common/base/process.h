/*
 * process - what every program does with its descriptors and its own file.
 *
 * Must not know: what is written, why.
 */
#ifndef COMMON_BASE_PROCESS_H
#define COMMON_BASE_PROCESS_H

#include <stdbool.h>

#include "common/base/str.h"

/* Writes all bytes to a blocking descriptor; goes on after a signal. Returns false with errno if it can't. */
bool fd_write(int fd, struct view bytes);

/* Writes the folder of the program that runs, without a final slash. Returns false if it is unknown or does not fit. */
bool program_folder(char *out, size_t size);

#endif
