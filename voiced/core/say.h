/*
 * say - which prompts, one after the other, say a number or a sentence with one.
 *
 * Owns: the list of prompts (say.def), how a number is put together in English.
 * Must not know: sound, files.
 */
#ifndef VOICED_CORE_SAY_H
#define VOICED_CORE_SAY_H

#include <stddef.h>

enum say_prompt {
#define SAY_PROMPT(name) SAY_##name,
#include "voiced/core/say.def"
#undef SAY_PROMPT
	SAY_COUNT
};

enum { SAY_NUMBER_MAX = 999, SAY_WORDS_MAX = 8 };

/* The prompt's name in lower case: its file is <name>.wav. */
const char *say_name(enum say_prompt prompt);

/* Below 0 counts as 0; above SAY_NUMBER_MAX is said as "more than 999". Answers how many of `out` are used. */
size_t say_number(int number, enum say_prompt out[SAY_WORDS_MAX]);
size_t say_position(int position, enum say_prompt out[SAY_WORDS_MAX]);
/* Begun minutes: of 61 s two; one, also of nothing. */
size_t say_wait(int seconds, enum say_prompt out[SAY_WORDS_MAX]);

#endif
