using VirtAgent.Core.Packets;
using VirtAgent.Core.Rulesets;

namespace VirtAgent.SystemTests.Kernel;

/// <summary>Loads and prints the rules of a namespace with the tools of each family and backend.</summary>
internal static class IptablesTool
{
    /// <summary>iptables-restore: replaces the tables that <paramref name="text"/> names.</summary>
    public static void Load(KernelJudge judge, Family family, Backend backend, string text) =>
        judge.Run(text, Name(family, backend, "restore"));

    /// <summary>iptables-save.</summary>
    public static string Save(KernelJudge judge, Family family, Backend backend) => judge.Run("", Name(family, backend, "save"));

    private static string Name(Family family, Backend backend, string verb) =>
        $"{(family == Family.IPv4 ? "iptables" : "ip6tables")}-{(backend == Backend.Nft ? "nft" : "legacy")}-{verb}";
}
