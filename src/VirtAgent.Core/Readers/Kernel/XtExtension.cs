using System.Text;

namespace VirtAgent.Core.Readers.Kernel;

/// <summary>The expressions <c>match</c> and <c>target</c>: an x_tables module with its structure.</summary>
internal static class XtExtension
{
    /// <summary>Reads what both have: name, revision and structure.</summary>
    public static bool TryRead(AttributeCursor data, out string name, out uint revision, out XtInfo info)
    {
        const ushort Name = 1, Revision = 2, Info = 3;
        name = "";
        revision = 0;
        info = default;
        if (!data.TryTakeText(Name, out var text) || !data.TryTakeNumber(Revision, out revision)) return false;
        if (!data.TryTake(Info, out var octets) || !data.AtEnd) return false;
        name = Encoding.ASCII.GetString(text);
        info = new XtInfo(octets);
        return true;
    }
}
