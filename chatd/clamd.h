/*
 * clamd - what a virus scanner says of some bytes: clamd, over its socket, by its INSTREAM command.
 *
 * Owns: no state. It blocks, each step for half a minute at most: for a job.
 */
#ifndef CHATD_CLAMD_H
#define CHATD_CLAMD_H

#include <stdbool.h>

#include "common/base/str.h"

/* FAILED: it is away, or takes no such file. */
enum clamd_verdict { CLAMD_CLEAN, CLAMD_FOUND, CLAMD_FAILED };

bool clamd_path_fits(const char *path);
enum clamd_verdict clamd_look(const char *path, struct view bytes);

#endif
