using Tmds.DBus.Protocol;

namespace VirtAgent.DBus;

/// <summary>Writes the values of a message's body; their signature has been said before.</summary>
internal delegate void BusWrite(ref MessageWriter writer);

/// <summary>What a call is answered with: values, or a refusal in words.</summary>
internal sealed record BusReply
{
    private BusReply()
    {
    }

    /// <summary>Types of the values, in D-Bus's letters.</summary>
    public string Signature { get; private init; } = "";

    /// <summary>Writes the values.</summary>
    public BusWrite Write { get; private init; } = static (ref _) => { };

    /// <summary>Name of the error where it is a refusal, else null.</summary>
    public string? Error { get; private init; }

    /// <summary>What is wrong, in one sentence, where it is a refusal.</summary>
    public string Reason { get; private init; } = "";

    /// <summary>An answer of values.</summary>
    public static BusReply Of(string signature, BusWrite write) => new() { Signature = signature, Write = write };

    /// <summary>A refusal.</summary>
    /// <param name="error">The last part of a name in org.freedesktop.DBus.Error (D-Bus specification): "InvalidArgs".</param>
    /// <param name="reason">What is wrong, in one sentence without U+0000.</param>
    public static BusReply Refusal(string error, string reason) =>
        new() { Error = "org.freedesktop.DBus.Error." + error, Reason = reason };
}
