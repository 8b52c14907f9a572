using System.Xml;
using System.Xml.Linq;

namespace VirtAgent.Tests.Sinks.Bus;

/// <summary>The files of <c>deploy/dbus</c>, as they are installed.</summary>
internal static class BusFiles
{
    /// <summary>The interface that <c>NAME.xml</c> declares.</summary>
    public static XElement Interface(string name) => Parse(File.ReadAllText(Path($"{name}.xml"))).Element("interface")!;

    /// <summary>The root of an introspection document.</summary>
    public static XElement Parse(string xml)
    {
        using var reader = XmlReader.Create(
            new StringReader(xml), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore, IgnoreWhitespace = true });
        return XElement.Load(reader);
    }

    public static string Path(string name)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(System.IO.Path.Combine(folder.FullName, "VirtAgent.sln"))) folder = folder.Parent!;
        return System.IO.Path.Combine(folder.FullName, "deploy", "dbus", name);
    }
}
