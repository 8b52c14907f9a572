using System.Text.RegularExpressions;
using VirtAgent.SystemTests.Support;

namespace VirtAgent.SystemTests.Stories;

/// <summary>
/// The ledger's story beside what happened, row by row of <see cref="PortScenarios"/>, with and without the network hook.
/// </summary>
public sealed class PortStoryTests(ITestOutputHelper output)
{
    private const string Guest = """
        <domain type='qemu'>
          <name>g1</name>
          <uuid>aaaaaaaa-0000-4000-8000-000000000001</uuid>
          <memory unit='MiB'>32</memory>
          <vcpu>1</vcpu>
          <os><type arch='x86_64' machine='pc'>hvm</type></os>
          <features><acpi/></features>
          <devices>
            <controller type='usb' model='none'/>
            <memballoon model='none'/>
            <disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='/var/lib/libvirt/images/g1.qcow2'/><target dev='vda' bus='virtio'/></disk>
            <interface type='network'>
              <mac address='52:54:00:00:66:01'/>
              <source network='network1'/>
              <model type='virtio'/>
            </interface>
          </devices>
        </domain>
        """;

    // Ends libvirtd with the port made and QEMU not yet started, when it is told to.
    private const string KillHook = """
        #!/bin/bash
        if [ "$2" = start ] && [ -e /root/kill-libvirtd ]; then kill -9 "$(pidof libvirtd)"; fi
        exit 0
        """;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_ledger_tells_what_happened_to_every_port(bool hook)
    {
        using var lab = Lab.Up(hook ? "stories-hook" : "stories");
        lab.StartNetwork(Lab.Xml("default"));
        lab.StartNetwork(Lab.Xml("network1"));
        Prepare(lab);
        if (hook)
            lab.Must(RepositoryFolder.Path("deploy/hook"), "install", "--binary",
            RepositoryFolder.Path(".artifacts/native/network_hook"));
        var agent = WatchingAgent.Start(lab);
        var told = agent.History().Count;

        var wrong = new List<string>();
        foreach (var scenario in PortScenarios.Table)
        {
            lab.Shell($"{PortScenarios.Preamble}\n{scenario.Script}");
            var history = agent.WaitFor(entries => Matches(Stories(entries.Skip(told)), scenario.Stories));
            // What is told too much comes late: look again when the dust has settled.
            Thread.Sleep(400);
            history = agent.History();
            var stories = Stories(history.Skip(told));
            told = history.Count;
            var right = Matches(stories, scenario.Stories);
            output.WriteLine(
                $"{(right ? "ok   " : "WRONG")} {scenario.Name}: "
                + $"{(stories.Count == 0 ? "nothing" : string.Join("; ", stories))}");
            if (!right) wrong.Add(scenario.Name);
        }

        if (wrong.Count > 0) output.WriteLine(agent.Log());
        Assert.Empty(wrong);
        Assert.Equal(0, Agent.Run(lab, "ledger", "verify").Exit);
    }

    private static void Prepare(Lab lab)
    {
        lab.Shell("""
            printf %s "$1" > /root/g1.xml
            sed -e 's/g1/bad/; /<uuid>/d; /<disk/d; /<mac /d' -e "s|</domain>|<qemu:commandline xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'><qemu:arg value='-no-such-option'/></qemu:commandline></domain>|" /root/g1.xml > /root/bad-guest.xml
            mkdir -p /var/lib/libvirt/images /etc/libvirt/hooks
            qemu-img create -q -f qcow2 /var/lib/libvirt/images/g1.qcow2 64M
            chmod 666 /var/lib/libvirt/images/g1.qcow2
            printf %s "$2" > /etc/libvirt/hooks/qemu
            chmod 755 /etc/libvirt/hooks/qemu
            virsh -q define /root/g1.xml
            systemctl restart libvirtd
            """, Guest, KillHook);
    }

    /// <summary><c>g1@network1: created > bound virbr1</c>, a line for each port, in order of first mention.</summary>
    private static IReadOnlyList<string> Stories(IEnumerable<LedgerAnswer> entries) =>
        [.. from entry in entries
            where entry.Port is not null
            group entry by entry.Port into port
            select $"{port.First().Guest}@{port.First().Network}: {string.Join(" > ", port.Select(Word))}"];

    private static string Word(LedgerAnswer entry)
    {
        var kind = entry.Kind.Replace("port-", "", StringComparison.Ordinal);
        return kind is "bound" or "changed" ? $"{kind} {entry.Bridge}" : kind;
    }

    private static bool Matches(IReadOnlyList<string> stories, string[] expected)
    {
        if (stories.Count != expected.Length) return false;
        var left = stories.ToList();
        return expected.All(pattern => left.FindIndex(story => Regex.IsMatch(story, $"^{pattern}$")) is >= 0 and var at
            && Take(left, at));
    }

    private static bool Take(List<string> stories, int at)
    {
        stories.RemoveAt(at);
        return true;
    }
}
