namespace VirtAgent.Observe.Libvirt;

/// <summary>Which libvirt is asked, as virsh would choose it.</summary>
public static class LibvirtUri
{
    /// <summary>libvirt's own default for root.</summary>
    public const string System = "qemu:///system";

    /// <summary><paramref name="option"/>, else LIBVIRT_DEFAULT_URI, else <see cref="System"/>.</summary>
    public static string Resolve(string? option)
    {
        if (!string.IsNullOrEmpty(option)) return option;
        var variable = Environment.GetEnvironmentVariable("LIBVIRT_DEFAULT_URI");
        return string.IsNullOrEmpty(variable) ? System : variable;
    }

    /// <summary>
    /// Whether it leads to another host: the firewall and the links are read here, and libvirt must not be read elsewhere.
    /// </summary>
    public static bool IsRemote(string uri)
    {
        var start = uri.IndexOf("://", StringComparison.Ordinal);
        if (start < 0) return false;
        var authority = uri[(start + 3)..].Split('/', '?', '#')[0];
        var host = authority[(authority.IndexOf('@') + 1)..];
        return host.Length > 0 && host is not ("localhost" or "127.0.0.1" or "[::1]");
    }
}
