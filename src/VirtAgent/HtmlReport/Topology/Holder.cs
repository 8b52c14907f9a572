namespace VirtAgent.HtmlReport.Topology;

/// <summary>A guest, running or known only as the owner of a port.</summary>
/// <param name="Uuid">Its UUID.</param>
/// <param name="Name">Its name.</param>
internal sealed record Holder(string Uuid, string Name);
