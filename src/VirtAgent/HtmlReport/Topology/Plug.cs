using VirtAgent.Presentation;

namespace VirtAgent.HtmlReport.Topology;

/// <summary>One NIC or port: what joins a guest to a place.</summary>
/// <param name="Place">Where it is plugged in, by what the kernel says.</param>
/// <param name="Guest">Who holds it.</param>
/// <param name="Lines">Tap and model, MAC, and what is wrong with it.</param>
/// <param name="Tone">How it looks.</param>
internal sealed record Plug(Place Place, Holder Guest, IReadOnlyList<string> Lines, Tone Tone);
