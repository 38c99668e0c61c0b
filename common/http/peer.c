/*
 * peer - who is at the other end: the socket's address, or what our own proxies say.
 *
 * Owns: the rule of X-Forwarded-For (design/http.md, pitfall 16).
 * Must not know: anything else of a request.
 */
#include <stdio.h>
#include <string.h>

#include "common/http/internal.h"

bool
peer_of_conn(struct conn *conn)
{
	struct sockaddr_storage address;
	int size = sizeof(address);

	if (uv_tcp_getpeername(&conn->tcp, (struct sockaddr *)&address, &size) != 0)
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

void
peer_of_request(struct http_req *req)
{
	(void)snprintf(
	    req->from, sizeof(req->from), "%s", req->conn->peer); /* which may end first */
	req->peer = view_of(req->from);
	if (!server_trusts(req->server, req->peer))
		return;
	for (int i = req->field_count - 1; i >= 0; i--)
		if (view_is_nocase(req->fields[i].name, "x-forwarded-for") &&
		    !go_back(req, req->fields[i].value))
			return;
}
