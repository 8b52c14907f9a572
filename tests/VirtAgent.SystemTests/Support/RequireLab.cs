namespace VirtAgent.SystemTests.Support;

/// <summary>Whether labs can run here.</summary>
internal static class RequireLab
{
    private static readonly Lazy<string?> Missing = new(() =>
    {
        var ready = Command.Run([Lab.Program, "ready"]);
        if (ready.Exit != 0) return ready.Error.Trim();
        Command.Must([Lab.Program, "sweep"]);
        return null;
    });

    /// <summary>Fails the running test where no lab can run; the first call ends the labs that killed test runs left.</summary>
    public static void OrFail()
    {
        if (Missing.Value is { } reason) Assert.Fail(reason);
    }
}
