using VirtAgent.Core.Hosts;
using VirtAgent.Core.Text;

namespace VirtAgent.Core.Readers.Records;

/// <summary>Reads <c>host.json</c>, which names the format of a recorded host and what its observer could not read.</summary>
public static class HostHeaderReader
{
    /// <summary>The format this version reads and writes.</summary>
    public const int Format = 1;

    /// <summary>Reads the header; members it does not know are passed over, texts that are missing are empty.</summary>
    /// <exception cref="ReadException">It is malformed, of another format, or does not say what could not be read.</exception>
    public static HostHeader Read(string json) => SafeJson.ReadObject(json, RecordFile.Host, fields =>
    {
        var format = fields.Number("format") ?? throw fields.Lacks("format");
        if (format != Format)
            throw new ReadException(
                $"{RecordFile.Host} has format {format}; this version of virt-agent reads format {Format} only.");
        var gaps = fields.Objects("gaps") ?? throw fields.Lacks("gaps");
        return new HostHeader(
            fields.Text("hostname") ?? "",
            fields.Text("captured") ?? "",
            fields.Text("uri") ?? "",
            fields.Text("libvirt") ?? "",
            fields.Text("kernel") ?? "",
            [.. gaps.Select(gap => new Gap(gap.RequiredText("source"), gap.RequiredText("reason")))]);
    });
}
