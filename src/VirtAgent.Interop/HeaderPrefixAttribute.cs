namespace VirtAgent.Interop;

/// <summary>
/// The C names of an enum's members: prefix, then the member in upper snake case (<c>NoDomain</c> is <c>VIR_ERR_NO_DOMAIN</c>).
/// The ABI check compares them with the headers.
/// </summary>
[AttributeUsage(AttributeTargets.Enum)]
internal sealed class HeaderPrefixAttribute(string prefix) : Attribute
{
    public string Prefix { get; } = prefix;
}
