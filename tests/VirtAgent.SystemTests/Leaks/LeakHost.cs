using VirtAgent.SystemTests.Support;

namespace VirtAgent.SystemTests.Leaks;

/// <summary>
/// One host for all tests that open a leak and close it again: NAT network <c>default</c>, isolated <c>network1</c> (virbr1) and
/// dual-stack isolated <c>isolated46</c> (virbr2), with IPv6 forwarding on, so that rules alone hold IPv6. It boots with the
/// first test.
/// </summary>
public sealed class LeakHost : IDisposable
{
    private readonly Lazy<KvmHost> _host = new(Boot);

    /// <summary>Its lab.</summary>
    internal Lab Lab => _host.Value.Lab;

    /// <summary>Puts back the rules that libvirt made, and nothing else.</summary>
    internal void Restore() => Lab.Shell("iptables-restore < /root/rules; ip6tables-restore < /root/rules6");

    /// <summary>Ends it.</summary>
    public void Dispose()
    {
        if (_host.IsValueCreated) _host.Value.Dispose();
    }

    private static KvmHost Boot()
    {
        var host = KvmHost.Up("leak", "isolated46");
        host.ForwardIPv6(true);
        host.Lab.Shell("iptables-save > /root/rules; ip6tables-save > /root/rules6");
        return host;
    }
}
