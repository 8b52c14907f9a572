using VirtAgent.DBus;
using VirtAgent.Tests.Support;

namespace VirtAgent.Tests.DBus;

/// <summary>A connection to a real dbus-daemon, with busctl at the other end.</summary>
public sealed class BusConnectionTests
{
    private const string Name = "io.github.virtagent.Test";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_call_is_answered_with_what_it_carried()
    {
        using var bus = new PrivateBus();
        using var server = await Serve(bus, call =>
        {
            var arguments = call.GetBodyReader();
            var text = $"{call.PathAsString} {call.InterfaceAsString} {call.MemberAsString} {call.SignatureAsString} "
                + $"{arguments.ReadString()} {arguments.ReadString()}";
            return BusReply.Of("s", (ref writer) => writer.WriteString(text));
        });

        Assert.Equal(
            "{\"type\":\"s\",\"data\":[\"/a/b org.example.I M ss one zw\u00f6lf\"]}",
            bus.Busctl("--json=short", "call", Name, "/a/b", "org.example.I", "M", "ss", "one", "zw\u00f6lf"));
    }

    [Fact]
    public async Task A_refusal_reaches_the_caller_in_words()
    {
        using var bus = new PrivateBus();
        using var server = await Serve(bus, _ => BusReply.Refusal("LimitsExceeded", "Not today."));

        Assert.Equal("Call failed: Not today.", bus.Refused("call", Name, "/", "org.example.I", "M"));
    }

    [Fact]
    public async Task Reading_what_a_call_does_not_carry_fails_that_call_and_not_the_next()
    {
        using var bus = new PrivateBus();
        using var server = await Serve(bus, call =>
        {
            var text = call.GetBodyReader().ReadString();
            return BusReply.Of("s", (ref writer) => writer.WriteString(text));
        });

        bus.Refused("call", Name, "/", "org.example.I", "M");
        Assert.Equal("s \"fine\"", bus.Busctl("call", Name, "/", "org.example.I", "M", "s", "fine"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_fault_of_an_answer_is_told_to_its_caller_and_ends_nothing(bool whileWriting)
    {
        using var bus = new PrivateBus();
        using var server = await Serve(bus, call => call.MemberAsString == "Good"
            ? BusReply.Of("s", (ref writer) => writer.WriteString("fine"))
            : whileWriting
                ? BusReply.Of("s", (ref _) => throw new NotSupportedException("a fault\0of ours"))
                : throw new NotSupportedException("a fault\0of ours"));

        var refused = bus.Refused("call", Name, "/", "org.example.I", "Bad");
        Assert.Contains(nameof(NotSupportedException), refused, StringComparison.Ordinal);
        Assert.Equal("s \"fine\"", bus.Busctl("call", Name, "/", "org.example.I", "Good"));
        Assert.False(server.Gone.IsCancellationRequested);
    }

    [Fact]
    public async Task A_name_that_somebody_has_says_so()
    {
        using var bus = new PrivateBus();
        using var first = await Serve(bus, _ => BusReply.Of("", (ref _) => { }));
        using var second = await BusConnection.OpenAsync(bus.Address, Cancellation);

        var refused = await Assert.ThrowsAsync<IOException>(() => second.RequestNameAsync(Name, Cancellation));
        Assert.Contains("another process has it", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_is_ours_is_not_given_to_who_wants_to_replace_us()
    {
        const string bus = "org.freedesktop.DBus", replaceAndDoNotQueue = "6", exists = "u 3";
        using var daemon = new PrivateBus();
        using var server = await Serve(daemon, _ => BusReply.Of("", (ref _) => { }));

        var answer = daemon.Busctl("call", bus, "/org/freedesktop/DBus", bus, "RequestName", "su", Name, replaceAndDoNotQueue);
        Assert.Equal(exists, answer);
    }

    [Fact]
    public async Task A_policy_that_forbids_the_name_says_so()
    {
        using var bus = new PrivateBus("<deny own='*'/>");
        using var connection = await BusConnection.OpenAsync(bus.Address, Cancellation);

        var refused = await Assert.ThrowsAsync<IOException>(() => connection.RequestNameAsync(Name, Cancellation));
        Assert.Contains("install its policy file", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("unix:path=/nowhere/bus", "there is no such socket: is dbus installed and running?")]
    [InlineData("nonsense", "The bus at nonsense cannot be reached")]
    public async Task A_bus_that_is_not_there_says_so(string address, string words)
    {
        var failure = await Assert.ThrowsAsync<IOException>(() => BusConnection.OpenAsync(address, Cancellation));
        Assert.Contains(words, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bus_that_goes_away_is_noticed_and_takes_no_more()
    {
        using var bus = new PrivateBus();
        using var server = await Serve(bus, _ => BusReply.Of("", (ref _) => { }));

        bus.Stop();
        bus.StartAgain();

        var gone = new TaskCompletionSource();
        await using var noticed = server.Gone.Register(gone.SetResult);
        await gone.Task.WaitAsync(Cancellation);
        await Assert.ThrowsAsync<IOException>(() => Signal(server));
    }

    [Fact]
    public async Task A_bus_that_does_not_read_is_sent_no_more_than_a_bounded_number_of_signals()
    {
        using var bus = new PrivateBus();
        using var connection = await BusConnection.OpenAsync(bus.Address, Cancellation);
        bus.Freeze();

        var (sent, last) = (0, Task.CompletedTask);
        for (; last.IsCompletedSuccessfully && sent < UnreadMessages.TooMany; sent++) last = Signal(connection);

        Assert.Equal(UnreadMessages.Many, sent);
        bus.Thaw();
        await last;
        await Signal(connection);
    }

    private static async Task<BusConnection> Serve(PrivateBus bus, Func<Tmds.DBus.Protocol.Message, BusReply> answer)
    {
        var connection = await BusConnection.OpenAsync(bus.Address, Cancellation);
        connection.Serve(answer);
        await connection.RequestNameAsync(Name, Cancellation);
        return connection;
    }

    private static Task Signal(BusConnection connection) =>
        connection.SignalAsync("/", "org.example.I", "S", "s", (ref writer) => writer.WriteString("text"), Cancellation);
}
