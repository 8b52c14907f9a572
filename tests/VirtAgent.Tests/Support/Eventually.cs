namespace VirtAgent.Tests.Support;

/// <summary>Waits for what has to happen, and fails when it does not within a minute.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public static async Task True(Func<bool> condition)
    {
        using var deadline = new CancellationTokenSource(Patience);
        while (!condition()) await Task.Delay(10, deadline.Token);
    }

    public static Task<T> Ends<T>(ValueTask<T> task) => task.AsTask().WaitAsync(Patience);

    public static Task Ends(ValueTask task) => task.AsTask().WaitAsync(Patience);
}
