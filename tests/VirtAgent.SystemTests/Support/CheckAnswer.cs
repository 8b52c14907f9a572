using VirtAgent.Core.Findings;
using VirtAgent.Core.Packets;

namespace VirtAgent.SystemTests.Support;

/// <summary>The JSON of <c>check</c>, by the names of its contract; of it the part that tests look at.</summary>
internal sealed record CheckAnswer(
    int Exit,
    string? Error,
    IReadOnlyList<CheckAnswer.NetworkLine>? Networks,
    IReadOnlyList<PortAnswer>? Ports,
    IReadOnlyList<CheckAnswer.FindingLine>? Findings,
    IReadOnlyList<CheckAnswer.GapLine>? Gaps)
{
    /// <summary>The network of that name.</summary>
    public NetworkLine Network(string name) => Assert.Single(Networks!, network => network.Name == name);

    /// <summary>All findings, one a line, for the message of a failed test.</summary>
    public override string ToString() => $"exit {Exit} {Error}\n" + string.Join('\n', (string[])
    [
        .. (Networks ?? []).Select(line => line.ToString()),
        .. (Findings ?? []).Select(line => line.ToString()),
        .. (Gaps ?? []).Select(line => line.ToString()),
    ]);

    /// <summary>A network with its verdicts.</summary>
    public sealed record NetworkLine(string Name, string Mode, string Ipv4, string Ipv6, string Layer2, int Ports);

    /// <summary>Something that was not observed.</summary>
    public sealed record GapLine(string Source, string Reason);

    /// <summary>A rule, policy or decision that the witness met.</summary>
    public sealed record Step(string Backend, string Table, string Chain, int Rule, string Text, string Outcome);

    /// <summary>A finding.</summary>
    public sealed record FindingLine(
        string Code,
        string Severity,
        string? Network,
        string Subject,
        string Summary,
        IReadOnlyList<string> Evidence,
        WitnessLine? Witness,
        IReadOnlyList<Step> Trace,
        string Remedy)
    {
        /// <summary>In one line.</summary>
        public override string ToString() => $"{Code} {Severity} {Network}: {Subject}; {Witness}; {string.Join(" | ", Evidence)}";
    }

    /// <summary>A witness.</summary>
    public sealed record WitnessLine(
        string Family,
        string In,
        string Out,
        string Src,
        string Dst,
        string Proto,
        ushort? Sport,
        ushort? Dport,
        string State,
        byte? IcmpType,
        byte? IcmpCode,
        byte? TcpFlags,
        string? SrcMac,
        bool LaterFragment)
    {
        /// <summary>The packet that it describes.</summary>
        public Witness Read()
        {
            Assert.True(ProtocolNames.TryParse(Proto, out var protocol), Proto);
            var sender = default(MacAddress);
            if (SrcMac is not null) Assert.True(MacAddress.TryParse(SrcMac, out sender), SrcMac);
            return new Witness(
                new Packet
                {
                    In = In,
                    Source = Address.Parse(Src),
                    Destination = Address.Parse(Dst),
                    Protocol = protocol,
                    SourcePort = Sport ?? 0,
                    DestinationPort = Dport ?? 0,
                    IcmpType = IcmpType ?? 0,
                    IcmpCode = IcmpCode ?? 0,
                    TcpFlags = TcpFlags ?? 0,
                    State = Enum.Parse<ConnectionStates>(State, ignoreCase: true),
                    SourceMac = sender,
                    LaterFragment = LaterFragment,
                },
                Out);
        }
    }
}
