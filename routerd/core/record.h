/*
 * record - the router's event log: each input and each decision as one line of
 * text, and its replay (spec/20-routing, "Explanation").
 *
 * Owns: the format. It is stable: a new field or kind comes with a new number in
 *       the first line, and older numbers stay readable.
 * Must not know: where the log is kept.
 *
 * A log begins with record_header() and, as its first inputs, the whole state the
 * router was filled with. Lines end with '\n'; ids and numbers only, no text of
 * customers. An empty line or one that begins with '#' is a comment.
 *
 *     trunkline-router-log 4
 *     queue id=7 tenant=1 version=3 medium=chat open=1 on_miss=on_break ... steps=30000:8:0:0
 *     interaction id=90 ... state=waiting needs=3:40,8:10
 *     decide now_ms=1700000000000 -> offer interaction=90 agent=12 ...
 *     decide now_ms=1700000000000 -> none
 */
#ifndef ROUTERD_CORE_RECORD_H
#define ROUTERD_CORE_RECORD_H

#include <stdio.h>

#include "routerd/core/event.h"

enum { RECORD_LINE_MAX = 4096 };

void record_header(struct buf *out);
void record_event(struct buf *out, const struct router_event *event);

/* A call of router_decide() at `now_ms`; `decision` NULL when it returned false.
 * Every call is recorded: one that decides nothing lets time pass. */
void record_decide(struct buf *out, int64_t now_ms, const struct decision *decision);

enum record_outcome {
	RECORD_NOTHING, /* header or comment */
	RECORD_INPUT, /* applied */
	RECORD_SAME, /* a decision, and the router decided the same */
	RECORD_DIFFERS, /* a decision, and the router decided otherwise */
	RECORD_REFUSED, /* refused by the router, as after another decision: see `err` */
	RECORD_BAD, /* not readable: `err` says why */
};

/* Applies one line (without '\n'). After RECORD_SAME or RECORD_DIFFERS, `got` holds
 * the line as the router would write it. */
enum record_outcome record_read(
    struct router *router, struct view line, struct buf *got, struct err *err);

/* A line as values, for who does not want to replay it. */
enum record_line_kind { RECORD_LINE_NOTHING, RECORD_LINE_INPUT, RECORD_LINE_DECIDE };

struct record_line {
	enum record_line_kind kind;
	struct router_event event; /* of an input */
	int64_t now_ms; /* of a decide */
	bool none; /* nothing was decided */
	int64_t interaction, agent; /* agent 0: nobody */
};

bool record_is_header(struct view line);
int record_parse(struct view line, struct record_line *out, struct err *err); /* -1: not readable */

struct replay_report {
	int64_t lines, inputs, decisions, offers;
	int64_t refused; /* inputs the router did not take */
	int64_t differences;
	int64_t first_difference; /* line number from 1; 0 = none */
	char expected[RECORD_LINE_MAX], got[RECORD_LINE_MAX]; /* of the first difference */
	int64_t bad_line; /* where reading stopped; 0 = read to the end */
	struct err err;
};

/* Replays a log with a new router. 0 when it was read to its end, whatever it
 * said; -1 when a line could not be read (bad_line and err are set). */
int replay_file(FILE *file, struct replay_report *report);

#endif
