/*
 * widget_proofs - the proof of work before a web chat begins (MS-9): challenges, and whether a proof answers one.
 *
 * Owns: no state. A challenge is sealed with the daemon's key ring, so that any instance checks what another one made, and nothing is
 *       kept of those that nobody solves.
 * Must not know: what a chat is, how often a source may ask (widget_gate.c).
 */
#include "chatd/core/proof.h"
#include "chatd/widget.h"
#include "common/auth/purpose.h"
#include "common/daemon/box.h"

static const char box_for[] = PURPOSE_PROOF_OF_WORK;

static int64_t
now_s(struct daemon *daemon)
{
	return daemon_now_us(daemon) / 1000000;
}

static struct proof_chat
chat_of(const struct site *site, const struct visitor *visitor)
{
	return (struct proof_chat){ site->tenant, site->channel, view_of(visitor->number) };
}

/* NULL: `err` says why none can be made. */
static json_t *
challenge_new(
    struct daemon *daemon, const struct site *site, const struct visitor *visitor, struct err *err)
{
	const struct proof_chat chat = chat_of(site, visitor);
	struct buf plain = { .n = 0 }, box = { .n = 0 }, text = { .n = 0 };
	json_t *made = NULL;

	proof_challenge_write(&chat, now_s(daemon) + PROOF_VALID_S, &plain);
	if (box_seal(daemon, box_for, 0, 0, buf_view(&plain), &box, err) == 0) {
		base64url_encode(buf_view(&box), &text);
		made = json_pack("{s:s%, s:I, s:i}", "challenge", text.p, text.n, "bits",
		    (json_int_t)site->proof_of_work, "expires_s", PROOF_VALID_S);
	}
	buf_fini(&plain);
	buf_fini(&box);
	buf_fini(&text);
	return made;
}

void
on_proof_challenge(struct http_req *req, void *app)
{
	struct visitor visitor;
	const struct site *site = visitor_enter(req, &visitor);
	json_t *made;
	struct err err;

	if (site == NULL)
		return;
	made = site->proof_of_work > 0
	    ? challenge_new(app, site, &visitor, &err)
	    : json_pack("{s:n, s:i, s:i}", "challenge", "bits", 0, "expires_s", 0);
	if (made != NULL)
		http_reply_json(req, 200, made);
	else
		http_reply_err(req, &err, NULL);
}

static enum proof_fault
proof_judge(struct daemon *daemon, const struct site *site, const struct visitor *visitor,
    struct view proof)
{
	const struct proof_chat chat = chat_of(site, visitor);
	struct buf box = { .n = 0 }, plain = { .n = 0 };
	struct view challenge;
	enum proof_fault fault = proof_work_check(proof, site->proof_of_work, &challenge);

	if (fault == PROOF_GOOD)
		fault = base64url_decode(challenge, &box) &&
			box_opens(daemon, box_for, buf_view(&box), &plain)
		    ? proof_challenge_check(buf_view(&plain), &chat, now_s(daemon))
		    : PROOF_UNKNOWN;
	buf_fini(&box);
	buf_fini(&plain);
	return fault;
}

bool
proof_admits(
    struct http_req *req, const struct site *site, const struct visitor *visitor, struct view proof)
{
	struct daemon *daemon = http_app(req);
	enum proof_fault fault =
	    site->proof_of_work > 0 ? proof_judge(daemon, site, visitor, proof) : PROOF_GOOD;
	json_t *made;
	struct err err;

	if (fault == PROOF_GOOD)
		return true;
	widget_proof_refused();
	made = challenge_new(daemon, site, visitor, &err);
	if (made != NULL)
		request_reply_problem(
		    req, 0, "proof_of_work_needed", proof_fault_text(fault), made);
	else
		http_reply_err(req, &err, NULL);
	return false;
}
