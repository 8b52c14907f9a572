using System.Globalization;
using System.Text;

namespace VirtAgent.Core.Readers.Kernel;

/// <summary>The targets CT and CONNMARK (struct xt_ct_target_info_v1, struct xt_connmark_tginfo2).</summary>
internal static class XtConnection
{
    /// <summary><c>--notrack</c> or a helper alone: no zone, events or timeout.</summary>
    public static bool TryPrintTracking(XtInfo info, StringBuilder line)
    {
        const int Flags = 0, Helper = 12, Timeout = 28, Size = 72;
        const ushort NoTrack = 1, Alias = 2;
        if (!info.IsOf(Size) || !info.IsZero(sizeof(ushort)..Helper) || !info.IsZero(Timeout..Size)) return false;
        if (!info.TryText(Helper..Timeout, out var helper)) return false;
        var text = (info.Short(Flags), helper.IsEmpty) switch
        {
            (NoTrack, true) => " -j CT --notrack",
            (NoTrack | Alias, true) => " -j NOTRACK",
            (0, false) when PrintedWord.Name(helper) is { } name => " -j CT --helper " + name,
            _ => null,
        };
        line.Append(text);
        return text is not null;
    }

    /// <summary>The connection's mark set, saved from the packet's or restored to it, without a shift.</summary>
    public static bool TryPrintMark(XtInfo info, StringBuilder line)
    {
        const int Mark = 0, ConnectionMask = 4, PacketMask = 8, Mode = 14, Size = 15;
        const byte Set = 0, Restore = 2;
        if (!info.IsOf(Size) || !info.IsZero((PacketMask + sizeof(uint))..Mode) || info[Mode] > Restore) return false;
        uint mark = info.Number(Mark), mask = info.Number(ConnectionMask), packetMask = info.Number(PacketMask);
        if (info[Mode] == Set)
        {
            line.Append(CultureInfo.InvariantCulture, $" -j CONNMARK --set-xmark 0x{mark:x}/0x{mask:x}");
            return packetMask == uint.MaxValue;
        }

        var option = info[Mode] == Restore ? "--restore-mark" : "--save-mark";
        line.Append(CultureInfo.InvariantCulture, $" -j CONNMARK {option} --nfmask 0x{packetMask:x} --ctmask 0x{mask:x}");
        return mark == 0;
    }
}
