using VirtAgent.Observe.Tools;

namespace VirtAgent.Tests.Observe.Tools;

public class ToolComplaintTests
{
    private static string? Complaint(ToolResult result) =>
        ToolComplaint.Of(result, "iptables-nft-save", "iptables", TimeSpan.FromSeconds(30));

    [Theory]
    [InlineData("# Table incompatible")]
    [InlineData("\n# Table `filter' is incompatible, use 'nft' tool.\n")]
    public void Nothing_is_said_of_a_clean_run_whatever_a_comment_says(string comment) => Assert.Null(Complaint(new ToolResult
    {
        ExitCode = 0,
        Text = $"*filter\n-A FORWARD -m comment --comment \"{comment}\" -j DROP\nCOMMIT\n",
    }));

    [Fact]
    public void A_missing_tool_names_its_package() =>
        Assert.Equal(
            "iptables-nft-save is not installed; install the Debian package iptables.",
            Complaint(new ToolResult { NotFound = true }));

    [Theory]
    [InlineData("iptables-nft-save: Could not fetch rule set generation id: Permission denied (you must be root)")]
    [InlineData("netlink: Error: cache initialization failed: Operation not permitted")]
    public void A_refusal_names_the_capability(string error) =>
        Assert.Contains("CAP_NET_ADMIN", Complaint(new ToolResult { ExitCode = 4, Error = error }));

    [Theory]
    [InlineData("# Table `filter' is incompatible, use 'nft' tool.")]
    [InlineData("# Table `filter' contains incompatible base-chains, use 'nft' tool to list them.")]
    public void A_table_that_was_left_out_is_no_success(string line) =>
        Assert.Contains(line, Complaint(new ToolResult { ExitCode = 0, Text = $"*nat\nCOMMIT\n{line}\n" }));

    [Fact]
    public void A_word_about_the_other_backend_is_no_loss() =>
        Assert.Null(Complaint(new ToolResult
        {
            ExitCode = 0,
            Error = "# Warning: iptables-legacy tables present, use iptables-legacy-save to see them\n",
        }));

    [Fact]
    public void Any_other_word_of_a_successful_tool_is_passed_on() =>
        Assert.Equal("Dump was interrupted and may be inconsistent.",
            Complaint(new ToolResult { ExitCode = 0, Error = "Dump was interrupted and may be inconsistent.\n" }));

    [Fact]
    public void A_failure_quotes_the_tool() =>
        Assert.Equal(
            "iptables-nft-save failed with exit code 1: no luck",
            Complaint(new ToolResult { ExitCode = 1, Error = "no luck\nmore\n" }));

    [Fact]
    public void Too_late_and_too_long_are_told_apart()
    {
        Assert.Contains("30 s", Complaint(new ToolResult { TimedOut = true }));
        Assert.Contains("256 MiB", Complaint(new ToolResult { Truncated = true }));
    }
}
