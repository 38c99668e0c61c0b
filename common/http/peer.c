/*
 * peer - who is at the other end: the socket's address, or what our own proxies say.
 *
 * Owns: the rule of X-Forwarded-For (design/http.md, pitfall 16).
 * Must not know: anything else of a request.
 */
#include <stdio.h>
#include <string.h>

#include "common/http/address.h"
#include "common/http/internal.h"
#include "common/log/log.h"

enum { UNTRUSTED_LOG_MS = 60000 };

/* A process chooses which of the 16 million addresses of the loopback network it connects from: they are one source. */
static const char this_machine[] = "127.0.0.1";

/* Returns false if the client has gone already. */
static bool
peer_of_tcp(struct conn *conn)
{
	struct sockaddr_storage address;
	int size = sizeof(address);

	if (uv_tcp_getpeername(&conn->io.tcp, (struct sockaddr *)&address, &size) != 0)
		return false;
	if (address.ss_family == AF_INET6) {
		(void)uv_ip6_name((struct sockaddr_in6 *)&address, conn->peer, sizeof(conn->peer));
		/* IPv4 over a socket of both families keeps its own form. */
		if (view_starts(view_of(conn->peer), "::ffff:"))
			memmove(conn->peer, conn->peer + 7, strlen(conn->peer + 7) + 1);
		return true;
	}
	(void)uv_ip4_name((struct sockaddr_in *)&address, conn->peer, sizeof(conn->peer));
	return true;
}

bool
peer_of_conn(struct conn *conn)
{
	if (conn->from_edge)
		(void)strcpy(conn->peer, this_machine);
	else if (!peer_of_tcp(conn))
		return false;
	conn->trusted = conn->from_edge || server_trusts(conn->server, view_of(conn->peer));
	if (address_text_is_loopback(view_of(conn->peer)))
		(void)strcpy(conn->peer, this_machine);
	return true;
}

static bool
is_address(struct view text)
{
	unsigned char address[sizeof(struct in6_addr)];
	char copy[INET6_ADDRSTRLEN];

	/* Of a zone behind a "%" uv_inet_pton takes any bytes. */
	return view_copy(text, copy, sizeof(copy)) && strchr(copy, '%') == NULL &&
	    (uv_inet_pton(AF_INET, copy, address) == 0 ||
		uv_inet_pton(AF_INET6, copy, address) == 0);
}

/* Takes the last of comma-separated values off the list. */
static struct view
take_last(struct view *list)
{
	const char *comma = memrchr(list->p, ',', list->n);
	size_t from = comma != NULL ? (size_t)(comma - list->p) + 1 : 0;
	struct view last = { list->p + from, list->n - from };

	list->n = comma != NULL ? from - 1 : 0;
	return view_trim(last);
}

/* Goes from the right to the left. False when the client is found: the first address that
 * none of our proxies has, or the last one before something that is no address. */
static bool
go_back(struct http_req *req, struct view list)
{
	while (list.n > 0) {
		struct view one = take_last(&list);

		if (!is_address(one))
			return false;
		req->peer = one;
		if (!server_trusts(req->server, one))
			return false;
	}
	return true;
}

/* All clients of a proxy that is not named in trusted_proxies count as one: its operator has to know. */
static void
log_untrusted(const struct http_req *req)
{
	int64_t suppressed;

	if (log_allow("http_proxy_untrusted", VIEW(""), UNTRUSTED_LOG_MS, &suppressed))
		LOG(WARN, "http_proxy_untrusted", LOG_VIEW("address", req->peer),
		    LOG_INT("suppressed", suppressed));
}

static const char forwarded_for[] = "x-forwarded-for";

/* Finds the client behind our proxies. */
static void
go_back_through_fields(struct http_req *req)
{
	for (int i = req->field_count - 1; i >= 0; i--)
		if (view_is_nocase(req->fields[i].name, forwarded_for) &&
		    !go_back(req, req->fields[i].value))
			return;
}

void
peer_of_request(struct http_req *req)
{
	struct view ignored;

	(void)snprintf(
	    req->from, sizeof(req->from), "%s", req->conn->peer); /* which may end first */
	req->peer = view_of(req->from);
	if (req->conn->trusted)
		go_back_through_fields(req);
	else if (http_header(req, forwarded_for, &ignored))
		log_untrusted(req);
	if (address_text_is_loopback(req->peer))
		req->peer = view_of(this_machine);
}
