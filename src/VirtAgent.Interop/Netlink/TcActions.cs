namespace VirtAgent.Interop.Netlink;

/// <summary>Reads the actions of a filter (linux/pkt_cls.h, tc_act/tc_mirred.h and tc_skbedit.h).</summary>
internal static class TcActions
{
    /// <summary>Offset of the device in struct tc_mirred: behind the five numbers of tc_gen and what to do.</summary>
    private const int MirredTarget = 24;

    /// <summary>The actions in the attribute <paramref name="place"/> of a filter's options.</summary>
    public static IReadOnlyList<TcAction> In(ReadOnlySpan<byte> options, int place)
    {
        var actions = new List<TcAction>();
        var attributes = new NetlinkAttributes(options);
        while (attributes.Next())
        {
            if (attributes.Type != place) continue;
            var list = new NetlinkAttributes(attributes.Value);
            while (list.Next()) actions.Add(Action(list.Value));
        }

        return actions;
    }

    private static TcAction Action(ReadOnlySpan<byte> action)
    {
        var kind = "";
        ReadOnlySpan<byte> options = default;
        var attributes = new NetlinkAttributes(action);
        while (attributes.Next())
        {
            if (attributes.Type == (int)ActionAttribute.Kind) kind = attributes.Text;
            else if (attributes.Type == (int)ActionAttribute.Options) options = attributes.Value;
        }

        return new TcAction(kind, kind == "mirred" ? Target(options) : 0, kind == "skbedit" && SetsPriorityOnly(options));
    }

    private static int Target(ReadOnlySpan<byte> options)
    {
        var attributes = new NetlinkAttributes(options);
        while (attributes.Next())
        {
            if (attributes.Type == (int)MirredAttribute.Parms && attributes.Value.Length >= MirredTarget + sizeof(int))
                return BitConverter.ToInt32(attributes.Value[MirredTarget..]);
        }

        return 0;
    }

    private static bool SetsPriorityOnly(ReadOnlySpan<byte> options)
    {
        var attributes = new NetlinkAttributes(options);
        while (attributes.Next())
        {
            if ((SkbeditAttribute)attributes.Type is not (SkbeditAttribute.Tm or SkbeditAttribute.Parms
                or SkbeditAttribute.Priority or SkbeditAttribute.QueueMapping or SkbeditAttribute.Pad))
                return false;
        }

        return true;
    }
}
