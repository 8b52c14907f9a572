using System.Xml;
using System.Xml.Linq;
using VirtAgent.Core.Analysis;
using VirtAgent.Core.Findings;
using VirtAgent.Core.Hosts;
using VirtAgent.Core.Readers.Records;
using VirtAgent.HtmlReport;
using VirtAgent.Presentation;
using VirtAgent.Tests.Presentation;
using VirtAgent.Tests.Support;

namespace VirtAgent.Tests.HtmlReport;

public class PageTests
{
    private const string Hostile = "</text><script>alert(1)</script>\"' onload='x\u202Eexe\u0007&amp;";

    public static TheoryData<string> Hosts => new(RecordedHosts.All);

    private static Audit Audit(string name) => Judge.Audit(HostReader.Read(RecordedHosts.Read(name)));

    /// <summary>The page as XML, which it also is; a mark-up error anywhere in it throws.</summary>
    private static XElement Parsed(string page)
    {
        var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore };
        using var reader = XmlReader.Create(new StringReader(page), settings);
        return XElement.Load(reader);
    }

    private static IEnumerable<XElement> Section(XElement page, string id) =>
        page.Descendants("section").Where(section => (string?)section.Attribute("id") == id).Descendants();

    private static HashSet<string> Texts(XElement page, string section, params string[] tags) =>
        [.. Section(page, section).Where(element => tags.Contains(element.Name.LocalName)).Select(element => element.Value)];

    [Theory]
    [MemberData(nameof(Hosts))]
    public void Every_network_port_guest_finding_and_gap_is_on_the_page(string name)
    {
        var audit = Audit(name);
        var page = Parsed(Page.Of(audit));

        var cells = Texts(page, "networks", "td");
        Assert.All(audit.Networks, network => Assert.Contains(network.Network.Name, cells));
        var ports = Texts(page, "ports", "td");
        Assert.All(audit.Ports, port => Assert.Contains(port.Uuid, ports));
        var drawn = Texts(page, "topology", "text");
        Assert.All(audit.Networks, network => Assert.Contains(network.Network.Name, drawn));
        Assert.All(audit.Host.Guests, guest => Assert.Contains(guest.Name, drawn));
        Assert.All(audit.Ports, port => Assert.Contains(port.Mac.ToString()!, drawn));
        var summaries = Texts(page, "findings", "h3");
        Assert.All(audit.Findings, finding => Assert.Contains(finding.Summary, summaries));
        var gaps = Texts(page, "gaps", "td");
        Assert.All(audit.Host.Gaps, gap => Assert.Contains(gap.Reason, gaps));
    }

    [Theory]
    [MemberData(nameof(Hosts))]
    public void A_finding_has_its_evidence_packet_trace_and_remedy(string name)
    {
        var audit = Audit(name);
        var articles = Section(Parsed(Page.Of(audit)), "findings").Where(element => element.Name == "article").ToList();

        Assert.Equal(audit.Findings.Count, articles.Count);
        foreach (var (finding, article) in audit.Findings.Zip(articles))
        {
            Assert.Equal(finding.Evidence, article.Descendants("li").Select(item => item.Value));
            Assert.Contains(finding.Remedy, article.Value);
            if (finding.Witness is not null) Assert.Contains(PacketLine.Of(finding.Witness), article.Value);
            var rows = article.Descendants("tr").Skip(1);
            Assert.Equal(finding.Trace.Select(step => step.Text), rows.Select(row => row.Elements("td").ElementAt(2).Value));
        }
    }

    [Fact]
    public void The_head_says_what_the_status_line_says()
    {
        var audit = Audit("lab-9.0.0-leak");
        var head = Parsed(Page.Of(audit)).Descendants("header").Single();

        Assert.Equal("CRITICAL", head.Descendants("h1").Single().Value);
        Assert.Equal(StatusLine.Sentence(audit), head.Descendants("p").Single().Value);
        Assert.All(
            new[] { audit.Host.Header.Hostname, audit.Host.Header.Kernel, audit.Host.Header.Libvirt },
            fact => Assert.Contains(fact, head.Descendants("dd").Select(value => value.Value)));
    }

    [Fact]
    public void Nothing_is_fetched_and_nothing_runs()
    {
        var text = Page.Of(Audit("libvirt-9.0.0-iptables"));
        var page = Parsed(text);

        var policy = page.Descendants("meta").Single(meta => (string?)meta.Attribute("http-equiv") == "Content-Security-Policy");
        Assert.Equal("default-src 'none'; style-src 'unsafe-inline'", (string?)policy.Attribute("content"));
        Assert.DoesNotContain(page.Descendants(), element =>
            element.Name.LocalName is "script" or "link" or "img" or "iframe" or "object" or "embed" or "use" or "image");
        Assert.DoesNotContain(page.Descendants().Attributes(), attribute =>
            attribute.Name.LocalName is "src" or "href" or "style"
                || attribute.Name.LocalName.StartsWith("on", StringComparison.Ordinal));
        Assert.DoesNotContain("url(", text);
        Assert.DoesNotContain("@import", text);
    }

    [Fact]
    public void A_hostile_name_is_text_wherever_it_stands()
    {
        var network = Examples.Isolated with { Name = Hostile };
        var finding = Examples.Leak with
        {
            Network = Hostile,
            Subject = Hostile,
            Summary = Hostile,
            Remedy = Hostile,
            Evidence = [Hostile],
            Trace = [new TraceStep("nft", Hostile, Hostile, 1, Hostile, Hostile)],
        };
        var row = Examples.Row with { Network = Hostile, Guest = Hostile, Tap = Hostile, Model = Hostile };
        var audit = new Audit(
            Examples.Host(new Gap(Hostile, Hostile)) with
            {
                Header = Examples.Header with { Hostname = Hostile, Uri = Hostile, Kernel = Hostile, Libvirt = Hostile },
                Networks = [network],
                Guests = [new Guest(Hostile, Examples.GuestUuid, [Examples.LiveNic])],
            },
            [new NetworkVerdict(network, PromiseVerdict.Leaking, PromiseVerdict.Isolated, PromiseVerdict.Isolated, 1)],
            [row],
            [finding]);

        var text = Page.Of(audit);
        var page = Parsed(text);
        var plain = Page.Of(Examples.Audit(PromiseVerdict.Leaking, Examples.Leak));
        Assert.Equal(Parsed(plain).Descendants().Attributes().Select(attribute => attribute.Name.LocalName).Distinct().Order(),
            page.Descendants().Attributes().Select(attribute => attribute.Name.LocalName).Distinct().Order());
        Assert.DoesNotContain("<script", text);
        Assert.DoesNotContain('\u202E', text);
        Assert.DoesNotContain('\u0007', text);
        Assert.Contains(Printable.Line(Hostile), Texts(page, "ports", "td"));
        // Broken over lines in the drawing, and all of it there.
        var lines = Section(page, "topology").Where(element => element.Name == "text").Select(line => line.Value);
        Assert.Contains(Printable.Line(Hostile), string.Concat(lines));
    }

    [Fact]
    public void A_host_without_networks_or_guests_has_a_page_too()
    {
        var page = Parsed(Page.Of(new Audit(new Host { Header = Examples.Header }, [], [], [])));
        Assert.Equal("OK", page.Descendants("h1").Single().Value);
        Assert.Contains("No network is active at qemu:///system.", page.Value);
    }
}
