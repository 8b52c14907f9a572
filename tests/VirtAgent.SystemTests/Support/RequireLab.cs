using System.Diagnostics.CodeAnalysis;

namespace VirtAgent.SystemTests.Support;

/// <summary>
/// Whether labs can run here. At home a test without one is skipped; in CI it fails, so that CI cannot be green without.
/// </summary>
internal static class RequireLab
{
    private static readonly Lazy<string?> Missing = new(() =>
    {
        var ready = Command.Run([Lab.Program, "ready"]);
        if (ready.Exit != 0) return ready.Error.Trim();
        Command.Must([Lab.Program, "sweep"]);
        return null;
    });

    /// <summary>Ends the running test where no lab can run; the first call ends the labs that killed test runs left.</summary>
    public static void OrSkip()
    {
        if (Missing.Value is { } reason) Without(reason);
    }

    /// <summary>Ends the running test for want of something that a machine need not have but CI must.</summary>
    [DoesNotReturn]
    public static void Without(string reason)
    {
        if (Environment.GetEnvironmentVariable("CI") == "true") Assert.Fail(reason);
        Assert.Skip(reason);
    }
}
