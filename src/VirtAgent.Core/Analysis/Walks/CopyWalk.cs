using VirtAgent.Core.Rulesets;

namespace VirtAgent.Core.Analysis.Walks;

/// <summary>
/// Sends copies on: to a gateway by the host's own routes, with no mark and no sender asked (net/ipv4/netfilter/nf_dup_ipv4.c
/// nf_dup_ipv4_route), or straight out of a device (net/netfilter/nf_dup_netdev.c).
/// </summary>
internal sealed class CopyWalk(Journey journey)
{
    /// <summary>Sends one.</summary>
    /// <returns>The outcome in the words of a trace.</returns>
    public string Send(Statement.Copy statement, RulePlace place, int index, RuleAnswers answers)
    {
        var device = statement.Device;
        if (device is null && statement.Gateway is { } gateway)
        {
            var ways = journey.Path.Routes.DecideOwn(gateway);
            var way = ways[journey.Choose(place, $"{index}{answers.Made}", ways.Count, taken => ways[taken].Assumption)];
            if (way.Assumption is not null) answers.Assumed = true;
            if (way.Outcome != WalkOutcome.Forwarded) return "copy lost";
            device = way.Device;
        }

        journey.Copy(device);
        return device is null ? "copy" : $"copy {device}";
    }
}
