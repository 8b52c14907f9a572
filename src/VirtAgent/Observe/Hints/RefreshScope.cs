namespace VirtAgent.Observe.Hints;

/// <summary>What may have changed and has to be looked at again.</summary>
[Flags]
internal enum RefreshScope
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Which guests run, and what they are plugged into.</summary>
    Guests = 1,

    /// <summary>Which networks are active.</summary>
    Networks = 2,

    /// <summary>Which ports they have.</summary>
    Ports = 4,

    /// <summary>Network devices and what they are enslaved to.</summary>
    Links = 8,

    /// <summary>Addresses of devices.</summary>
    Addresses = 16,

    /// <summary>Routes and routing policy.</summary>
    Routes = 32,

    /// <summary>Forwarding and bridge sysctls.</summary>
    Sysctls = 64,

    /// <summary>nf_tables: what iptables has in it, and all else.</summary>
    Firewall = 128,

    /// <summary>Legacy iptables, which nobody reports.</summary>
    LegacyFirewall = 256,

    /// <summary>nf_tables, in the background: nothing says that it changed.</summary>
    FirewallBehind = 512,

    /// <summary>Flows that conntrack knows, of which it tells nobody.</summary>
    Flows = 1024,

    /// <summary>Everything that libvirt knows.</summary>
    Libvirt = Guests | Networks | Ports,

    /// <summary>Everything, though nothing says that any of it changed.</summary>
    Resync = Libvirt | Links | Addresses | Routes | Sysctls | FirewallBehind | LegacyFirewall | Flows,

    /// <summary>Everything.</summary>
    All = Libvirt | Links | Addresses | Routes | Sysctls | Firewall | LegacyFirewall | Flows,
}
