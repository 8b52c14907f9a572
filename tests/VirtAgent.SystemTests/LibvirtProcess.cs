namespace VirtAgent.SystemTests;

/// <summary>Tests that share what libvirt has once per process (event loop, test driver) so run one after the other.</summary>
[CollectionDefinition(nameof(LibvirtProcess), DisableParallelization = true)]
public sealed class LibvirtProcess;
