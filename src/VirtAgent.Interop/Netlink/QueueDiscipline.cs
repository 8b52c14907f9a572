namespace VirtAgent.Interop.Netlink;

/// <summary>A queueing discipline of a device (tc(8), struct tcmsg).</summary>
/// <param name="Index">Interface index.</param>
/// <param name="Kind">clsact, ingress, htb, fq_codel…</param>
/// <param name="Handle">Its handle, the major number in the upper 16 bits.</param>
/// <param name="Parent">What it hangs on: 0xffffffff for the root, 0xfffffff1 for clsact and ingress.</param>
/// <param name="IngressBlock">The block of filters that it shares with other devices; 0 for none.</param>
/// <param name="EgressBlock">The same on the way out.</param>
public sealed record QueueDiscipline(int Index, string Kind, uint Handle, uint Parent, uint IngressBlock, uint EgressBlock);
