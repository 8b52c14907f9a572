using VirtAgent.Interop.Systemd;
using VirtAgent.Tests.Support;

namespace VirtAgent.Tests.Interop.Systemd;

/// <summary>The binding of sd-bus against a real dbus-daemon, with busctl at the other end.</summary>
public sealed class BusTests
{
    private const string Name = "io.github.virtagent.Test";

    [Fact]
    public void A_call_is_answered_with_what_it_carried()
    {
        using var bus = new PrivateBus();
        using var server = new BusServer(bus.Address, Name, call =>
        {
            var reply = call.Reply();
            reply.Append($"{call.Path} {call.Interface} {call.Member} {call.Signature} {call.ReadString()} {call.ReadString()}");
            return reply;
        });

        Assert.Equal(
            "{\"type\":\"s\",\"data\":[\"/a/b org.example.I M ss one zw\u00f6lf\"]}",
            bus.Busctl("--json=short", "call", Name, "/a/b", "org.example.I", "M", "ss", "one", "zw\u00f6lf"));
    }

    [Fact]
    public void Every_type_that_can_be_appended_arrives()
    {
        using var bus = new PrivateBus();
        using var server = new BusServer(bus.Address, Name, call =>
        {
            var reply = call.Reply();
            reply.AppendPath("/a/b");
            reply.Append(uint.MaxValue);
            reply.Append(ulong.MaxValue);
            reply.Array("(ss)", pairs => pairs.Structure("ss", pair =>
            {
                pair.Append("x");
                pair.Append("y");
            }));
            reply.Array("{sv}", entries => entries.Entry("sv", entry =>
            {
                entry.Append("key");
                entry.Variant("as", value => value.Array("s", _ => { }));
            }));
            return reply;
        });

        Assert.Equal(
            "outa(ss)a{sv} \"/a/b\" 4294967295 18446744073709551615 1 \"x\" \"y\" 1 \"key\" as 0",
            bus.Busctl("call", Name, "/", "org.example.I", "M"));
    }

    [Fact]
    public void A_refusal_reaches_the_caller_in_words()
    {
        using var bus = new PrivateBus();
        using var server = new BusServer(bus.Address, Name, call => call.Error("org.example.Error.No", "Not today."));

        Assert.Equal("Call failed: Not today.", bus.Refused("call", Name, "/", "org.example.I", "M"));
    }

    [Fact]
    public void Reading_what_a_call_does_not_carry_fails_that_call_and_not_the_next()
    {
        using var bus = new PrivateBus();
        using var server = new BusServer(bus.Address, Name, call =>
        {
            var text = call.ReadString();
            var reply = call.Reply();
            reply.Append(text);
            return reply;
        });

        bus.Refused("call", Name, "/", "org.example.I", "M", "u", "7");
        bus.Refused("call", Name, "/", "org.example.I", "M");
        Assert.Equal("s \"fine\"", bus.Busctl("call", Name, "/", "org.example.I", "M", "s", "fine"));
    }

    [Fact]
    public void A_fault_of_an_answer_reaches_both_the_caller_and_the_thread_of_the_bus()
    {
        using var bus = new PrivateBus();
        using var server = new BusServer(bus.Address, Name, _ => throw new NotSupportedException("a fault of ours"));

        bus.Refused("call", Name, "/", "org.example.I", "M");
        Assert.Equal("a fault of ours", Assert.IsType<InvalidOperationException>(server.End()).Message);
    }

    [Fact]
    public void A_string_that_D_Bus_would_cut_short_is_refused()
    {
        using var bus = new PrivateBus();
        using var connection = Bus.Open(bus.Address);
        using var signal = connection.Signal("/", "org.example.I", "S");

        Assert.Throws<ArgumentException>(() => signal.Append("a\0b"));
    }

    [Fact]
    public void A_name_that_somebody_has_says_so()
    {
        using var bus = new PrivateBus();
        using var first = Bus.Open(bus.Address);
        using var second = Bus.Open(bus.Address);
        first.RequestName(Name);

        var refused = Assert.Throws<BusException>(() => second.RequestName(Name));
        Assert.Contains("another process has it", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_policy_that_forbids_the_name_says_so()
    {
        using var bus = new PrivateBus("<deny own='*'/>");
        using var connection = Bus.Open(bus.Address);

        var refused = Assert.Throws<BusException>(() => connection.RequestName(Name));
        Assert.Contains("install its policy file", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bus_that_is_not_there_says_so() => Assert.Throws<BusException>(() => Bus.Open("unix:path=/nowhere/bus"));

    [Fact]
    public void A_bus_that_goes_away_ends_the_processing()
    {
        using var bus = new PrivateBus();
        using var server = new BusServer(bus.Address, Name, call => call.Reply());

        bus.Stop();
        bus.StartAgain();

        Assert.IsType<BusException>(server.End());
    }

    [Fact]
    public void A_wait_that_is_woken_ends()
    {
        using var bus = new PrivateBus();
        using var server = new BusServer(bus.Address, Name, call => call.Reply());

        Assert.Null(server.Stop());
    }
}
