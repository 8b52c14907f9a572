using VirtAgent.Core.Findings;
using VirtAgent.HtmlReport.Drawing;
using VirtAgent.HtmlReport.Topology;

namespace VirtAgent.HtmlReport;

/// <summary>The topology, drawn.</summary>
internal static class TopologySection
{
    public static void Write(Markup markup, Audit audit)
    {
        using var section = markup.In("section", ("id", "topology"));
        markup.Element("h2", null, "Topology");
        using (markup.In("p", "key"))
        {
            markup.Element("span", "leaking", "crosses against the promise");
            markup.Element("span", "doubtful", "latent, broken, undecided or unread");
            markup.Element("span", "kept", "only what the promise allows (proved)");
            markup.Element("span", "closed", "nothing crosses (proved)");
        }

        using var frame = markup.In("div", "frame");
        PictureSvg.Write(
            markup, TopologyLayout.Of(HostTopology.Of(audit)), $"Networks, taps and guests of {audit.Host.Header.Hostname}");
    }
}
