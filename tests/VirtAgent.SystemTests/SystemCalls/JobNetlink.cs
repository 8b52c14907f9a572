using System.Text.RegularExpressions;

namespace VirtAgent.SystemTests.SystemCalls;

/// <summary>What the agent's job is to ask the kernel by netlink: nothing but questions.</summary>
internal static partial class JobNetlink
{
    /// <summary>Whether all messages that it sends ask and change nothing. What strace could not decode is no question.</summary>
    public static bool OnlyAsks(SystemCall call)
    {
        var sent = call.AllArguments;
        if (IsProbe().IsMatch(sent)) return true;
        var headers = Header().Matches(sent);
        return headers.Count > 0 && headers.Count == AnyHeader().Count(sent) && headers.All(IsQuestion);
    }

    private static bool IsQuestion(Match header) => Question().IsMatch(header.Groups["type"].Value)
        && !Changing().IsMatch(header.Groups["flags"].Value)
        // iproute2 sends the whole of its buffer: a message without length ends what the kernel reads.
        || (header.Groups["length"].Value, header.Groups["type"].Value) == ("0", "0 /* NLMSG_??? */");

    [GeneratedRegex("nlmsg_len=")]
    private static partial Regex AnyHeader();

    [GeneratedRegex(@"nlmsg_len=(?<length>\d+), nlmsg_type=(?<type>[^,]+), nlmsg_flags=(?<flags>[^,]+), nlmsg_seq=")]
    private static partial Regex Header();

    // Those that end in _RESET set counters back, so a name has to end as it does here. 0xa10 is NFT_MSG_GETGEN: nft asks it on a
    // socket that it has not bound, and strace does not know then what kind of netlink that is.
    [GeneratedRegex(
        @"^(RTM_GET(LINK|ADDR|ROUTE|RULE|QDISC|TCLASS|TFILTER|NSID)|XFRM_MSG_GETSPDINFO"
        + @"|NFNL_SUBSYS_CTNETLINK<<8\|IPCTNL_MSG_CT_GET|NFNL_SUBSYS_CTNETLINK_EXP<<8\|IPCTNL_MSG_EXP_GET"
        + @"|NFNL_SUBSYS_NFTABLES<<8\|NFT_MSG_GET(GEN|TABLE|CHAIN|RULE|SET|SETELEM|OBJ|FLOWTABLE)"
        + @"|NFNL_SUBSYS_NFT_COMPAT<<8\|NFNL_MSG_COMPAT_GET|0xa10 /\* NLMSG_\?\?\? \*/)$")]
    private static partial Regex Question();

    [GeneratedRegex("NLM_F_(CREATE|EXCL|REPLACE|APPEND)")]
    private static partial Regex Changing();

    // `ip link` finds out whether the kernel knows RTM_NEWLINK by sending one that names no device and has no attribute. Without
    // NLM_F_CREATE the kernel finds nothing to change and says so.
    [GeneratedRegex(
        @"\[\{nlmsg_len=32, nlmsg_type=RTM_NEWLINK, nlmsg_flags=NLM_F_REQUEST\|NLM_F_ACK, nlmsg_seq=\d+, nlmsg_pid=\d+\}, "
        + @"\{ifi_family=AF_UNSPEC, ifi_type=\w+, ifi_index=0, ifi_flags=0, ifi_change=0\}\], 32,")]
    private static partial Regex IsProbe();
}
