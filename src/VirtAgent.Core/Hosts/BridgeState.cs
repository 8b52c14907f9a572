namespace VirtAgent.Core.Hosts;

/// <summary>What of a host's bridges no list of its devices shows: <c>bridge.json</c>.</summary>
/// <param name="StackedElsewhere">Devices of other network namespaces that stand on devices of this one.</param>
/// <param name="UnreadNamespaces">How many network namespaces would not tell of their devices.</param>
/// <param name="Ebtables">Rules of legacy ebtables by table, for those tables that there are.</param>
public sealed record BridgeState(
    IReadOnlyList<StackedDevice> StackedElsewhere, int UnreadNamespaces, IReadOnlyDictionary<string, int> Ebtables);

/// <summary>A device of another network namespace.</summary>
/// <param name="Name">Its name there.</param>
/// <param name="Kind">macvlan, ipvlan, vlan, veth…</param>
/// <param name="Lower">The device of this host that it stands on, or whose other end it is.</param>
public sealed record StackedDevice(string Name, string Kind, string Lower);
