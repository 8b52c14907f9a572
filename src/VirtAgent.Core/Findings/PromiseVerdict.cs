namespace VirtAgent.Core.Findings;

/// <summary>What the proof says of one network and family, or of its bridge.</summary>
public enum PromiseVerdict
{
    /// <summary>Proved: nothing crosses.</summary>
    Isolated,

    /// <summary>Proved: only what the promise allows crosses, and what it demands can.</summary>
    Kept,

    /// <summary>A packet crosses against the promise; there is a witness.</summary>
    Leaking,

    /// <summary>What the promise demands cannot cross.</summary>
    Broken,

    /// <summary>It would leak, but forwarding is off or no route sends the packet.</summary>
    Latent,

    /// <summary>It may leak: it depends on something that is not modelled.</summary>
    Undecided,

    /// <summary>Something needed for a verdict could not be read.</summary>
    Unread,

    /// <summary>libvirt promises nothing for this mode.</summary>
    NoPromise,
}
