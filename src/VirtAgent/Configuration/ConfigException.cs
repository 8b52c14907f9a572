namespace VirtAgent.Configuration;

/// <summary>A configuration that cannot be used.</summary>
/// <param name="problems">Each in one sentence that names the file or key.</param>
internal sealed class ConfigException(params IReadOnlyList<string> problems) : Exception(string.Join(' ', problems))
{
    /// <summary>What is wrong with it, each in a sentence.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;
}
