namespace VirtAgent.Core.Hosts;

/// <summary>Something that could not be observed, and why. Never a reason to report that all is well.</summary>
/// <param name="Source">What is missing, by its name in a recorded host: see <see cref="Source"/>.</param>
/// <param name="Reason">One sentence that names the cause and, where there is one, the way out.</param>
public sealed record Gap(string Source, string Reason);
