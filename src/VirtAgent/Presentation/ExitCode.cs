namespace VirtAgent.Presentation;

/// <summary>
/// Exit codes of the general verbs; <c>check</c> answers as a monitoring plugin instead (Monitoring Plugins guidelines,
/// "Plugin Return Codes"), where <see cref="Unknown"/> also stands for wrong usage: its 2 means a leak.
/// </summary>
internal static class ExitCode
{
    /// <summary>The verb did what it was asked for; for check, every promise is kept.</summary>
    public const int Ok = 0;

    /// <summary>Could not be done; stderr says why.</summary>
    public const int Error = 1;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 2;

    /// <summary><c>check</c> cannot say.</summary>
    public const int Unknown = 3;
}
