namespace VirtAgent.Hosting;

/// <summary>
/// How long to wait before something that failed is tried again: pauses that double, with a random part so that many hosts do not
/// come back at once.
/// </summary>
/// <param name="first">The longest pause after the first failure.</param>
/// <param name="longest">No pause is longer.</param>
internal sealed class Backoff(TimeSpan first, TimeSpan longest)
{
    /// <summary>The pause after <paramref name="failures"/> (1 and up) attempts: between half of it and all.</summary>
    public TimeSpan After(int failures)
    {
        // In seconds: a TimeSpan would overflow after forty failures.
        var seconds = Math.Min(first.TotalSeconds * Math.Pow(2, failures - 1), longest.TotalSeconds);
        return TimeSpan.FromSeconds(seconds * (0.5 + (Random.Shared.NextDouble() / 2)));
    }
}
