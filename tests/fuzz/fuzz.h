/*
 * fuzz - what each target defines: for libFuzzer, and for replay.c.
 */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Counts what the target takes (the good path): 0 after all of its corpus means that it tests refusals alone. */
extern int fuzz_reached;

#endif
