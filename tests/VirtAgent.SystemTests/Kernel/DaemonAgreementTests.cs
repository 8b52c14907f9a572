using System.Diagnostics;
using System.Globalization;
using VirtAgent.Core.Rulesets;
using VirtAgent.Observe.Hints;
using VirtAgent.Observe.Netfilter;
using VirtAgent.SystemTests.Support;

namespace VirtAgent.SystemTests.Kernel;

/// <summary>
/// Whoever looks for the first time is the judge: rules are edited at random, by iptables and by nft, and after every commit what
/// a daemon believes is held against that. VIRTAGENT_EDITS sets how many edits, VIRTAGENT_SEED replays a run.
/// </summary>
public sealed class DaemonAgreementTests
{
    // Rules pile up, and what somebody did to a table of iptables keeps iptables out of it.
    private const int CommitsUntilAnew = 40;

    private static readonly int Edits = Setting("VIRTAGENT_EDITS") ?? 300;

    [Fact]
    public void After_every_commit_a_daemon_believes_what_a_first_look_finds() => NamespaceLoop.Run(async () =>
    {
        var seed = Setting("VIRTAGENT_SEED") ?? Random.Shared.Next();
        Console.WriteLine($"VIRTAGENT_SEED={seed}");
        var random = new Random(seed);
        var (iptables, nft) = (new IptablesEditor(random), new NftEditor(random));
        var faults = new List<string>();
        var belief = new Belief();
        using var firewall = new WatchedFirewall(new HintChannel(), (source, reason) => faults.Add($"{source}: {reason}"));
        int made = 0, tried = 0, commits = 0, followed = 0;
        NativeFirewall? native = null;
        var recent = new Queue<string>();
        var state = await RulesetState.ReadAsync();
        while (made < Edits)
        {
            if (tried++ % CommitsUntilAnew == 0)
            {
                foreach (var edit in Anew()) await MakeAsync(edit);
                state = await RulesetState.ReadAsync();
            }

            var isOfNft = random.Chance(0.25);
            var first = MakeAsync(isOfNft ? nft.Draw(state) : iptables.Draw(state));
            // Two writers at once, and a daemon that looks while they write.
            if (random.Chance(0.1))
            {
                var second = MakeAsync(iptables.Draw(state));
                await firewall.LookAsync(RefreshScope.Firewall, TestContext.Current.CancellationToken);
                await second;
            }

            if (!await first) continue;
            var watched = await firewall.LookAsync(RefreshScope.Firewall, TestContext.Current.CancellationToken);
            // What is not iptables' is left as it was where the mirror goes on.
            if (ReferenceEquals(watched.Native, native)) followed++;
            native = watched.Native;
            state = await RulesetState.ReadAsync();
            commits++;
            var (mine, fresh) = (belief.OfDaemon(watched), belief.Fresh(state.Reading));
            Assert.True(mine.SequenceEqual(fresh), Difference(mine, fresh));
        }

        Console.WriteLine($"{made} edits in {commits} commits of {tried} tried, {followed} followed");
        foreach (var fault in faults.Distinct()) Console.WriteLine(fault);
        // Otherwise agreeing would be easy.
        Assert.InRange(followed, commits / 10, commits);
        Assert.DoesNotContain(faults, fault => fault.Contains("please report", StringComparison.Ordinal));

        async Task<bool> MakeAsync(RulesetEdit edit)
        {
            var start = new ProcessStartInfo(edit.Program, edit.Arguments)
            {
                RedirectStandardInput = true,
                RedirectStandardError = true,
            };
            using var process = Process.Start(start)!;
            await process.StandardInput.WriteAsync(edit.Input);
            process.StandardInput.Close();
            await process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            if (process.ExitCode != 0) return false;
            made += edit.Count;
            recent.Enqueue(edit.ToString());
            if (recent.Count > 6) recent.Dequeue();
            return true;
        }

        string Difference(List<string> mine, List<string> fresh) => $"""
            VIRTAGENT_SEED={seed}, after {made} edits
            only the daemon: {string.Join("\n  ", mine.Except(fresh))}
            only a first look: {string.Join("\n  ", fresh.Except(mine))}
            the last edits: {string.Join("\n", recent)}
            """;
    });

    private static IEnumerable<RulesetEdit> Anew()
    {
        yield return NftEditor.Flush;
        foreach (var family in new[] { "iptables", "ip6tables" })
        {
            var text = RepositoryFolder.Path($"tests/VirtAgent.Tests/Hosts/lab-9.0.0-stock/{family}-save.txt");
            yield return new RulesetEdit($"{family}-nft-restore", [], File.ReadAllText(text), 1);
        }
    }

    private static int? Setting(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : null;
}
