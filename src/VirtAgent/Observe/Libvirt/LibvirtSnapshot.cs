using VirtAgent.Core.Hosts;

namespace VirtAgent.Observe.Libvirt;

/// <summary>What libvirt said at one look.</summary>
/// <param name="Files">Networks, ports and guests by path in a recorded host; none where it could not be read.</param>
/// <param name="Daemon">Version of the daemon; empty where it did not answer.</param>
/// <param name="Failure">Why it could not be read, or null.</param>
/// <param name="Gaps">What single files could not be read.</param>
/// <param name="Begun">Before the first question.</param>
/// <param name="Ended">After the last answer.</param>
internal sealed record LibvirtSnapshot(
    IReadOnlyDictionary<string, string> Files, string Daemon, string? Failure, IReadOnlyList<Gap> Gaps, Moment Begun,
        Moment Ended);
