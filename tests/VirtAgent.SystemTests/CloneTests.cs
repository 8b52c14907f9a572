using System.Security.Cryptography;
using VirtAgent.SystemTests.Support;

namespace VirtAgent.SystemTests;

/// <summary>
/// What a newcomer runs, from clones in folders that a lab or a unit does not see, and whose names tools stumble over. None of
/// them has anything beside it.
/// </summary>
public sealed class CloneTests
{
    private const string Awkward = "Prüf stand";

    [Fact]
    public async Task Two_clones_at_once_are_tried_and_packaged_below_a_name_with_a_blank_and_an_umlaut()
    {
        using Clone one = Clone.Into("/tmp", Awkward), two = Clone.Into("/opt", Awkward);
        var packaging = Task.Run(
            () => two.Run("deploy/package", ".artifacts/package", "amd64"), TestContext.Current.CancellationToken);
        AssertTried(one);
        // Once more, with everything there.
        AssertTried(one);

        var packaged = await packaging;
        Assert.True(packaged.Exit == 0, packaged.Error + packaged.Out);
        // Of both architectures here, and of one there: the other costs another minute.
        string[] made = [Package.Deb("amd64"), Package.Symbols("amd64"), Package.Rpm("x86_64")];
        Assert.Equal(
            made.Select(Path.GetFileName).Order(),
            Directory.GetFiles($"{two.Folder}/.artifacts/package").Select(Path.GetFileName).Order());
        // The same commit makes the same bytes, wherever and whenever. What is not committed yet is not in the clone.
        if (Command.Must(["git", "-c", "safe.directory=*", "-C", RepositoryFolder.Path(""), "status", "--porcelain"]).Length > 0)
            return;
        foreach (var deb in made[..2])
            Assert.Equal(Hash(deb), Hash($"{two.Folder}/.artifacts/package/{Path.GetFileName(deb)}"));
    }

    [Theory]
    [InlineData("/tmp")]
    [InlineData("/root")]
    [InlineData("/opt")]
    [InlineData("/home")]
    public void Labs_units_hooks_and_the_kernel_see_what_they_need_wherever_the_clone_lies(string parent)
    {
        using var clone = Clone.Into(parent);
        clone.CopyBuilt();
        if (parent == "/home") clone.GiveTo(65534);

        var run = clone.Run(
            ".artifacts/bin/VirtAgent.SystemTests/release_linux-x64/VirtAgent.SystemTests", "-noColor",
            "-method", "*.The_unit_watches_alerts_and_comes_back_with_one_capability",
            "-method", "*.Installation_refuses_what_does_not_run",
            "-method", "*.What_nft_writes_like_iptables_is_what_the_tool_prints");

        Assert.True(run.Exit == 0, run.Out + run.Error);
        Assert.Contains("Total: 3, Errors: 0, Failed: 0, Skipped: 0", run.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("deploy/try")]
    [InlineData("tests/run")]
    public void An_ordinary_user_is_told_in_one_line_what_is_missing(string program)
    {
        using var clone = Clone.Into("/tmp", Awkward);
        clone.GiveTo(65534);
        var refused = Command.Run(["setpriv", "--reuid=65534", "--clear-groups", Path.Combine(clone.Folder, program)]);
        Assert.Equal(1, refused.Exit);
        Assert.Matches($"^error: .*{program} needs root, because [^\n]*; run it with sudo.\n$", refused.Error);
    }

    private static string Hash(string file) => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)));

    private static void AssertTried(Clone clone)
    {
        var tried = clone.Run("deploy/try", "--lab");
        Assert.True(tried.Exit == 0, tried.Error + tried.Out);
        Assert.Contains("VIRTAGENT CRITICAL", tried.Out, StringComparison.Ordinal);
        Assert.Equal(2, tried.Out.Split("VIRTAGENT OK").Length - 1);
    }
}
