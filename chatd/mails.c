/*
 * mails - e-mails that wait in messaging.mail, handed to the installation's relay by SMTP (libcurl), each in a worker job.
 *
 * Owns: one round at a time, of MAILS_AT_ONCE mails. What a relay refuses for good (5xx) is given up; else it is tried again, with growing
 *       waits. A mail that was taken just before a crash may be sent twice.
 * Must not know: what a mail says beyond its title and link, or its words; addresses never come into a log.
 */
#include <curl/curl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chatd/chatd.h"
#include "chatd/core/mail.h"
#include "common/auth/purpose.h"
#include "common/base/clock.h"
#include "common/daemon/box.h"
#include "common/daemon/rounds.h"
#include "common/log/log.h"
#include "common/loop/loop.h"
#include "common/metrics/metrics.h"

enum {
	LOOK_MS = 2000,
	MAILS_AT_ONCE = 4,
	TRIES_MAX = 8,
	TIMEOUT_S = 30,
	AGAIN_MS = 30000,
	AGAIN_MAX_MS = 3600000
};
enum {
	COL_TENANT,
	COL_ID,
	COL_ADDRESS,
	COL_TITLE,
	COL_URL,
	COL_TRIES,
	COL_TEXT,
	COL_SECRET,
	COL_BOX
};
enum { SMTP_REFUSED = 500 };

const struct config_key mails_config[] = {
	/* chatd's one key that is not of mails: scans.c. */
	{ "clamd_socket", CONFIG_PATH, "", 0, 0,
	    "socket of a clamd that looks at files before anybody gets them; empty: nothing does" },
	{ "mail_sender", CONFIG_TEXT, "no-reply@localhost", 0, 0,
	    "address that e-mails come from" },
	{ "mail_user", CONFIG_TEXT, "", 0, 0, "user name at the relay; empty: none" },
	{ "mail_password", CONFIG_SECRET, "", 0, 0, "its password; better in the environment" },
	{ "mail_plain", CONFIG_INT, "0", 0, 1,
	    "1: the relay need not offer STARTTLS, as on the same machine" },
	{ NULL, CONFIG_TEXT, NULL, 0, 0, NULL },
};

static COUNTER(sent_total, "mails_total{outcome=\"sent\"}", "E-mails by what became of them");
static COUNTER(again_total, "mails_total{outcome=\"again\"}", "E-mails by what became of them");
static COUNTER(lost_total, "mails_total{outcome=\"given_up\"}", "E-mails by what became of them");

struct mails {
	struct rounds rounds;
};

/* One on its way; what the job reads is its own, or never changes. */
struct job {
	struct mails *mails;
	int64_t tenant, id, tries;
	char *address;
	const char *relay, *sender, *user, *password;
	bool plain;
	bool unreadable; /* its link does not open: tried again, as if the relay had put it off */
	struct buf bytes;
	size_t read;
	bool taken, refused;
};

static struct mails *
mails_of(struct daemon *daemon)
{
	return daemon_data(daemon, "mails");
}

/* ---- in the job ---- */

static size_t
on_read(char *out, size_t size, size_t count, void *ctx)
{
	struct job *job = ctx;
	size_t n = job->bytes.n - job->read;

	if (n > size * count)
		n = size * count;
	memcpy(out, job->bytes.p + job->read, n);
	job->read += n;
	return n;
}

static void
set_options(CURL *curl, struct job *job, struct curl_slist *to)
{
	(void)curl_easy_setopt(curl, CURLOPT_URL, job->relay);
	(void)curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	(void)curl_easy_setopt(
	    curl, CURLOPT_USE_SSL, (long)(job->plain ? CURLUSESSL_TRY : CURLUSESSL_ALL));
	(void)curl_easy_setopt(curl, CURLOPT_MAIL_FROM, job->sender);
	(void)curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, to);
	(void)curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
	(void)curl_easy_setopt(curl, CURLOPT_READFUNCTION, on_read);
	(void)curl_easy_setopt(curl, CURLOPT_READDATA, job);
	(void)curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)TIMEOUT_S);
	(void)curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	if (job->user[0] != '\0') {
		(void)curl_easy_setopt(curl, CURLOPT_USERNAME, job->user);
		(void)curl_easy_setopt(curl, CURLOPT_PASSWORD, job->password);
	}
}

static void
work(void *ctx)
{
	struct job *job = ctx;
	struct curl_slist *to = curl_slist_append(NULL, job->address);
	CURL *curl = curl_easy_init();
	long code = 0;

	if (curl != NULL && to != NULL && job->bytes.n > 0) {
		set_options(curl, job, to);
		job->taken = curl_easy_perform(curl) == CURLE_OK;
		(void)curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &code);
	}
	job->refused =
	    !job->taken && !job->unreadable && (code >= SMTP_REFUSED || job->bytes.n == 0);
	curl_easy_cleanup(curl);
	curl_slist_free_all(to);
}

/* ---- on the loop ---- */

static void
on_ended(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct mails *mails = ctx;

	(void)outcome; /* what was not noted is tried again in a minute */
	(void)row;
	if (rounds_back(&mails->rounds))
		rounds_in(&mails->rounds, LOOK_MS);
}

static void
note(const struct job *job)
{
	bool over = job->taken || job->refused || job->tries >= TRIES_MAX;
	int64_t again = (int64_t)AGAIN_MS << (job->tries < TRIES_MAX ? job->tries : TRIES_MAX);
	const struct db_param params[] = { P_INT(job->tenant), P_INT(job->id),
		over ? P_NULL() : P_INT(again < AGAIN_MAX_MS ? again : AGAIN_MAX_MS) };

	metric_add(job->taken ? &sent_total : over ? &lost_total : &again_total, 1);
	if (!job->taken)
		LOG(WARN, "mail_not_taken", LOG_ID("mail", job->id), LOG_INT("tries", job->tries),
		    LOG_INT("given_up", over));
	db_submit(daemon_db(job->mails->rounds.daemon),
	    &(struct db_call){ .query = &q_mail_end, .lane = DB_LANE_ALONE, .params = params },
	    on_ended, job->mails);
}

static void
done(void *ctx)
{
	struct job *job = ctx;

	note(job);
	buf_fini(&job->bytes);
	free(job->address);
	free(job);
}

/* `words`: what it says; else it brings the link to a transcript. */
static void
compose(struct job *job, const char *title, struct view url, struct view words)
{
	char id[48];
	struct buf text = { 0 };

	(void)snprintf(id, sizeof(id), "mail-%" PRId64 "-%" PRId64, job->tenant, job->id);
	if (words.n > 0)
		buf_add(&text, words.p, words.n);
	else
		buf_addf(&text,
		    "This is the link to the transcript of your chat with %s.\r\n\r\n%.*s\r\n\r\n"
		    "Whoever has the link can read it; it ends after seven days.\r\n",
		    title, (int)url.n, url.n > 0 ? url.p : "");
	if (!mail_encode(&(struct mail){ job->sender, job->address, title, text.p, id,
			     clock_wall_us() / 1000000 },
		&job->bytes))
		buf_clear(&job->bytes);
	buf_fini(&text);
}

/* Adds the link that the mail brings, if it does. -1: it does not open, which is logged. */
static int
add_link(struct mails *mails, const struct db_result *rows, int i, struct buf *out)
{
	struct buf sealed = { 0 };
	int result = 0;

	db_bytes(rows, i, COL_SECRET, &sealed);
	if (sealed.n > 0)
		result = box_open(mails->rounds.daemon, PURPOSE_TRANSCRIPT_LINK,
		    db_int(rows, i, COL_TENANT), db_int(rows, i, COL_BOX), buf_view(&sealed), out);
	else
		buf_add_view(out, db_text(rows, i, COL_URL));
	buf_fini(&sealed);
	return result;
}

static void
begin(struct mails *mails, const struct db_result *rows, int i)
{
	const struct config *config = daemon_config(mails->rounds.daemon);
	struct job *job = mem_zero(1, sizeof(*job));
	char *title = view_dup(db_text(rows, i, COL_TITLE));
	struct buf url = { 0 };

	*job = (struct job){ .mails = mails,
		.tenant = db_int(rows, i, COL_TENANT),
		.id = db_int(rows, i, COL_ID),
		.tries = db_int(rows, i, COL_TRIES),
		.address = view_dup(db_text(rows, i, COL_ADDRESS)),
		.relay = config_text(config, "mail_relay"),
		.sender = config_text(config, "mail_sender"),
		.user = config_text(config, "mail_user"),
		.password = config_text(config, "mail_password"),
		.plain = config_int(config, "mail_plain") != 0 };
	job->unreadable = add_link(mails, rows, i, &url) != 0;
	if (!job->unreadable)
		compose(job, title, buf_view(&url), db_text(rows, i, COL_TEXT));
	free(title);
	box_wipe(&url);
	rounds_begun(&mails->rounds);
	job_run(daemon_loop(mails->rounds.daemon), work, done, job);
}

static void
on_begun(void *ctx, enum db_outcome outcome, const struct db_result *rows)
{
	struct mails *mails = ctx;

	for (int i = 0; outcome == DB_DONE && i < rows->rows; i++)
		begin(mails, rows, i);
	if (rounds_back(&mails->rounds))
		rounds_in(&mails->rounds, LOOK_MS);
}

static void
look(void *ctx)
{
	struct mails *mails = ctx;
	const struct db_param params[] = { P_INT(MAILS_AT_ONCE) };

	rounds_begun(&mails->rounds);
	db_submit(daemon_db(mails->rounds.daemon),
	    &(struct db_call){ .query = &q_mails_begin_3, .lane = DB_LANE_ALONE, .params = params },
	    on_begun, mails);
}

int
mails_start(struct daemon *daemon, struct err *err)
{
	struct mails *mails = mem_zero(1, sizeof(*mails));

	(void)err;
	metric_register(&sent_total);
	metric_register(&again_total);
	metric_register(&lost_total);
	(void)curl_global_init(CURL_GLOBAL_DEFAULT);
	rounds_init(&mails->rounds, daemon, "mails", look);
	if (config_text(daemon_config(daemon), "mail_relay")[0] != '\0')
		rounds_in(&mails->rounds, 0);
	return 0;
}

void
mails_stop(struct daemon *daemon)
{
	rounds_stop(&mails_of(daemon)->rounds);
}
