using VirtAgent.Core.Hosts;
using VirtAgent.Hosting;
using VirtAgent.Observe.Hints;
using VirtAgent.Observe.Snapshots;

namespace VirtAgent.Observe.Tools;

/// <summary>Reads links, addresses, routes and firewall rules with the tools of the host, all at once.</summary>
internal static class ToolReading
{
    private const string Iproute = "iproute2";
    private const string Iptables = "iptables";
    private const string LegacyNames = "/proc/net/ip_tables_names";
    private const string LegacyNames6 = "/proc/net/ip6_tables_names";

    // A ruleset of 100,000 rules takes a few seconds to print.
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    /// <summary>The sources that <paramref name="what"/> calls into doubt.</summary>
    public static IEnumerable<string> Sources(RefreshScope what)
    {
        if (what.HasFlag(RefreshScope.Firewall)) yield return RecordFile.Nft;
        if (what.HasFlag(RefreshScope.Firewall)) yield return RecordFile.Iptables;
        if (what.HasFlag(RefreshScope.Firewall)) yield return RecordFile.Ip6tables;
        if (what.HasFlag(RefreshScope.LegacyFirewall)) yield return RecordFile.IptablesLegacy;
        if (what.HasFlag(RefreshScope.LegacyFirewall)) yield return RecordFile.Ip6tablesLegacy;
        if (what.HasFlag(RefreshScope.Links)) yield return RecordFile.Links;
        if (what.HasFlag(RefreshScope.Addresses)) yield return RecordFile.Addresses;
        if (what.HasFlag(RefreshScope.Routes)) yield return RecordFile.Routes4;
        if (what.HasFlag(RefreshScope.Routes)) yield return RecordFile.Routes6;
        if (what.HasFlag(RefreshScope.Routes)) yield return RecordFile.Policy;
        if (what.HasFlag(RefreshScope.Routes)) yield return RecordFile.Policy6;
    }

    /// <summary>Reads those; what fails becomes a gap.</summary>
    /// <param name="observation">Where to.</param>
    /// <param name="what">What is in doubt.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <param name="times">Where is kept how long each tool ran, or null.</param>
    public static Task RunAsync(
        HostRecordBuilder observation, RefreshScope what, CancellationToken cancellation, StageTimes? times = null)
    {
        var ip = new Tool("ip");
        var reading = new Reading(observation, times, cancellation);

        // The slowest come first: a start takes a millisecond, so by the last one the first have finished.
        return Task.WhenAll(Sources(what).Select(source => source switch
        {
            RecordFile.Iptables => reading.NftBackedAsync(source, "iptables"),
            RecordFile.Ip6tables => reading.NftBackedAsync(source, "ip6tables"),
            RecordFile.Nft => reading.ReadAsync(source, new Tool("nft"), "nftables", "-j", "list", "ruleset"),
            RecordFile.IptablesLegacy => reading.LegacyAsync(source, LegacyNames, "iptables"),
            RecordFile.Ip6tablesLegacy => reading.LegacyAsync(source, LegacyNames6, "ip6tables"),
            RecordFile.Links => reading.ReadAsync(source, ip, Iproute, "-j", "-d", "link", "show"),
            RecordFile.Addresses => reading.ReadAsync(source, ip, Iproute, "-j", "address", "show"),
            RecordFile.Routes4 => reading.ReadAsync(source, ip, Iproute, "-j", "-4", "route", "show", "table", "all"),
            RecordFile.Routes6 => reading.ReadAsync(source, ip, Iproute, "-j", "-6", "route", "show", "table", "all"),
            RecordFile.Policy => reading.ReadAsync(source, ip, Iproute, "-j", "-4", "rule", "show"),
            _ => reading.ReadAsync(source, ip, Iproute, "-j", "-6", "rule", "show"),
        }));
    }

    private sealed class Reading(HostRecordBuilder observation, StageTimes? times, CancellationToken cancellation)
    {
        public async Task ReadAsync(string source, Tool tool, string package, params string[] arguments)
        {
            var result = await RunAsync(tool, arguments);

            // ip says so when devices or routes changed while it was printing them; the next dump is a whole one.
            if (ToolComplaint.IsInterrupted(result)) result = await RunAsync(tool, arguments);
            if (ToolComplaint.Of(result, tool.Name, package, Deadline) is { } complaint) observation.Miss(source, complaint);
            if (result.Succeeded) observation.Add(source, result.Text);
        }

        public async Task NftBackedAsync(string source, string family) =>
            await ReadAsync(source, await BackendAsync(family, "nft", "(nf_tables)"), Iptables);

        public async Task LegacyAsync(string source, string names, string family)
        {
            string tables;
            try
            {
                tables = File.ReadAllText(names);
            }
            catch (Exception absent) when (absent is FileNotFoundException or DirectoryNotFoundException)
            {
                return;
            }
            catch (Exception denied) when (denied is IOException or UnauthorizedAccessException)
            {
                observation.Miss(source, $"{names} cannot be read, so legacy rules may exist unseen; run virt-agent as root.");
                return;
            }

            // The legacy tool creates the tables it is asked for by name, so it is not even started where there are none;
            // without -t it prints the tables that are registered and no others.
            if (string.IsNullOrWhiteSpace(tables)) return;
            await ReadAsync(source, await BackendAsync(family, "legacy", "(legacy)"), Iptables);
        }

        // Distributions that have one backend only call it by the plain name.
        private async Task<Tool> BackendAsync(string family, string backend, string mark)
        {
            var tool = new Tool($"{family}-{backend}-save");
            if (tool.Exists) return tool;
            var plain = new Tool(family + "-save");
            var version = await RunAsync(plain, "-V");
            return version.Text.Contains(mark, StringComparison.Ordinal) ? plain : tool;
        }

        private async Task<ToolResult> RunAsync(Tool tool, params string[] arguments)
        {
            using var stage = times?.Begin(string.Join(' ', [tool.Name, .. arguments]));
            return await tool.RunAsync(arguments, Deadline, cancellation: cancellation);
        }
    }
}
