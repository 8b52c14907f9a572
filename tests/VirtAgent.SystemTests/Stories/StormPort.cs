using System.Globalization;

namespace VirtAgent.SystemTests.Stories;

/// <summary>A port that <c>native/port_storm</c> made and deleted.</summary>
/// <param name="Uuid">Its UUID.</param>
/// <param name="Mac">Its MAC.</param>
/// <param name="Owner">Name of the guest it was made for; there is none.</param>
/// <param name="LivedMicroseconds">From the answer to its creation to the request for its deletion.</param>
internal sealed record StormPort(string Uuid, string Mac, string Owner, long LivedMicroseconds)
{
    /// <summary>Reads a line of its output.</summary>
    public static StormPort Parse(string line)
    {
        var words = line.Split(' ');
        return new StormPort(words[0], words[1], words[2], long.Parse(words[3], CultureInfo.InvariantCulture));
    }
}
