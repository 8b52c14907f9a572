/*
 * The kernel as the judge of firewall rules: real packets through the real netfilter of a network namespace of its own.
 *
 *   kernel_judge DEVICE...
 *
 * Makes a network namespace with a TUN device of each name, up, with IPv4 and IPv6 forwarding on, prints "ready", then
 * answers commands, one a line, until the end of its input; the namespace goes away with it. Needs root.
 *
 *   (empty line)           Sends the answers so far. Until then they are kept, so that many packets cost one round trip.
 *   packet DEVICE HEX      Lets the IP packet arrive on DEVICE. Answers "none", or "out DEVICE HEX [DEVICE HEX]..." with
 *                          everything that left the namespace because of it (a REJECT's answer too).
 *   flush                  Forgets every tracked connection. Answers "ok".
 *   run FILE PROGRAM ARG...  Runs the program in the namespace with FILE ("-" for none) as its input; no shell, so arguments
 *                          hold no spaces. Answers its output and errors, then "exit STATUS" on a line of its own.
 *
 * A write() to a TUN device runs the whole receive, netfilter and forward path before it returns, so what can be read from
 * the devices after it is the verdict: no waiting, no capture thread, no reordering.
 */
#define _GNU_SOURCE
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_conntrack.h>
#include <linux/netlink.h>
#include <net/if.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MAX_DEVICES = 16, MAX_PACKET = 2048, MAX_ARGUMENTS = 32, ANSWER_BUFFER = 1 << 20 };

struct device {
	const char *name;
	int fd;
};

static struct device devices[MAX_DEVICES];
static int device_count;
static int conntrack_socket = -1;

__attribute__((noreturn, format(printf, 1, 2))) static void die(const char *format, ...)
{
	int error = errno;
	va_list list;

	fputs("kernel_judge: ", stderr);
	va_start(list, format);
	vfprintf(stderr, format, list);
	va_end(list);
	fprintf(stderr, ": %s\n", strerror(error));
	exit(1);
}

/* Missing keys are passed over: kernels differ in what they have, and the tests fail where one mattered. */
static void set_sysctl(const char *value, const char *format, ...)
{
	char path[256] = "/proc/sys/net/";
	size_t used = strlen(path);
	va_list list;
	int fd;

	va_start(list, format);
	vsnprintf(path + used, sizeof(path) - used, format, list);
	va_end(list);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0 && errno == ENOENT)
		return;
	if (fd < 0 || write(fd, value, strlen(value)) < 0)
		die("%s", path);
	close(fd);
}

/* /run becomes private as well: iptables-legacy's lock lies there, and the machine's own must not be waited for. */
static void enter_namespace(void)
{
	if (unshare(CLONE_NEWNET | CLONE_NEWNS) < 0)
		die("a new network namespace (are you root?)");
	if (mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0)
		die("making mounts private");
	if (mount("tmpfs", "/run", "tmpfs", MS_NOSUID, "mode=0755") < 0)
		die("a private /run");
}

static int open_tun(void)
{
	int fd = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);

	if (fd < 0 && mknod("/run/tun", S_IFCHR | 0600, makedev(10, 200)) == 0)
		fd = open("/run/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		die("/dev/net/tun");
	return fd;
}

static void bring_up(const char *name)
{
	struct ifreq request = { 0 };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	snprintf(request.ifr_name, sizeof(request.ifr_name), "%s", name);
	if (fd < 0 || ioctl(fd, SIOCGIFFLAGS, &request) < 0)
		die("device %s", name);
	request.ifr_flags |= IFF_UP;
	if (ioctl(fd, SIOCSIFFLAGS, &request) < 0)
		die("bringing %s up", name);
	close(fd);
}

static void create_device(const char *name)
{
	struct ifreq request = { .ifr_flags = IFF_TUN | IFF_NO_PI };
	int fd = open_tun();

	if (device_count == MAX_DEVICES || strlen(name) >= IFNAMSIZ) {
		errno = EINVAL;
		die("device %s", name);
	}
	snprintf(request.ifr_name, sizeof(request.ifr_name), "%s", name);
	if (ioctl(fd, TUNSETIFF, &request) < 0)
		die("creating %s", name);
	devices[device_count++] = (struct device){ name, fd };
	set_sysctl("0", "ipv4/conf/%s/rp_filter", name);
	/* Otherwise sources of packets that go back where they came from are checked more closely (fib_validate_source). */
	set_sysctl("0", "ipv4/conf/%s/send_redirects", name);
	/* No link-local address: it would only bring packets of the kernel's own. */
	set_sysctl("1", "ipv6/conf/%s/addr_gen_mode", name);
	set_sysctl("0", "ipv6/conf/%s/accept_dad", name);
	set_sysctl("0", "ipv6/conf/%s/disable_ipv6", name);
	bring_up(name);
}

static void set_up(int count, char **names)
{
	enter_namespace();
	/* New devices start without IPv6, so that none speaks (MLD, router solicitation) before it is set up. */
	set_sysctl("1", "ipv6/conf/default/disable_ipv6");
	set_sysctl("0", "ipv4/conf/all/rp_filter");
	set_sysctl("0", "ipv4/conf/default/rp_filter");
	set_sysctl("0", "ipv4/conf/all/send_redirects");
	set_sysctl("1", "ipv4/ip_forward");
	set_sysctl("1", "ipv6/conf/all/forwarding");
	/* What the expected connection states rest on; a machine's own settings may be inherited otherwise. */
	set_sysctl("1", "netfilter/nf_conntrack_checksum");
	set_sysctl("1", "netfilter/nf_conntrack_tcp_loose");
	bring_up("lo");
	for (int i = 0; i < count; i++)
		create_device(names[i]);
	conntrack_socket = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_NETFILTER);
	if (conntrack_socket < 0)
		die("a netfilter netlink socket");
}

static void flush_connections(void)
{
	struct {
		struct nlmsghdr header;
		struct nfgenmsg body;
	} request = {
		.header = {
			.nlmsg_len = sizeof(request),
			.nlmsg_type = NFNL_SUBSYS_CTNETLINK << 8 | IPCTNL_MSG_CT_DELETE,
			.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK,
		},
		.body = { .nfgen_family = AF_UNSPEC, .version = NFNETLINK_V0 },
	};
	struct {
		struct nlmsghdr header;
		struct nlmsgerr body;
	} answer;

	if (send(conntrack_socket, &request, sizeof(request), 0) < 0
	    || recv(conntrack_socket, &answer, sizeof(answer), 0) < (ssize_t)sizeof(answer)) {
		die("flushing connections");
	}
	if (answer.header.nlmsg_type != NLMSG_ERROR || answer.body.error != 0) {
		errno = -answer.body.error;
		die("flushing connections");
	}
	puts("ok");
}

/* Number of octets, or -1 when the text is no hexadecimal of even length that fits. */
static int from_hex(const char *text, unsigned char *octets)
{
	size_t digits = strlen(text);

	if (digits % 2 != 0 || digits / 2 > MAX_PACKET)
		return -1;
	for (size_t i = 0; i < digits / 2; i++) {
		unsigned int octet;

		if (!isxdigit((unsigned char)text[2 * i]) || sscanf(text + 2 * i, "%2x", &octet) != 1)
			return -1;
		octets[i] = (unsigned char)octet;
	}
	return (int)(digits / 2);
}

static void discard_pending(void)
{
	unsigned char octets[MAX_PACKET];

	for (int i = 0; i < device_count; i++) {
		while (read(devices[i].fd, octets, sizeof(octets)) > 0)
			;
	}
}

static void print_departed(void)
{
	unsigned char octets[MAX_PACKET];
	int any = 0;

	for (int i = 0; i < device_count; i++) {
		ssize_t length;

		while ((length = read(devices[i].fd, octets, sizeof(octets))) > 0) {
			printf("%s %s ", any ? "" : "out", devices[i].name);
			for (ssize_t j = 0; j < length; j++)
				printf("%02x", octets[j]);
			any = 1;
		}
	}
	puts(any ? "" : "none");
}

static void let_arrive(const char *name, const char *hex)
{
	unsigned char octets[MAX_PACKET];
	int length = hex ? from_hex(hex, octets) : -1;
	int i = 0;

	while (i < device_count && strcmp(devices[i].name, name ? name : "") != 0)
		i++;
	if (i == device_count || length <= 0) {
		puts("error: packet DEVICE HEX");
		return;
	}
	discard_pending();
	if (write(devices[i].fd, octets, (size_t)length) != length) {
		printf("error: %s did not take the packet: %s\n", name, strerror(errno));
		return;
	}
	print_departed();
}

static void run_program(void)
{
	char *arguments[MAX_ARGUMENTS + 1];
	char *input = strtok(NULL, " ");
	int count = 0;
	int status;
	pid_t child;

	while (count < MAX_ARGUMENTS && (arguments[count] = strtok(NULL, " ")) != NULL)
		count++;
	arguments[count] = NULL;
	if (input == NULL || count == 0) {
		puts("run FILE PROGRAM ARG...\nexit 2");
		return;
	}
	fflush(stdout);
	child = fork();
	if (child < 0)
		die("fork");
	if (child == 0) {
		int fd = open(strcmp(input, "-") == 0 ? "/dev/null" : input, O_RDONLY | O_CLOEXEC);

		if (fd < 0 || dup2(fd, STDIN_FILENO) < 0 || dup2(STDOUT_FILENO, STDERR_FILENO) < 0)
			die("%s", input);
		execvp(arguments[0], arguments);
		die("%s", arguments[0]);
	}
	if (waitpid(child, &status, 0) < 0)
		die("waitpid");
	printf("exit %d\n", WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
}

static void answer(char *line)
{
	const char *command = strtok(line, " \n");

	if (command == NULL)
		fflush(stdout);
	else if (strcmp(command, "packet") == 0) {
		const char *device = strtok(NULL, " ");

		let_arrive(device, strtok(NULL, " "));
	} else if (strcmp(command, "flush") == 0) {
		flush_connections();
	} else if (strcmp(command, "run") == 0) {
		run_program();
	} else {
		printf("error: no command '%s'\n", command);
	}
}

int main(int argc, char **argv)
{
	char *line = NULL;
	size_t size = 0;
	ssize_t length;

	if (argc < 2) {
		fputs("usage: kernel_judge DEVICE...\n", stderr);
		return 2;
	}
	clearenv();
	setenv("PATH", "/usr/sbin:/usr/bin:/sbin:/bin", 1);
	setenv("LC_ALL", "C", 1);
	setvbuf(stdout, NULL, _IOFBF, ANSWER_BUFFER);
	set_up(argc - 1, argv + 1);
	puts("ready");
	fflush(stdout);
	while ((length = getline(&line, &size, stdin)) > 0) {
		if (line[length - 1] == '\n')
			line[length - 1] = '\0';
		answer(line);
	}
	free(line);
	return 0;
}
