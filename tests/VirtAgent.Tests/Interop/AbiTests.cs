using VirtAgent.Interop.Libvirt;

namespace VirtAgent.Tests.Interop;

/// <summary>The bindings against the installed headers. No native call is made, so a wrong type cannot crash it.</summary>
public sealed class AbiTests
{
    [Fact]
    public void Every_bound_function_structure_and_constant_is_as_the_installed_headers_declare_it()
    {
        var headers = NativeFolder.BuildAndRun("abi_probe");

        Assert.True(headers.Length > 100, "native/abi_probe.c printed next to nothing.");
        var differences = AbiLines.Differences(headers, AbiLines.OfBinding());
        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }

    [Theory]
    [InlineData("func virF int virNetworkPtr ulong*", "func virF int virNetworkPtr int*")]
    [InlineData("func virF int virNetworkPtr", "func virF int virDomainPtr")]
    [InlineData("func virF char* virNetworkPtr", "func virF const-char* virNetworkPtr")]
    [InlineData("func virF int virNetworkPtr uint", "func virF int virNetworkPtr")]
    [InlineData("func virF int ulong", "func virF int ?")]
    [InlineData("callback virC int virConnectPtr int", "callback virC void ? int")]
    [InlineData("size virError 80", "size virError 72")]
    [InlineData("field virError level 16 4", "field virError level 12 4")]
    [InlineData("const VIR_CONNECT_LIST_NETWORKS_ACTIVE 2", "const VIR_CONNECT_LIST_NETWORKS_ACTIVE 1")]
    public void A_line_that_differs_is_reported(string header, string binding) =>
        Assert.Single(AbiLines.Differences([header], [binding]));

    [Fact]
    public void What_only_one_side_has_is_reported() =>
        Assert.Equal(2, AbiLines.Differences(["func virOnlyInProbe int"], ["func virOnlyBound int"]).Count);

    [Fact]
    public void What_is_newer_than_the_headers_is_left_alone() =>
        Assert.Empty(AbiLines.Differences(["newer const VIR_NEW"], ["const VIR_NEW 7"]));

    [Fact]
    public void Owned_and_borrowed_strings_are_told_apart()
    {
        var functions = AbiLines.Functions("func", typeof(NativeLibvirt)).ToArray();

        Assert.Contains("func virNetworkGetName const-char* virNetworkPtr", functions);
        Assert.Contains("func virNetworkGetXMLDesc char* virNetworkPtr uint", functions);
    }
}
