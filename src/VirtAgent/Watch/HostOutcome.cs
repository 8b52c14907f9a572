namespace VirtAgent.Watch;

/// <summary>
/// How the daemon ended: a service that throws ends the host without an error code, and systemd would not start it again.
/// </summary>
internal sealed class HostOutcome
{
    /// <summary>The exit code of the process.</summary>
    public int ExitCode { get; private set; }

    /// <summary>It did not end because it was told to.</summary>
    public void Failed() => ExitCode = Presentation.ExitCode.Error;
}
