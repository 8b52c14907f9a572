namespace VirtAgent.HtmlReport.Topology;

/// <summary>What is known of traffic across the edge of a network.</summary>
internal enum PassageKind
{
    /// <summary>libvirt promises nothing.</summary>
    Free,

    /// <summary>Proved: nothing crosses.</summary>
    Closed,

    /// <summary>Proved: what the promise allows, and no more.</summary>
    Kept,

    /// <summary>Latent, broken, undecided or unread.</summary>
    Doubtful,

    /// <summary>It crosses against the promise.</summary>
    Leaking,
}
