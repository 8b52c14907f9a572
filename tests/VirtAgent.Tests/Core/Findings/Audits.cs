using VirtAgent.Core.Findings;
using VirtAgent.Core.Hosts;
using VirtAgent.Core.Ledger;
using VirtAgent.Tests.Core.Ports;

namespace VirtAgent.Tests.Core.Findings;

/// <summary>Audits put together in code: what they found, and what they could not read.</summary>
internal static class Audits
{
    public static readonly Finding Leak = Of(FindingCode.ForwardLeak, Severity.Critical, "out IPv4: -A FORWARD -j ACCEPT");
    public static readonly Finding Ghost = Of(FindingCode.PortGhost, Severity.Warning, "port p1");
    public static readonly Finding Latent = Of(FindingCode.ForwardLatent, Severity.Warning, "out IPv4: policy of FORWARD");

    public static Finding Of(string code, Severity severity, string subject, string? network = "iso") => new()
    {
        Code = code,
        Severity = severity,
        Network = network,
        Subject = subject,
        Summary = $"{code} of {subject}.",
        Remedy = "Do something.",
    };

    public static Audit With(params Finding[] findings) => With(PromiseVerdict.Isolated, findings);

    /// <summary>An audit whose network iso has <paramref name="verdict"/> for both families.</summary>
    public static Audit With(PromiseVerdict verdict, params Finding[] findings)
    {
        var network = new VirtualNetwork("iso", "uuid-of-iso", ForwardMode.None, [], "virbr1", false, false, [], []);
        var header = new HostHeader("test", "2026-11-22T06:30:00Z", "qemu:///system", "9.0.0", "6.18", []);
        var host = new Host { Header = header, Networks = [network] };
        return new Audit(host, [new NetworkVerdict(network, verdict, verdict, PromiseVerdict.Isolated, 0)], [], findings);
    }

    public static Audit Unread(this Audit audit, params string[] sources) =>
        audit with { Host = audit.Host with { Gaps = [.. sources.Select(source => new Gap(source, "Permission denied."))] } };

    public static Audit WithoutNetwork(this Audit audit) =>
        audit with { Host = audit.Host with { Networks = [] }, Networks = [] };

    /// <summary>The entries of an audit at <paramref name="at"/> seconds, <c>finding-raised KEY: DETAIL</c>.</summary>
    public static string[] Tell(this FindingTracker book, double at, Audit audit, params RulesetCommit[] commits) =>
    [
        .. book.Apply(audit, PortDesk.At(at),
            commits).Entries.Select(entry => $"{entry.Kind.Word()} {entry.Finding}: {entry.Detail}"),
    ];
}
