using VirtAgent.SystemTests.Support;

namespace VirtAgent.SystemTests.SystemCalls;

/// <summary>
/// Whether what strace prints is read rightly, by lines it has printed: of the agent and its tools (one of each kind), and of
/// programs that write. Environments are left out of them.
/// </summary>
public sealed class SystemCallTests
{
    public static TheoryData<string> Needed => [.. Lines("needed")];

    public static TheoryData<string> Planted => [.. Lines("planted")];

    [Theory]
    [MemberData(nameof(Needed))]
    public void What_the_job_needs_is_let_pass(string line) => Assert.True(Job.Needs(SystemCall.Parse(line)!));

    [Theory]
    [MemberData(nameof(Planted))]
    public void What_writes_elsewhere_is_not_let_pass(string line) => Assert.False(Job.Needs(SystemCall.Parse(line)!));

    [Fact]
    public void A_write_behind_a_question_is_seen()
    {
        // The second message is the padding behind the question. As a deletion, and as something that strace does not know:
        const string padding = "nlmsg_len=0, nlmsg_type=0 /* NLMSG_??? */";
        var question = Lines("needed").First(line => line.Contains("RTM_GETROUTE", StringComparison.Ordinal));
        Assert.Contains(padding, question, StringComparison.Ordinal);
        foreach (var other in (string[])["nlmsg_len=28, nlmsg_type=RTM_DELROUTE", "nlmsg_len=28, nlmsg_type=0 /* NLMSG_??? */"])
            Assert.False(Job.Needs(SystemCall.Parse(question.Replace(padding, other, StringComparison.Ordinal))!));
    }

    [Fact]
    public void A_call_is_read_into_its_parts()
    {
        var call = SystemCall.Parse("""openat(AT_FDCWD</>, "/a, \"b\" (c) = 1", O_RDONLY|O_CLOEXEC)  = 7</a, "b">""")!;
        Assert.Equal("openat", call.Name);
        Assert.Equal(["AT_FDCWD</>", """
            "/a, \"b\" (c) = 1"
            """, "O_RDONLY|O_CLOEXEC"], call.Arguments);
        Assert.Equal("/", SystemCall.OpenOn(call.Arguments[0]));
        Assert.Equal("/dev/null", SystemCall.OpenOn("0</dev/null<char 1:3>>"));
        Assert.Equal("/memfd:doublemapper", SystemCall.OpenOn("8</memfd:doublemapper>(deleted)"));
        Assert.Null(SystemCall.OpenOn(call.Arguments[2]));
        Assert.Equal("?", SystemCall.Parse("exit_group(0) = ?")!.Result);
        Assert.Equal("?", SystemCall.Parse("futex(0x7f, FUTEX_WAIT, 2, NULL <detached ...>")!.Result);
        Assert.Null(SystemCall.Parse("+++ exited with 0 +++"));
        Assert.Null(SystemCall.Parse("--- SIGCHLD {si_signo=SIGCHLD, si_code=CLD_EXITED} ---"));
        Assert.Throws<FormatException>(() => SystemCall.Parse("strace: Can't stat 'x'"));
    }

    private static string[] Lines(string name) =>
        File.ReadAllLines(RepositoryFolder.Path($"tests/VirtAgent.SystemTests/SystemCalls/{name}.strace"));
}
