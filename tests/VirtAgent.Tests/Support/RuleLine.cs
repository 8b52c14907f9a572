using VirtAgent.Core.Packets;
using VirtAgent.Core.Routing;
using VirtAgent.Core.Rulesets;

namespace VirtAgent.Tests.Support;

/// <summary>A rule before it has a place: <c>Drop.If(In("virbr1"))</c>. Meant for <c>using static</c>.</summary>
internal sealed record RuleLine(Target Target, IReadOnlyList<Match> Matches, bool Merged)
{
    public static RuleLine Accept => Do(new Target.Accept());

    public static RuleLine Drop => Do(new Target.Drop(false));

    public static RuleLine Reject => Do(new Target.Drop(true));

    public static RuleLine Return => Do(new Target.Return());

    public static RuleLine Log => Do(new Target.Continue());

    public static RuleLine Untrack => Do(new Target.Untrack());

    public static RuleLine ForgetMark => Do(new Target.ForgetMark());

    public static RuleLine Redirect => Do(new Target.Redirect());

    public static RuleLine Masquerade => Do(new Target.SourceNat());

    public static RuleLine Jump(string chain) => Do(new Target.Jump(chain));

    public static RuleLine Goto(string chain) => Do(new Target.Goto(chain));

    public static RuleLine SetMark(uint value, uint mask = uint.MaxValue) => Do(new Target.SetMark(value, mask));

    public static RuleLine Unknown(string text) => Do(new Target.Unmodelled(text));

    public static RuleLine Dnat(string first, string? last = null, ushort? port = null, ushort? lastPort = null) =>
        Do(new Target.DestinationNat(Address.Parse(first), Address.Parse(last ?? first), Range(port, lastPort)));

    public static RuleLine DnatPort(ushort port) => Do(new Target.DestinationNat(null, null, Range(port, null)));

    public RuleLine If(params Match[] matches) => this with { Matches = matches };

    /// <summary>With negations that an older iptables-nft may have merged.</summary>
    public RuleLine IfMerged(params Match[] matches) => this with { Matches = matches, Merged = true };

    public Rule At(string table, string chain, int number) =>
        new(table, chain, number, $"{chain} {number}: {Target}", Matches, Target) { MergedNegations = Merged };

    public static Match In(string device) => new Match.InDevice(DevicePattern.Parse(device), false);

    public static Match Out(string device) => new Match.OutDevice(DevicePattern.Parse(device), false);

    public static Match From(string mask) => new Match.Source(HostBuilder.Mask(mask), false);

    public static Match To(string mask) => new Match.Destination(HostBuilder.Mask(mask), false);

    public static Match Protocol(byte number) => new Match.Protocol(number, false);

    public static Match Dport(ushort first, ushort? last = null) => Ports(PortSide.Destination, first, last);

    public static Match Sport(ushort first, ushort? last = null) => Ports(PortSide.Source, first, last);

    public static Match EitherPort(ushort first, ushort? last = null) => Ports(PortSide.Either, first, last);

    public static Match Flags(byte mask, byte comparison) => new Match.TcpFlags(mask, comparison, false);

    public static Match Icmp(byte? type, byte firstCode = 0, byte lastCode = 255) =>
        new Match.IcmpType(type, firstCode, lastCode, false);

    public static Match Fragment() => new Match.LaterFragment(false);

    public static Match State(ConnectionStates states) => new Match.Connection(states, false);

    public static Match Mark(uint value, uint mask = uint.MaxValue) => new Match.Mark(value, mask, false);

    public static Match Mac(string address) =>
        MacAddress.TryParse(address, out var mac) ? new Match.SourceMac(mac, false) : throw new FormatException(address);

    public static Match FromRange(string first, string last) =>
        new Match.SourceRange(Address.Parse(first), Address.Parse(last), false);

    public static Match ToRange(string first, string last) =>
        new Match.DestinationRange(Address.Parse(first), Address.Parse(last), false);

    public static Match ToType(params RouteType[] types) => new Match.AddressType(false, types, false);

    public static Match FromType(params RouteType[] types) => new Match.AddressType(true, types, false);

    public static Match Comment(string text) => new Match.Comment(text);

    public static Match Maybe(string text) => new Match.Unmodelled(text);

    public static Match Not(Match match) => match with { Negated = !match.Negated };

    private static RuleLine Do(Target target) => new(target, [], false);

    private static PortRange? Range(ushort? first, ushort? last) =>
        first is { } port ? new PortRange(port, last ?? port) : null;

    private static Match.Ports Ports(PortSide side, ushort first, ushort? last) =>
        new(side, [new PortRange(first, last ?? first)], false);
}
