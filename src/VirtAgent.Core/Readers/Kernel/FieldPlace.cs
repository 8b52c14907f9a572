namespace VirtAgent.Core.Readers.Kernel;

/// <summary>Where a rule loads a field from.</summary>
internal enum FieldPlace
{
    /// <summary>What the kernel knows of the packet.</summary>
    Meta,

    /// <summary>The IP header.</summary>
    NetworkHeader,

    /// <summary>The header behind it.</summary>
    TransportHeader,
}
