using VirtAgent.Interop.Posix;

namespace VirtAgent.Interop.Netlink;

/// <summary>
/// Asks for what conntrack knows of this network namespace (linux/netfilter/nfnetlink_conntrack.h). The kernel looks through all
/// its flows for an answer, but hands out only those that were answered, which saves nine tenths of the time.
/// </summary>
public static class ConntrackDump
{
    private const uint SeenReply = 2;
    private const uint SourceTranslated = 16;

    /// <summary>
    /// Answered flows that <paramref name="wanted"/> takes. First those whose source is not translated, for masqueraded ones are
    /// the many of a busy host; then the others, as long as no more than <paramref name="most"/> have been looked at.
    /// </summary>
    /// <param name="wanted">Which are to be kept.</param>
    /// <param name="most">How many flows are looked at before the rest is given up.</param>
    /// <param name="whole">Whether all were looked at.</param>
    /// <exception cref="KernelException">It needs CAP_NET_ADMIN, and nf_conntrack_netlink.</exception>
    public static IReadOnlyList<ConntrackFlow> Answered(IFlowFilter wanted, int most, out bool whole)
    {
        var flows = new List<ConntrackFlow>();
        var seen = 0;
        whole = Ask(SeenReply, wanted, most, ref seen, flows) && Ask(SeenReply | SourceTranslated, wanted, most, ref seen, flows);
        return flows;
    }

    /// <summary>
    /// The expectations: flows that a helper has announced, and that are RELATED when they come. No more than a few.
    /// </summary>
    /// <returns>The helper of each, or the empty text.</returns>
    /// <exception cref="KernelException">It needs CAP_NET_ADMIN, and nf_conntrack_netlink.</exception>
    public static IReadOnlyList<string> Expectations()
    {
        using var socket = new NetlinkSocket(NetlinkFamily.Netfilter, "expected flows");
        return socket.Dump(
            ((int)NetfilterSubsystem.CtnetlinkExp << 8) | (int)ExpectationMessage.Get, NetlinkQuestion.Of(default(nfgenmsg)),
            ConntrackMessages.Expectation);
    }

    private static bool Ask(uint status, IFlowFilter wanted, int most, ref int seen, List<ConntrackFlow> flows)
    {
        // What is not read to its end keeps the socket busy, so each question has its own.
        using var socket = new NetlinkSocket(NetlinkFamily.Netfilter, "tracked flows");
        var question = NetlinkQuestion.Of(default(nfgenmsg))
            .With((int)ConntrackAttribute.Status, ConntrackMessages.NetworkOrder(status))
            .With((int)ConntrackAttribute.StatusMask, ConntrackMessages.NetworkOrder(SeenReply | SourceTranslated));
        var (count, ended) = (seen, false);
        socket.Ask(
            ((int)NetfilterSubsystem.Ctnetlink << 8) | (int)ConntrackMessage.Get, RequestFlags.Request | RequestFlags.Dump,
                question,
            (_, payload) =>
            {
                ended = ++count > most;
                // A kernel before 5.14 does not know the filter and hands out all.
                if (!ended && ConntrackMessages.Flow(
                    payload, wanted, SeenReply | SourceTranslated, status) is { } flow) flows.Add(flow);
                return !ended;
            });
        seen = count;
        return !ended;
    }
}
