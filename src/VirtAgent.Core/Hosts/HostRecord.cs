namespace VirtAgent.Core.Hosts;

/// <summary>
/// Everything observed on one host, as the tools printed it: what <c>snapshot DIR</c> writes and <c>--from DIR</c> reads.
/// A live host and a recorded one are the same thing from here on.
/// </summary>
/// <param name="Header">Where and when, and what could not be read.</param>
/// <param name="Files">
/// Text by path below the folder, with <c>/</c> as separator and every name escaped (<see cref="FileNameEscape"/>).
/// A path that is absent was not observed; an empty text was observed and is empty. A folder that was observed but holds
/// nothing is present as its name with a trailing <c>/</c> and an empty text.
/// </param>
public sealed record HostRecord(HostHeader Header, IReadOnlyDictionary<string, string> Files)
{
    /// <summary>The paths directly or deeper below <paramref name="folder"/>, in ordinal order.</summary>
    public IEnumerable<string> Below(string folder) =>
        Files.Keys.Where(path => path.Length > folder.Length + 1 && path.StartsWith(folder, StringComparison.Ordinal)
                && path[folder.Length] == '/')
            .Order(StringComparer.Ordinal);

    /// <summary>Whether <paramref name="folder"/> was observed, empty or not.</summary>
    public bool HasFolder(string folder) => Files.ContainsKey(folder + "/") || Below(folder).Any();
}
