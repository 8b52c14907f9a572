using VirtAgent.Core.Findings;
using VirtAgent.Presentation;

namespace VirtAgent.HtmlReport;

/// <summary>
/// One audit as an HTML page that needs nothing but itself: no script, no font, no picture from elsewhere, and a policy that
/// would refuse them. It is well-formed XML as well.
/// </summary>
internal static class Page
{
    private const string Policy = "default-src 'none'; style-src 'unsafe-inline'";

    public static string Of(Audit audit)
    {
        var markup = new Markup();
        using (markup.In("html", ("lang", "en")))
        {
            using (markup.In("head"))
            {
                markup.Empty("meta", ("charset", "utf-8"));
                markup.Empty("meta", ("http-equiv", "Content-Security-Policy"), ("content", Policy));
                markup.Empty("meta", ("name", "viewport"), ("content", "width=device-width, initial-scale=1"));
                markup.Empty("meta", ("name", "color-scheme"), ("content", "light dark"));
                markup.Element("title", null, $"{StatusLine.State(audit.ExitCode)}: networks of {audit.Host.Header.Hostname}");
                markup.Style(Rules());
            }

            using var body = markup.In("body");
            StatusSection.Write(markup, audit);
            using (markup.In("main"))
            {
                NetworkSection.Write(markup, audit);
                TopologySection.Write(markup, audit);
                FindingSection.Write(markup, audit);
                PortSection.Write(markup, audit);
                GapSection.Write(markup, audit);
            }

            markup.Element(
                "footer", null, $"virt-agent {Version()}. What could not be read or decided is never reported as fine.");
        }

        return markup.ToString();
    }

    private static string Rules()
    {
        using var rules = new StreamReader(typeof(Page).Assembly.GetManifestResourceStream("page.css")!);
        return rules.ReadToEnd();
    }

    private static string Version() => typeof(Page).Assembly.GetName().Version!.ToString(3);
}
