using System.Diagnostics;

namespace VirtAgent.Tests.Deploy;

public sealed class CompletionTests
{
    private const string Bash = """
        . "$1"
        COMP_LINE=$2 COMP_POINT=${#2}
        read -ra COMP_WORDS <<< "$2"
        [[ $2 != *' ' ]] || COMP_WORDS+=("")
        COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
        _virt_agent
        printf '%s\n' "${COMPREPLY[@]}"
        """;

    private const string Fish = "source $argv[1]; complete -C $argv[2]";

    [Theory]
    [InlineData("virt-agent ch", "check")]
    [InlineData("virt-agent ledger ", "export prune verify")]
    [InlineData("virt-agent config show --form", "--format")]
    [InlineData("virt-agent check --format ", "json jsonl table")]
    [InlineData("virt-agent history --m", "--mac")]
    [InlineData("virt-agent check --t", "--timings")]
    public void Bash_completes_a_verb_and_an_option(string line, string expected) =>
        Assert.Equal(expected, Ask("bash", "-c", Bash, "bash", DeployFile.Path("virt-agent.bash"), line));

    [Theory]
    [InlineData("virt-agent ch", "check")]
    [InlineData("virt-agent check --format ", "json jsonl table")]
    public void Fish_completes_a_verb_and_an_option(string line, string expected) =>
        Assert.Equal(expected, Ask("fish", "-c", Fish, DeployFile.Path("virt-agent.fish"), line));

    private static string Ask(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true };
        start.Environment["PATH"] = $"{AppContext.BaseDirectory}:{Environment.GetEnvironmentVariable("PATH")}";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return string.Join(' ', output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order());
    }
}
