namespace VirtAgent.Tests.Corpora;

/// <summary>
/// Firewalls of other people (<c>rulesets</c>) and libvirt's own test data (<c>libvirt-testdata</c>), below the folder that
/// VIRTAGENT_SHARED names. They are not ours to keep in the repository; <see cref="CorpusFactAttribute"/> marks the tests that
/// read them. What is proved of them is proved of generated texts in every run.
/// </summary>
internal static class ThirdParty
{
    private static readonly string? Root =
        Environment.GetEnvironmentVariable("VIRTAGENT_SHARED") is { Length: > 0 } named ? named : null;

    /// <summary>Whether it is here.</summary>
    public static bool IsHere => Root is not null;

    /// <summary>The full path of a file or folder of theirs, which has to be there.</summary>
    public static string Path(string relative)
    {
        var path = System.IO.Path.Combine(Root!, relative);
        Assert.True(System.IO.Path.Exists(path), $"VIRTAGENT_SHARED names {Root}, which has no '{relative}'.");
        return path;
    }
}
