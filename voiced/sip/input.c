/*
 * input - marks the sender of what the library reads, before it is parsed (common/base/input_mark.h); drops datagrams of senders that are
 * refused.
 *
 * The library reads each datagram, and the bytes of each connection without TLS, by su_vrecv(), and finds this one instead of its own (as
 * su_close in accept.c). The mark stays until the next read, or the end of the library's turn (root.c): parsing, transactions and all that
 * comes of the message are between them. Over TLS OpenSSL reads, for tls_read(), which is found here, too: nobody is marked until the request is
 * parsed (sip.c).
 */
#include <dlfcn.h>
#include <errno.h>
#include <sys/socket.h>

#include "common/base/input_mark.h"
#include "voiced/sip/internal.h"

bool
sip_input_enter(const struct sip_config *config, const struct sip_source *source)
{
	struct input_peer peer = { .kind = INPUT_NONE };
	bool good;

	input_leave();
	good = config->input == NULL || config->input(config->ctx, source, &peer);

	if (good)
		input_enter(&peer);
	return good;
}

static ssize_t
sip_input_receive(int fd, struct msghdr *head, int flags)
{
	ssize_t n;

	do {
		n = recvmsg(fd, head, flags);
	} while (n < 0 && errno == EINTR);
	return n;
}

/* A datagram tells its sender, as the library asks for that; of a connection it is known. */
static bool
sip_input_source(int fd, const struct msghdr *head, struct sip_source *out)
{
	if (head->msg_name == NULL)
		return sip_accept_source(fd, out);
	out->transport = "udp";
	sip_address_text(head->msg_name, out);
	return out->host[0] != '\0';
}

issize_t
su_vrecv(su_socket_t fd, su_iovec_t parts[], isize_t count, int flags, su_sockaddr_t *from,
    socklen_t *from_size)
{
	const struct sip_config *config = sip_accept_running();
	struct sip_source source = { 0 };
	struct msghdr head = { .msg_name = from_size != NULL ? from : NULL,
		.msg_namelen = from != NULL && from_size != NULL ? *from_size : 0,
		.msg_iov = (struct iovec *)parts,
		.msg_iovlen = (size_t)count };
	issize_t n = (issize_t)sip_input_receive(fd, &head, flags);

	if (from != NULL && from_size != NULL)
		*from_size = head.msg_namelen;
	if (config == NULL || n < 0 || !sip_input_source(fd, &head, &source) ||
	    sip_input_enter(config, &source))
		return n;
	input_leave();
	if (head.msg_name == NULL)
		(void)shutdown(
		    fd, SHUT_RDWR); /* the library closes it as one whose peer has gone */
	errno = EAGAIN;
	return -1;
}

struct tls_s;
ssize_t tls_read(struct tls_s *tls);

ssize_t
tls_read(struct tls_s *tls)
{
	static ssize_t (*library)(struct tls_s * tls);

	if (library == NULL)
		library = (ssize_t(*)(struct tls_s *))dlsym(RTLD_NEXT, "tls_read");
	input_leave(); /* what was read before was somebody else's */
	return library(tls);
}
