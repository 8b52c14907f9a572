namespace VirtAgent.Observe.Network;

/// <summary>
/// Whether a module of the kernel is there, so that asking for what is in it loads none: to load one is to change what is
/// observed.
/// </summary>
internal static class KernelModules
{
    private const string Loaded = "/proc/modules";

    /// <summary>
    /// Whether <paramref name="name"/> is loaded or built in. A kernel without modules has all it will ever have.
    /// </summary>
    public static bool MayBeLoaded(string name)
    {
        if (!File.Exists(Loaded)
            || File.ReadLines(Loaded).Any(line => line.StartsWith(name + " ", StringComparison.Ordinal))) return true;
        try
        {
            // The unit does not see this folder; distributions build as modules what is asked for here.
            var release = File.ReadAllText("/proc/sys/kernel/osrelease").TrimEnd();
            return File.ReadLines($"/lib/modules/{release}/modules.builtin")
                .Any(line => line.EndsWith($"/{name}.ko", StringComparison.Ordinal));
        }
        catch (Exception unseen) when (unseen is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
