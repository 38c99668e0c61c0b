/* record - see record.h */
#include "routerd/core/record.h"

#include <inttypes.h>
#include <string.h>

/* 2: a queue's steps, the reserve, the step of a decision; the agent who served the customer last; the
 * configuration's revision. 3: a queue's overflow, and decisions about it. 4: that overflow is held. */
static const char *const headers[] = { "trunkline-router-log 4", "trunkline-router-log 3",
	"trunkline-router-log 2", "trunkline-router-log 1" };
enum { HEADERS = sizeof(headers) / sizeof(headers[0]) };

static const char *const kinds[DECISION_KINDS] = {
	[DECISION_OFFER] = "offer", [DECISION_NOBODY] = "nobody", [DECISION_OVERFLOW] = "overflow"
};
static const char *const causes[OVERFLOW_CAUSES] = { [OVERFLOW_UNSTAFFED] = "unstaffed",
	[OVERFLOW_WAITING_TIME] = "waiting_time",
	[OVERFLOW_LENGTH] = "length" };

/* ---- writing ---------------------------------------------------------------- */

void
record_header(struct buf *out)
{
	buf_addf(out, "%s\n", headers[0]);
}

static void
write_needs(struct buf *out, const struct router_interaction *interaction)
{
	if (interaction->need_count == 0)
		buf_add_char(out, '-');
	for (uint32_t i = 0; i < interaction->need_count; i++)
		buf_addf(out, "%s%" PRId64 ":%" PRId32, i == 0 ? "" : ",",
		    interaction->needs[i].skill, interaction->needs[i].level);
}

/* after:drop:level:priority */
static void
write_steps(struct buf *out, const struct router_queue *queue)
{
	if (queue->step_count == 0)
		buf_add_char(out, '-');
	for (uint32_t i = 0; i < queue->step_count; i++) {
		const struct router_step *step = &queue->steps[i];

		buf_addf(out, "%s%" PRId64 ":%" PRId64 ":%" PRId32 ":%" PRId32, i == 0 ? "" : ",",
		    step->after_ms, step->drop, step->level, step->priority);
	}
}

static void
write_field(struct buf *out, const struct event_field *field, const struct router_event *event)
{
	const void *at = (const char *)event + field->offset;

	buf_addf(out, " %s=", field->name);
	switch (field->type) {
	case FIELD_INT64:
		buf_addf(out, "%" PRId64, *(const int64_t *)at);
		break;
	case FIELD_INT32:
		buf_addf(out, "%" PRId32, *(const int32_t *)at);
		break;
	case FIELD_BOOL:
		buf_add_char(out, *(const bool *)at ? '1' : '0');
		break;
	case FIELD_WORD:
		buf_add_text(out, field->words[*(const unsigned *)at]);
		break;
	case FIELD_NEEDS:
		write_needs(out, at);
		break;
	case FIELD_STEPS:
		write_steps(out, at);
		break;
	}
}

void
record_event(struct buf *out, const struct router_event *event)
{
	const struct event_shape *shape = &event_shapes[event->kind];

	buf_add_text(out, shape->name);
	for (const struct event_field *field = shape->fields; field->name != NULL; field++)
		write_field(out, field, event);
	buf_add_char(out, '\n');
}

static void
write_counts(struct buf *out, const struct decision *decision)
{
	const char *between = " counts=";

	for (int i = 0; i < VERDICT_COUNT; i++) {
		if (decision->counts[i] == 0)
			continue;
		buf_addf(out, "%s%s:%" PRId32, between, verdict_code((enum verdict)i),
		    decision->counts[i]);
		between = ",";
	}
}

/* agent:level:share:idle */
static void
write_first(struct buf *out, const struct decision *decision)
{
	for (uint32_t i = 0; i < decision->first_count; i++) {
		const struct decision_candidate *candidate = &decision->first[i];

		buf_addf(out, "%s%" PRId64 ":%" PRId32 ":%" PRId32 ":%" PRId64,
		    i == 0 ? " first=" : ",", candidate->agent, candidate->level, candidate->share,
		    candidate->idle_ms);
	}
}

static void
write_decision(struct buf *out, const struct decision *decision)
{
	bool offer = decision->kind == DECISION_OFFER;

	buf_addf(out,
	    "%s interaction=%" PRId64 " version=%" PRId64 " tenant=%" PRId64 " queue=%" PRId64
	    " open=%d",
	    kinds[decision->kind], decision->interaction, decision->interaction_version,
	    decision->tenant, decision->queue, decision->open);
	if (offer)
		buf_addf(out,
		    " agent=%" PRId64 " agent_version=%" PRId64 " offer_ms=%" PRId64
		    " weight=%" PRId32,
		    decision->agent, decision->agent_version, decision->offer_ms, decision->weight);
	if (decision->kind == DECISION_OVERFLOW)
		buf_addf(out, " cause=%s", causes[decision->cause]);
	if (decision->step > 0)
		buf_addf(out, " step=%" PRIu32, decision->step);
	if (decision->preferred)
		buf_add_text(out, " preferred=1");
	write_counts(out, decision);
	write_first(out, decision);
}

void
record_decide(struct buf *out, int64_t now_ms, const struct decision *decision)
{
	buf_addf(out, "decide now_ms=%" PRId64 " -> ", now_ms);
	if (decision == NULL)
		buf_add_text(out, "none");
	else
		write_decision(out, decision);
	buf_add_char(out, '\n');
}

/* ---- reading ---------------------------------------------------------------- */

static bool
read_word(struct view text, const char *const *words, void *out)
{
	for (unsigned i = 0; words[i] != NULL; i++) {
		if (!view_is(text, words[i]))
			continue;
		*(unsigned *)out = i;
		return true;
	}
	return false;
}

static bool
read_int32(struct view text, int32_t *out)
{
	int64_t value;

	if (!view_to_int(text, INT32_MIN, INT32_MAX, &value))
		return false;
	*out = (int32_t)value;
	return true;
}

static bool
read_needs(struct view text, struct router_interaction *out)
{
	if (view_is(text, "-"))
		return true;
	while (text.n > 0) {
		struct view level = view_cut(&text, ',');
		struct view skill = view_cut(&level, ':');
		struct router_need *need = &out->needs[out->need_count];

		if (out->need_count == ROUTER_NEEDS_MAX ||
		    !view_to_int(skill, 1, INT64_MAX, &need->skill) ||
		    !read_int32(level, &need->level))
			return false;
		out->need_count++;
	}
	return out->need_count > 0;
}

static bool
read_step(struct view text, struct router_step *out)
{
	struct view after = view_cut(&text, ':'), drop = view_cut(&text, ':');
	struct view level = view_cut(&text, ':');

	return view_to_int(after, 1, INT64_MAX, &out->after_ms) &&
	    view_to_int(drop, 0, INT64_MAX, &out->drop) && read_int32(level, &out->level) &&
	    read_int32(text, &out->priority);
}

static bool
read_steps(struct view text, struct router_queue *out)
{
	if (view_is(text, "-"))
		return true;
	while (text.n > 0) {
		if (out->step_count == ROUTER_STEPS_MAX ||
		    !read_step(view_cut(&text, ','), &out->steps[out->step_count]))
			return false;
		out->step_count++;
	}
	return out->step_count > 0;
}

static bool
read_value(struct view text, const struct event_field *field, struct router_event *event)
{
	void *at = (char *)event + field->offset;

	switch (field->type) {
	case FIELD_INT64:
		return view_to_int(text, INT64_MIN, INT64_MAX, at);
	case FIELD_INT32:
		return read_int32(text, at);
	case FIELD_BOOL:
		*(bool *)at = view_is(text, "1");
		return *(bool *)at || view_is(text, "0");
	case FIELD_WORD:
		return read_word(text, field->words, at);
	case FIELD_NEEDS:
		return read_needs(text, at);
	case FIELD_STEPS:
		return read_steps(text, at);
	}
	return false;
}

/* All fields of the shape, in its order, and nothing else; an older log lacks the later ones. */
static int
read_fields(
    struct view rest, const struct event_shape *shape, struct router_event *event, struct err *err)
{
	for (const struct event_field *field = shape->fields; field->name != NULL; field++) {
		struct view following = rest;
		struct view value = view_cut(&following, ' ');
		struct view name = view_cut(&value, '=');

		if (!view_is(name, field->name) && field->later)
			continue;
		rest = following;
		if (!view_is(name, field->name))
			return err_set(err, ERR_INVALID, field->name, "%s is missing in %s",
			    field->name, shape->name);
		if (!read_value(value, field, event))
			return err_set(err, ERR_INVALID, field->name, "%s can't be read in %s",
			    field->name, shape->name);
	}
	if (rest.n > 0)
		return err_set(
		    err, ERR_INVALID, NULL, "there is more than expected in %s", shape->name);
	return 0;
}

static int
read_event(struct view kind, struct view rest, struct router_event *out, struct err *err)
{
	for (int i = 0; i < EVENT_KINDS; i++) {
		if (!view_is(kind, event_shapes[i].name))
			continue;
		*out = (struct router_event){ .kind = (enum event_kind)i };
		return read_fields(rest, &event_shapes[i], out, err);
	}
	return err_set(err, ERR_INVALID, NULL, "the line begins with an unknown word");
}

static int
read_now(struct view *rest, int64_t *now_ms, struct err *err)
{
	struct view value = view_cut(rest, ' ');
	struct view name = view_cut(&value, '=');

	if (view_is(name, "now_ms") && view_to_int(value, 0, INT64_MAX, now_ms))
		return 0;
	return err_set(err, ERR_INVALID, "now_ms", "now_ms can't be read in decide");
}

static enum record_outcome
read_decide(
    struct router *router, struct view line, struct view rest, struct buf *got, struct err *err)
{
	struct decision decision;
	int64_t now_ms;

	if (read_now(&rest, &now_ms, err) != 0)
		return RECORD_BAD;
	buf_clear(got);
	record_decide(got, now_ms, router_decide(router, now_ms, &decision) ? &decision : NULL);
	got->p[--got->n] = '\0';
	return view_eq(buf_view(got), line) ? RECORD_SAME : RECORD_DIFFERS;
}

bool
record_is_header(struct view line)
{
	for (int i = 0; i < HEADERS; i++)
		if (view_is(line, headers[i]))
			return true;
	return false;
}

/* The value of a field of a recorded decision; 0 when it is not there or no number. */
static int64_t
number_of(struct view rest, const char *name)
{
	int64_t number;

	while (rest.n > 0) {
		struct view value = view_cut(&rest, ' ');

		if (view_is(view_cut(&value, '='), name))
			return view_to_int(value, 0, INT64_MAX, &number) ? number : 0;
	}
	return 0;
}

static int
parse_decide(struct view rest, struct record_line *out, struct err *err)
{
	struct view word;

	if (read_now(&rest, &out->now_ms, err) != 0)
		return -1;
	(void)view_cut(&rest, ' '); /* the arrow */
	word = view_cut(&rest, ' ');
	out->kind = RECORD_LINE_DECIDE;
	out->none = view_is(word, "none");
	out->interaction = number_of(rest, "interaction");
	out->agent = number_of(rest, "agent");
	return 0;
}

int
record_parse(struct view line, struct record_line *out, struct err *err)
{
	struct view rest = line;
	struct view kind = view_cut(&rest, ' ');

	*out = (struct record_line){ .kind = RECORD_LINE_NOTHING };
	if (line.n == 0 || line.p[0] == '#' || record_is_header(line))
		return 0;
	if (view_is(kind, "decide"))
		return parse_decide(rest, out, err);
	out->kind = RECORD_LINE_INPUT;
	return read_event(kind, rest, &out->event, err);
}

enum record_outcome
record_read(struct router *router, struct view line, struct buf *got, struct err *err)
{
	struct view rest = line;
	struct view kind = view_cut(&rest, ' ');
	struct router_event event;

	if (line.n == 0 || line.p[0] == '#' || record_is_header(line))
		return RECORD_NOTHING;
	if (view_is(kind, "decide"))
		return read_decide(router, line, rest, got, err);
	if (read_event(kind, rest, &event, err) != 0)
		return RECORD_BAD;
	return event_apply(router, &event, err) == 0 ? RECORD_INPUT : RECORD_REFUSED;
}

/* ---- replay ----------------------------------------------------------------- */

static void
note_difference(struct replay_report *report, struct view line, const struct buf *got)
{
	if (report->differences++ > 0)
		return;
	report->first_difference = report->lines;
	view_copy(line, report->expected, sizeof(report->expected));
	view_copy(buf_view(got), report->got, sizeof(report->got));
}

static int
replay_line(struct router *router, struct view line, struct buf *got, struct replay_report *report)
{
	enum record_outcome outcome = record_read(router, line, got, &report->err);

	report->lines++;
	if (report->lines == 1 && !record_is_header(line)) {
		err_set(&report->err, ERR_INVALID, NULL, "the log does not begin with \"%s\"",
		    headers[0]);
		outcome = RECORD_BAD;
	}
	if (outcome == RECORD_BAD) {
		report->bad_line = report->lines;
		return -1;
	}
	report->inputs += outcome == RECORD_INPUT;
	report->refused += outcome == RECORD_REFUSED;
	if (outcome == RECORD_SAME || outcome == RECORD_DIFFERS) {
		report->decisions++;
		report->offers += got->p != NULL && strstr(got->p, "-> offer ") != NULL;
	}
	if (outcome == RECORD_DIFFERS)
		note_difference(report, line, got);
	return 0;
}

int
replay_file(FILE *file, struct replay_report *report)
{
	struct router *router = router_new();
	struct buf got = { .max = RECORD_LINE_MAX };
	char line[RECORD_LINE_MAX];
	int rc = 0;

	*report = (struct replay_report){ 0 };
	while (rc == 0 && fgets(line, sizeof(line), file) != NULL) {
		size_t n = strlen(line);

		if (n > 0 && line[n - 1] == '\n')
			n--;
		rc = replay_line(router, (struct view){ line, n }, &got, report);
	}
	if (rc == 0 && report->lines == 0)
		rc = err_set(&report->err, ERR_INVALID, NULL, "the log is empty");
	buf_fini(&got);
	router_free(router);
	return rc;
}
