using VirtAgent.Core.Hosts;
using VirtAgent.Core.Text;

namespace VirtAgent.Core.Readers.Records;

/// <summary>Reads kernel parameters as sysctl(8) prints them.</summary>
public static class SysctlReader
{
    /// <summary>Reads <c>key = value</c> lines; empty lines are passed over.</summary>
    /// <exception cref="ReadException">A line is none, or a key has two values.</exception>
    public static Sysctls Read(string text)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        var number = 0;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            number++;
            if (line.IsWhiteSpace()) continue;
            var equals = line.IndexOf('=');
            if (equals <= 0) throw new ReadException($"The kernel parameters have no 'key = value' in line {number}.");
            var (key, value) = (line[..equals].Trim().ToString(), line[(equals + 1)..].Trim().ToString());
            if (!values.TryAdd(key, value) && values[key] != value)
                throw new ReadException($"The kernel parameters give a second value for '{key}' in line {number}.");
        }

        return new Sysctls(values);
    }
}
