using VirtAgent.Core.Analysis;
using VirtAgent.Core.Findings;
using VirtAgent.Core.Packets;
using VirtAgent.Core.Readers.Records;
using VirtAgent.Core.Rulesets;
using VirtAgent.Presentation;
using VirtAgent.Tests.Support;

namespace VirtAgent.Tests.Core.Analysis;

public class ProofMemoryTests
{
    [Fact]
    public void One_host_after_the_other_is_judged_as_if_it_were_the_first()
    {
        var memory = new ProofMemory();
        var reading = new ParseCache();
        // Each twice, and back again: the second time is remembered.
        foreach (var name in RecordedHosts.All.SelectMany(name => new[] { name, name }).Concat(RecordedHosts.All.Reverse()))
        {
            var record = RecordedHosts.Read(name);
            Assert.Equal(Text(Judge.Audit(HostReader.Read(record))), Text(Judge.Audit(HostReader.Read(record, reading), memory)));
        }
    }

    [Fact]
    public void A_change_of_one_family_leaves_the_proofs_of_the_other()
    {
        var memory = new ProofMemory();
        var record = RecordedHosts.Read("lab-9.0.0-stock");
        var reading = new ParseCache();
        var before = HostReader.Read(record, reading);
        Judge.Audit(before, memory);
        var rules = before.RuleSet(Family.IPv4, Backend.Nft)!;
        var after = before with { RuleSets = [.. before.RuleSets.Where(set => set != rules), rules with { Tables = [] }] };

        var proved = new List<Family>();
        foreach (var family in Enum.GetValues<Family>())
        {
            memory.Of(after, family, _ =>
            {
                proved.Add(family);
                return new Dictionary<string, Proof>();
            });
        }

        Assert.Equal([Family.IPv4], proved);
    }

    private static string Text(Audit audit)
    {
        var output = new StringWriter();
        JsonOutput.Write(output, audit.Host, json => AuditJson.Members(json, audit));
        return output.ToString();
    }
}
