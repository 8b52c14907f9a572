using System.Text;
using VirtAgent.Hosting;

namespace VirtAgent.Tests.Observe.Hints;

/// <summary>Ports, and what the hook says of them.</summary>
internal static class Examples
{
    /// <summary>The UUID of port <paramref name="number"/>.</summary>
    public static string Uuid(int number) => $"bfb60a5d-d10a-4687-8dbb-{number:x12}";

    /// <summary>The XML of that port, as libvirt writes it.</summary>
    public static string Xml(int number) => $"""
          <networkport>
            <uuid>{Uuid(number)}</uuid>
            <owner>
              <name>guest-{number}</name>
              <uuid>11111111-2222-3333-4444-{number:x12}</uuid>
            </owner>
            <mac address='52:54:00:aa:00:01'/>
            <plug type='network' bridge='virbr1'/>
          </networkport>
        """;

    /// <summary>The hook's notice of it.</summary>
    public static byte[] Notice(
        int number, string operation = "port-created", long boottime = 5_000_000_000, string? boot = null) =>
        Encoding.UTF8.GetBytes(
            $"virt-agent-hook 1\nnetwork net1\nop {operation}\nrealtime 1795330226194334289\nboottime {boottime}\n"
            + $"boot {boot ?? HostClock.Boot}\n\n<hookData>\n{Xml(number)}\n</hookData>\n");
}
