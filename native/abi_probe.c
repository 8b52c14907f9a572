/*
 * What the installed headers of libvirt and sd-bus say about everything VirtAgent.Interop binds, and the kernel's and libc's
 * about what of them it uses. FUNCTION and CALLBACK do not compile when
 * the header's prototype is another than the one written here; what is printed is derived from those same types, so the lines
 * that AbiTests compares with the C# declarations cannot differ from the headers. Constants and layouts come from the headers
 * directly. A line "newer X" says that these headers are older than X, which then goes unchecked on this machine.
 */
/* fcntl.h tells of O_PATH only then. */
#define _GNU_SOURCE
/* Before the kernel's own, which then leave out what it defines. */
#include <netinet/in.h>

#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/filter.h>
#include <linux/if_link.h>
#include <linux/net_namespace.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_conntrack.h>
#include <linux/netfilter_bridge/ebtables.h>
#include <linux/netlink.h>
#include <linux/pkt_cls.h>
#include <linux/rtnetlink.h>
#include <linux/tc_act/tc_mirred.h>
#include <linux/tc_act/tc_skbedit.h>
#include <linux/xfrm.h>
#include <poll.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <time.h>

#define CLASS(T) _Generic((T *)0, \
    void *: "void", int *: "int", unsigned int *: "uint", unsigned long *: "ulong", \
    int **: "int*", unsigned long **: "ulong*", unsigned char **: "uchar*", void **: "void*", \
    char **: "char*", const char **: "const-char*", \
    virConnectPtr *: "virConnectPtr", virDomainPtr *: "virDomainPtr", virNetworkPtr *: "virNetworkPtr", \
    virNetworkPortPtr *: "virNetworkPortPtr", virErrorPtr *: "virErrorPtr", virTypedParameterPtr *: "virTypedParameterPtr", \
    virDomainPtr ***: "array*", virNetworkPtr ***: "array*", virNetworkPortPtr ***: "array*", virTypedParameterPtr **: "array*", \
    virFreeCallback *: "callback", virConnectCloseFunc *: "callback", virErrorFunc *: "callback", \
    virEventTimeoutCallback *: "callback", virConnectDomainEventGenericCallback *: "callback", \
    virConnectNetworkEventGenericCallback *: "callback")

#define P0()
#define P1(T) printf(" %s", CLASS(T))
#define P2(T, ...) P1(T), P1(__VA_ARGS__)
#define P3(T, ...) P1(T), P2(__VA_ARGS__)
#define P4(T, ...) P1(T), P3(__VA_ARGS__)
#define P5(T, ...) P1(T), P4(__VA_ARGS__)
#define P6(T, ...) P1(T), P5(__VA_ARGS__)
#define COUNT(_1, _2, _3, _4, _5, _6, N, ...) P##N
#define PRINT(...) COUNT(__VA_ARGS__, 6, 5, 4, 3, 2, 1, 0)(__VA_ARGS__)

#define SHOW(kind, name, ret, ...) \
    (printf(kind " %s %s", #name, CLASS(ret)), PRINT(__VA_ARGS__), printf("\n"))
#define FUNCTION(name, ret, ...) do { \
    _Static_assert(__builtin_types_compatible_p(__typeof__(&name), ret (*)(__VA_ARGS__)), #name " has another prototype"); \
    SHOW("func", name, ret, __VA_ARGS__); } while (0)
#define FUNCTION0(name, ret) do { \
    _Static_assert(__builtin_types_compatible_p(__typeof__(&name), ret (*)(void)), #name " has another prototype"); \
    printf("func %s %s\n", #name, CLASS(ret)); } while (0)
#define CALLBACK(type, ret, ...) do { \
    _Static_assert(__builtin_types_compatible_p(type, ret (*)(__VA_ARGS__)), #type " has another prototype"); \
    SHOW("callback", type, ret, __VA_ARGS__); } while (0)
#define SIZE(type) printf("size %s %zu\n", #type, sizeof(type))
#define FIELD(type, f) printf("field %s %s %zu %zu\n", #type, #f, offsetof(type, f), sizeof(((type *)0)->f))
#define CONST(name) printf("const %s %d\n", #name, (int)name)
#define NEWER(kind, name) printf("newer " kind " %s\n", #name)

#pragma GCC diagnostic ignored "-Wdeprecated-declarations" /* virError's conn, dom and net */

static void functions(void)
{
    FUNCTION0(virInitialize, int);
    FUNCTION(virGetVersion, int, unsigned long *, const char *, unsigned long *);
    FUNCTION(virTypedParamsFree, void, virTypedParameterPtr, int);
    FUNCTION0(virGetLastError, virErrorPtr);
    FUNCTION(virSetErrorFunc, void, void *, virErrorFunc);

    FUNCTION(virConnectOpenReadOnly, virConnectPtr, const char *);
    FUNCTION(virConnectRef, int, virConnectPtr);
    FUNCTION(virConnectClose, int, virConnectPtr);
    FUNCTION(virConnectIsAlive, int, virConnectPtr);
    FUNCTION(virConnectSetKeepAlive, int, virConnectPtr, int, unsigned int);
    FUNCTION(virConnectGetLibVersion, int, virConnectPtr, unsigned long *);
    FUNCTION(virConnectGetURI, char *, virConnectPtr);
    FUNCTION(virConnectListAllDomains, int, virConnectPtr, virDomainPtr **, unsigned int);
    FUNCTION(virConnectListAllNetworks, int, virConnectPtr, virNetworkPtr **, unsigned int);
    FUNCTION(virConnectRegisterCloseCallback, int, virConnectPtr, virConnectCloseFunc, void *, virFreeCallback);
    FUNCTION(virConnectUnregisterCloseCallback, int, virConnectPtr, virConnectCloseFunc);

    FUNCTION(virDomainLookupByName, virDomainPtr, virConnectPtr, const char *);
    FUNCTION(virDomainLookupByUUIDString, virDomainPtr, virConnectPtr, const char *);
    FUNCTION(virDomainGetName, const char *, virDomainPtr);
    FUNCTION(virDomainGetUUID, int, virDomainPtr, unsigned char *);
    FUNCTION(virDomainGetID, unsigned int, virDomainPtr);
    FUNCTION(virDomainIsPersistent, int, virDomainPtr);
    FUNCTION(virDomainGetXMLDesc, char *, virDomainPtr, unsigned int);
    FUNCTION(virDomainFree, int, virDomainPtr);

    FUNCTION(virNetworkLookupByName, virNetworkPtr, virConnectPtr, const char *);
    FUNCTION(virNetworkLookupByUUIDString, virNetworkPtr, virConnectPtr, const char *);
    FUNCTION(virNetworkGetName, const char *, virNetworkPtr);
    FUNCTION(virNetworkGetUUID, int, virNetworkPtr, unsigned char *);
    FUNCTION(virNetworkIsActive, int, virNetworkPtr);
    FUNCTION(virNetworkGetXMLDesc, char *, virNetworkPtr, unsigned int);
    FUNCTION(virNetworkFree, int, virNetworkPtr);

    FUNCTION(virNetworkListAllPorts, int, virNetworkPtr, virNetworkPortPtr **, unsigned int);
    FUNCTION(virNetworkPortLookupByUUIDString, virNetworkPortPtr, virNetworkPtr, const char *);
    FUNCTION(virNetworkPortGetUUID, int, virNetworkPortPtr, unsigned char *);
    FUNCTION(virNetworkPortGetXMLDesc, char *, virNetworkPortPtr, unsigned int);
    FUNCTION(virNetworkPortGetParameters, int, virNetworkPortPtr, virTypedParameterPtr *, int *, unsigned int);
    FUNCTION(virNetworkPortFree, int, virNetworkPortPtr);

    FUNCTION0(virEventRegisterDefaultImpl, int);
    FUNCTION0(virEventRunDefaultImpl, int);
    FUNCTION(virEventAddTimeout, int, int, virEventTimeoutCallback, void *, virFreeCallback);
    FUNCTION(virEventUpdateTimeout, void, int, int);
    FUNCTION(virEventRemoveTimeout, int, int);
    FUNCTION(virConnectDomainEventRegisterAny, int, virConnectPtr, virDomainPtr, int, virConnectDomainEventGenericCallback,
             void *, virFreeCallback);
    FUNCTION(virConnectDomainEventDeregisterAny, int, virConnectPtr, int);
    FUNCTION(virConnectNetworkEventRegisterAny, int, virConnectPtr, virNetworkPtr, int, virConnectNetworkEventGenericCallback,
             void *, virFreeCallback);
    FUNCTION(virConnectNetworkEventDeregisterAny, int, virConnectPtr, int);
}

static void callbacks(void)
{
    CALLBACK(virErrorFunc, void, void *, virErrorPtr);
    CALLBACK(virFreeCallback, void, void *);
    CALLBACK(virEventTimeoutCallback, void, int, void *);
    CALLBACK(virConnectCloseFunc, void, virConnectPtr, int, void *);
    CALLBACK(virConnectDomainEventCallback, int, virConnectPtr, virDomainPtr, int, int, void *);
    CALLBACK(virConnectDomainEventDeviceAddedCallback, void, virConnectPtr, virDomainPtr, const char *, void *);
    CALLBACK(virConnectDomainEventDeviceRemovedCallback, void, virConnectPtr, virDomainPtr, const char *, void *);
    CALLBACK(virConnectDomainEventDeviceRemovalFailedCallback, void, virConnectPtr, virDomainPtr, const char *, void *);
    CALLBACK(virConnectNetworkEventLifecycleCallback, void, virConnectPtr, virNetworkPtr, int, int, void *);
#if LIBVIR_CHECK_VERSION(9, 8, 0)
    CALLBACK(virConnectNetworkEventMetadataChangeCallback, void, virConnectPtr, virNetworkPtr, int, const char *, void *);
#else
    NEWER("callback", virConnectNetworkEventMetadataChangeCallback);
#endif
#if LIBVIR_CHECK_VERSION(11, 2, 0)
    CALLBACK(virConnectDomainEventNICMACChangeCallback, void, virConnectPtr, virDomainPtr, const char *, const char *,
             const char *, void *);
#else
    NEWER("callback", virConnectDomainEventNICMACChangeCallback);
#endif
}

static void layouts(void)
{
    SIZE(virError);
    FIELD(virError, code);
    FIELD(virError, domain);
    FIELD(virError, message);
    FIELD(virError, level);
    FIELD(virError, conn);
    FIELD(virError, dom);
    FIELD(virError, str1);
    FIELD(virError, str2);
    FIELD(virError, str3);
    FIELD(virError, int1);
    FIELD(virError, int2);
    FIELD(virError, net);
    SIZE(virTypedParameter);
    FIELD(virTypedParameter, field);
    FIELD(virTypedParameter, type);
    FIELD(virTypedParameter, value);
}

typedef struct inotify_event inotify_event;
typedef struct sockaddr_nl sockaddr_nl;
typedef struct nlmsghdr nlmsghdr;
typedef struct rtgenmsg rtgenmsg;
typedef struct ifinfomsg ifinfomsg;
typedef struct tcmsg tcmsg;
typedef struct ebt_replace ebt_replace;
typedef struct nfgenmsg nfgenmsg;
typedef struct nlattr nlattr;
typedef struct sock_filter sock_filter;
typedef struct sock_fprog sock_fprog;
typedef struct pollfd pollfd;
typedef struct timespec timespec;

static void kernel_layouts(void)
{
    SIZE(inotify_event);
    FIELD(inotify_event, wd);
    FIELD(inotify_event, mask);
    FIELD(inotify_event, cookie);
    FIELD(inotify_event, len);
    SIZE(sockaddr_nl);
    FIELD(sockaddr_nl, nl_family);
    FIELD(sockaddr_nl, nl_pad);
    FIELD(sockaddr_nl, nl_pid);
    FIELD(sockaddr_nl, nl_groups);
    SIZE(rtgenmsg);
    FIELD(rtgenmsg, rtgen_family);
    SIZE(ifinfomsg);
    FIELD(ifinfomsg, ifi_family);
    FIELD(ifinfomsg, __ifi_pad);
    FIELD(ifinfomsg, ifi_type);
    FIELD(ifinfomsg, ifi_index);
    FIELD(ifinfomsg, ifi_flags);
    FIELD(ifinfomsg, ifi_change);
    SIZE(tcmsg);
    FIELD(tcmsg, tcm_family);
    FIELD(tcmsg, tcm__pad1);
    FIELD(tcmsg, tcm__pad2);
    FIELD(tcmsg, tcm_ifindex);
    FIELD(tcmsg, tcm_handle);
    FIELD(tcmsg, tcm_parent);
    FIELD(tcmsg, tcm_info);
    SIZE(ebt_replace);
    FIELD(ebt_replace, name);
    FIELD(ebt_replace, valid_hooks);
    FIELD(ebt_replace, nentries);
    FIELD(ebt_replace, entries_size);
    FIELD(ebt_replace, hook_entry);
    FIELD(ebt_replace, num_counters);
    FIELD(ebt_replace, counters);
    FIELD(ebt_replace, entries);
    SIZE(nlmsghdr);
    FIELD(nlmsghdr, nlmsg_len);
    FIELD(nlmsghdr, nlmsg_type);
    FIELD(nlmsghdr, nlmsg_flags);
    FIELD(nlmsghdr, nlmsg_seq);
    FIELD(nlmsghdr, nlmsg_pid);
    SIZE(nfgenmsg);
    FIELD(nfgenmsg, nfgen_family);
    FIELD(nfgenmsg, version);
    FIELD(nfgenmsg, res_id);
    SIZE(nlattr);
    FIELD(nlattr, nla_len);
    FIELD(nlattr, nla_type);
    SIZE(sock_filter);
    FIELD(sock_filter, code);
    FIELD(sock_filter, jt);
    FIELD(sock_filter, jf);
    FIELD(sock_filter, k);
    SIZE(sock_fprog);
    FIELD(sock_fprog, len);
    FIELD(sock_fprog, filter);
    SIZE(pollfd);
    FIELD(pollfd, fd);
    FIELD(pollfd, events);
    FIELD(pollfd, revents);
    SIZE(timespec);
    FIELD(timespec, tv_sec);
    FIELD(timespec, tv_nsec);
}

static void kernel_constants(void)
{
    CONST(IN_MOVED_FROM);
    CONST(IN_MOVED_TO);
    CONST(IN_CREATE);
    CONST(IN_DELETE);
    CONST(IN_DELETE_SELF);
    CONST(IN_MOVE_SELF);
    CONST(IN_UNMOUNT);
    CONST(IN_Q_OVERFLOW);
    CONST(IN_IGNORED);
    CONST(IN_ONLYDIR);
    CONST(IN_ISDIR);
    CONST(O_WRONLY);
    CONST(O_CREAT);
    CONST(O_EXCL);
    CONST(O_NONBLOCK);
    CONST(O_CLOEXEC);
    CONST(O_PATH);
    CONST(POLLIN);
    CONST(EPERM);
    CONST(ENOENT);
    CONST(EINTR);
    CONST(EIO);
    CONST(EAGAIN);
    CONST(EACCES);
    CONST(EEXIST);
    CONST(ENOTDIR);
    CONST(EINVAL);
    CONST(EMFILE);
    CONST(ENOSPC);
    CONST(ENOPROTOOPT);
    CONST(ENOBUFS);
    CONST(ECONNREFUSED);
    CONST(CLOCK_REALTIME);
    CONST(CLOCK_BOOTTIME);
    CONST(MADV_DONTNEED);

    CONST(AF_NETLINK);
    CONST(AF_INET);
    CONST(SOCK_RAW);
    CONST(SOCK_DGRAM);
    CONST(SOCK_NONBLOCK);
    CONST(SOCK_CLOEXEC);
    CONST(SOL_SOCKET);
    CONST(SOL_IP);
    CONST(SOL_NETLINK);
    CONST(SO_RCVBUF);
    CONST(SO_RCVBUFFORCE);
    CONST(SO_ATTACH_FILTER);
    CONST(MSG_TRUNC);
    CONST(BPF_LD);
    CONST(BPF_H);
    CONST(BPF_ABS);
    CONST(BPF_JMP);
    CONST(BPF_JEQ);
    CONST(BPF_RET);

    CONST(NETLINK_ROUTE);
    CONST(NETLINK_XFRM);
    CONST(NETLINK_NETFILTER);
    CONST(NETLINK_ADD_MEMBERSHIP);
    CONST(RTNLGRP_LINK);
    CONST(RTNLGRP_TC);
    CONST(RTNLGRP_IPV4_IFADDR);
    CONST(RTNLGRP_IPV4_ROUTE);
    CONST(RTNLGRP_IPV4_RULE);
    CONST(RTNLGRP_IPV6_IFADDR);
    CONST(RTNLGRP_IPV6_ROUTE);
    CONST(RTNLGRP_IPV6_IFINFO);
    CONST(RTNLGRP_IPV6_RULE);
    CONST(RTNLGRP_IPV4_NETCONF);
    CONST(RTNLGRP_IPV6_NETCONF);
    CONST(RTM_NEWLINK);
    CONST(RTM_DELLINK);
    CONST(RTM_GETLINK);
    CONST(RTM_NEWADDR);
    CONST(RTM_DELADDR);
    CONST(RTM_NEWROUTE);
    CONST(RTM_DELROUTE);
    CONST(RTM_NEWRULE);
    CONST(RTM_DELRULE);
    CONST(RTM_NEWQDISC);
    CONST(RTM_DELQDISC);
    CONST(RTM_GETQDISC);
    CONST(RTM_NEWTCLASS);
    CONST(RTM_DELTCLASS);
    CONST(RTM_GETTCLASS);
    CONST(RTM_NEWTFILTER);
    CONST(RTM_DELTFILTER);
    CONST(RTM_GETTFILTER);
    CONST(RTM_NEWNETCONF);
    CONST(RTM_DELNETCONF);
    CONST(RTM_GETNSID);
    CONST(RTM_NEWCHAIN);
    CONST(RTM_DELCHAIN);
    CONST(NFNLGRP_NFTABLES);
    CONST(NFNL_SUBSYS_NFTABLES);
    CONST(NFNL_SUBSYS_CTNETLINK);
    CONST(NFNL_SUBSYS_CTNETLINK_EXP);
    CONST(NLMSG_ERROR);
    CONST(NLMSG_DONE);
    CONST(NLM_F_REQUEST);
    CONST(NLM_F_DUMP);
    CONST(NLM_F_DUMP_INTR);
    CONST(NFT_MSG_NEWCHAIN);
    CONST(NFT_MSG_GETCHAIN);
    CONST(NFT_MSG_DELCHAIN);
    CONST(NFT_MSG_NEWRULE);
    CONST(NFT_MSG_GETRULE);
    CONST(NFT_MSG_DELRULE);
    CONST(NFT_MSG_GETGEN);
    CONST(NFTA_CHAIN_TABLE);
    CONST(NFTA_CHAIN_HANDLE);
    CONST(NFTA_CHAIN_NAME);
    CONST(NFTA_CHAIN_HOOK);
    CONST(NFTA_CHAIN_POLICY);
    CONST(NFTA_CHAIN_TYPE);
    CONST(NFTA_HOOK_HOOKNUM);
    CONST(NFTA_HOOK_PRIORITY);
    CONST(NFTA_RULE_TABLE);
    CONST(NFTA_RULE_CHAIN);
    CONST(NFTA_RULE_HANDLE);
    CONST(NFTA_RULE_EXPRESSIONS);
    CONST(NFTA_RULE_USERDATA);
    CONST(NFT_MSG_NEWGEN);
    CONST(NFTA_GEN_ID);
    CONST(NFTA_GEN_PROC_PID);
    CONST(NFTA_GEN_PROC_NAME);

    CONST(TCA_KIND);
    CONST(TCA_OPTIONS);
    CONST(TCA_CHAIN);
    CONST(TCA_INGRESS_BLOCK);
    CONST(TCA_EGRESS_BLOCK);
    CONST(TCA_ACT_KIND);
    CONST(TCA_ACT_OPTIONS);
    CONST(TCA_MIRRED_PARMS);
    CONST(TCA_SKBEDIT_TM);
    CONST(TCA_SKBEDIT_PARMS);
    CONST(TCA_SKBEDIT_PRIORITY);
    CONST(TCA_SKBEDIT_QUEUE_MAPPING);
    CONST(TCA_SKBEDIT_PAD);
    CONST(IFLA_IFNAME);
    CONST(IFLA_LINK);
    CONST(IFLA_LINKINFO);
    CONST(IFLA_EXT_MASK);
    CONST(IFLA_LINK_NETNSID);
    CONST(IFLA_TARGET_NETNSID);
    CONST(IFLA_INFO_KIND);
    CONST(IFLA_INFO_DATA);
    CONST(NETNSA_NSID);
    CONST(NETNSA_PID);
    CONST(IPCTNL_MSG_CT_GET);
    CONST(IPCTNL_MSG_EXP_GET);
    CONST(CTA_TUPLE_ORIG);
    CONST(CTA_TUPLE_REPLY);
    CONST(CTA_STATUS);
    CONST(CTA_HELP);
    CONST(CTA_ZONE);
    CONST(CTA_STATUS_MASK);
    CONST(CTA_TUPLE_IP);
    CONST(CTA_TUPLE_PROTO);
    CONST(CTA_IP_V4_SRC);
    CONST(CTA_IP_V4_DST);
    CONST(CTA_IP_V6_SRC);
    CONST(CTA_IP_V6_DST);
    CONST(CTA_PROTO_NUM);
    CONST(CTA_PROTO_SRC_PORT);
    CONST(CTA_PROTO_DST_PORT);
    CONST(CTA_PROTO_ICMP_ID);
    CONST(CTA_PROTO_ICMP_TYPE);
    CONST(CTA_PROTO_ICMP_CODE);
    CONST(CTA_PROTO_ICMPV6_ID);
    CONST(CTA_PROTO_ICMPV6_TYPE);
    CONST(CTA_PROTO_ICMPV6_CODE);
    CONST(CTA_HELP_NAME);
    CONST(CTA_EXPECT_HELP_NAME);
    CONST(XFRM_MSG_GETSPDINFO);
    CONST(XFRMA_SPD_INFO);
    CONST(BPF_PROG_QUERY);
    NEWER("const", BPF_TCX_INGRESS);
    NEWER("const", BPF_TCX_EGRESS);
    NEWER("const", BPF_NETKIT_PRIMARY);
    NEWER("const", BPF_NETKIT_PEER);
    CONST(EBT_SO_GET_INFO);
}

static void constants(void)
{
    CONST(VIR_UUID_BUFLEN);

    CONST(VIR_CONNECT_LIST_DOMAINS_ACTIVE);
    CONST(VIR_CONNECT_LIST_DOMAINS_INACTIVE);
    CONST(VIR_CONNECT_LIST_NETWORKS_INACTIVE);
    CONST(VIR_CONNECT_LIST_NETWORKS_ACTIVE);
    CONST(VIR_DOMAIN_XML_INACTIVE);
    CONST(VIR_TYPED_PARAM_UINT);

    CONST(VIR_DOMAIN_EVENT_ID_LIFECYCLE);
    CONST(VIR_DOMAIN_EVENT_ID_DEVICE_REMOVED);
    CONST(VIR_DOMAIN_EVENT_ID_DEVICE_ADDED);
    CONST(VIR_DOMAIN_EVENT_ID_DEVICE_REMOVAL_FAILED);
    CONST(VIR_NETWORK_EVENT_ID_LIFECYCLE);
#if LIBVIR_CHECK_VERSION(9, 8, 0)
    CONST(VIR_NETWORK_EVENT_ID_METADATA_CHANGE);
#else
    NEWER("const", VIR_NETWORK_EVENT_ID_METADATA_CHANGE);
#endif
#if LIBVIR_CHECK_VERSION(11, 2, 0)
    CONST(VIR_DOMAIN_EVENT_ID_NIC_MAC_CHANGE);
#else
    NEWER("const", VIR_DOMAIN_EVENT_ID_NIC_MAC_CHANGE);
#endif

    CONST(VIR_DOMAIN_EVENT_DEFINED);
    CONST(VIR_DOMAIN_EVENT_UNDEFINED);
    CONST(VIR_DOMAIN_EVENT_STARTED);
    CONST(VIR_DOMAIN_EVENT_SUSPENDED);
    CONST(VIR_DOMAIN_EVENT_RESUMED);
    CONST(VIR_DOMAIN_EVENT_STOPPED);
    CONST(VIR_DOMAIN_EVENT_SHUTDOWN);
    CONST(VIR_DOMAIN_EVENT_PMSUSPENDED);
    CONST(VIR_DOMAIN_EVENT_CRASHED);
    CONST(VIR_NETWORK_EVENT_DEFINED);
    CONST(VIR_NETWORK_EVENT_UNDEFINED);
    CONST(VIR_NETWORK_EVENT_STARTED);
    CONST(VIR_NETWORK_EVENT_STOPPED);
    CONST(VIR_CONNECT_CLOSE_REASON_ERROR);
    CONST(VIR_CONNECT_CLOSE_REASON_EOF);
    CONST(VIR_CONNECT_CLOSE_REASON_KEEPALIVE);
    CONST(VIR_CONNECT_CLOSE_REASON_CLIENT);

    CONST(VIR_ERR_OK);
    CONST(VIR_ERR_INTERNAL_ERROR);
    CONST(VIR_ERR_NO_MEMORY);
    CONST(VIR_ERR_NO_SUPPORT);
    CONST(VIR_ERR_UNKNOWN_HOST);
    CONST(VIR_ERR_NO_CONNECT);
    CONST(VIR_ERR_INVALID_CONN);
    CONST(VIR_ERR_INVALID_DOMAIN);
    CONST(VIR_ERR_INVALID_ARG);
    CONST(VIR_ERR_OPERATION_FAILED);
    CONST(VIR_ERR_XML_ERROR);
    CONST(VIR_ERR_OPERATION_DENIED);
    CONST(VIR_ERR_INVALID_NETWORK);
    CONST(VIR_ERR_SYSTEM_ERROR);
    CONST(VIR_ERR_RPC);
    CONST(VIR_ERR_NO_DOMAIN);
    CONST(VIR_ERR_NO_NETWORK);
    CONST(VIR_ERR_AUTH_FAILED);
    CONST(VIR_ERR_OPERATION_INVALID);
    CONST(VIR_ERR_OPERATION_TIMEOUT);
    CONST(VIR_ERR_HOOK_SCRIPT_FAILED);
    CONST(VIR_ERR_AUTH_CANCELLED);
    CONST(VIR_ERR_OPERATION_UNSUPPORTED);
    CONST(VIR_ERR_SSH);
    CONST(VIR_ERR_ACCESS_DENIED);
    CONST(VIR_ERR_AUTH_UNAVAILABLE);
    CONST(VIR_ERR_INVALID_NETWORK_PORT);
    CONST(VIR_ERR_NETWORK_PORT_EXIST);
    CONST(VIR_ERR_NO_NETWORK_PORT);
}

int main(void)
{
    functions();
    callbacks();
    layouts();
    constants();
    kernel_layouts();
    kernel_constants();
    return 0;
}
