using VirtAgent.Configuration;
using VirtAgent.Core.Analysis;
using VirtAgent.Core.Findings;
using VirtAgent.Core.Hosts;
using VirtAgent.Core.Readers.Records;
using VirtAgent.Hosting;
using VirtAgent.Observe;
using VirtAgent.Observe.Libvirt;
using VirtAgent.Observe.Snapshots;
using VirtAgent.Presentation;

namespace VirtAgent.Cli;

/// <summary>One command line that was understood: which host it is about and how the answer is to be printed.</summary>
/// <param name="Terminal">Where to.</param>
/// <param name="Connect">libvirt URI asked for, or null.</param>
/// <param name="From">Folder of a recorded host, or null for this host.</param>
/// <param name="Json">Whether JSON is asked for.</param>
internal sealed record Request(Terminal Terminal, string? Connect, string? From, bool Json)
{
    /// <summary>Where its waivers are; null where none apply.</summary>
    public WaiverFolder? Waivers { get; init; }

    /// <summary>Where is kept what it waits for; null where nobody asked.</summary>
    public StageTimes? Times { get; init; }

    private readonly Lazy<Screen> _screen = new(() => new Screen(Terminal.Output, Terminal.Colour && Terminal.OutputIsTerminal));

    /// <summary>Standard output for people.</summary>
    public Screen Screen => _screen.Value;

    /// <summary>Standard error for people.</summary>
    public Screen ErrorScreen => new(Terminal.Error, Terminal.Colour && Terminal.ErrorIsTerminal);

    /// <summary>Looks at the host, or reads its record.</summary>
    public async Task<HostRecord> RecordAsync(CancellationToken cancellation)
    {
        if (From is not null)
        {
            using var stage = Times?.Begin($"the record in {From}");
            return RecordFolder.Read(From);
        }

        var uri = LocalUri();
        return await Progress.ShowAsync(
            Terminal, $"reading {uri} and the firewall", LiveHost.ReadAsync(uri, Times, cancellation));
    }

    /// <summary>The libvirt of this host that is asked for.</summary>
    /// <exception cref="RequestException">It is another host's.</exception>
    public string LocalUri()
    {
        var uri = LibvirtUri.Resolve(Connect);
        return LibvirtUri.IsRemote(uri)
            ? throw new RequestException(
                $"{uri} is another host, and a firewall is read where it is: run virt-agent there, or read its snapshot with "
                    + "--from.")
            : uri;
    }

    /// <summary>The host as a model.</summary>
    public async Task<Host> HostAsync(CancellationToken cancellation)
    {
        var host = Model(await RecordAsync(cancellation));
        // iptables-save and nft answer at two moments. Rules that libvirtd puts back in between look tainted once, and never
        // twice.
        return From is null && host.Taints.Count > 0 ? Model(await RecordAsync(cancellation)) : host;
    }

    private Host Model(HostRecord record)
    {
        using var stage = Times?.Begin("the model of the host");
        return HostReader.Read(record);
    }

    /// <summary>Audits it, with its waivers.</summary>
    public Audit Audit(Host host)
    {
        using var stage = Times?.Begin("the proof");
        var audit = Judge.Audit(host);
        var now = DateTimeOffset.UtcNow;
        return Waivers?.Read(now).Apply(audit, now) ?? audit;
    }

    /// <summary>Says on standard error what of <paramref name="sources"/> is missing from the answer.</summary>
    /// <exception cref="RequestException">There is nothing but what is missing.</exception>
    public void Admit(Host host, bool empty, params ReadOnlySpan<string> sources)
    {
        foreach (var gap in host.Gaps)
        {
            if (!sources.Contains(gap.Source.Split('/')[0])) continue;
            if (empty) throw new RequestException(gap.Reason);
            Warn($"{gap.Source}: {gap.Reason}");
        }
    }

    /// <summary>A line on standard error that is no error.</summary>
    public void Warn(string message) => Terminal.Error.WriteLine($"warning: {Printable.Line(message)}");

    /// <summary>Says on standard error that there is nothing to show.</summary>
    public void Nothing(string what, Host host)
    {
        var record = From is null ? "" : $" (recorded in {From})";
        Terminal.Error.WriteLine(Printable.Line($"no {what} at {host.Header.Uri}{record}"));
    }
}
