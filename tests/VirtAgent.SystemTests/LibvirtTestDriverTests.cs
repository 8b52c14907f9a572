using System.Diagnostics;
using VirtAgent.Interop.Libvirt;

namespace VirtAgent.SystemTests;

/// <summary>Reading and failing through the binding on libvirt's built-in test driver, which needs no daemon.</summary>
[Collection(nameof(LibvirtProcess))]
public sealed class LibvirtTestDriverTests
{
    private const string NetworkUuid = "dd8fe884-6c02-601e-7551-cca97df1c5df";
    private const string NoUuid = "00000000-0000-4000-8000-000000000000";

    [Fact]
    public void A_connection_says_where_it_leads_and_what_answers_there()
    {
        using var connection = LibvirtConnection.OpenReadOnly(TestDriver.Uri);

        Assert.Equal(TestDriver.Uri, connection.Uri);
        Assert.Matches(@"^\d+\.\d+\.\d+$", connection.DaemonVersion);
        Assert.Equal(LibvirtConnection.LibraryVersion, connection.DaemonVersion);
        Assert.True(connection.IsAlive);
        Assert.False(connection.TrySetKeepAlive(1, 2));
    }

    [Fact]
    public void Networks_and_guests_are_listed_with_name_uuid_and_XML()
    {
        using var connection = LibvirtConnection.OpenReadOnly(TestDriver.Uri);

        using var network = Assert.Single(connection.ActiveNetworks());
        Assert.Equal(("default", NetworkUuid, true), (network.Name, network.Uuid, network.IsActive));
        Assert.Contains($"<uuid>{network.Uuid}</uuid>", network.XmlDesc());

        using var guest = Assert.Single(connection.ActiveDomains());
        Assert.Equal(("test", true, true), (guest.Name, guest.IsActive, guest.IsPersistent));
        Assert.Contains($"<uuid>{guest.Uuid}</uuid>", guest.XmlDesc());
        Assert.Contains("<domain type='test' id='1'>", guest.XmlDesc());
        Assert.Contains("<domain type='test'>", guest.XmlDesc(inactive: true));

        using var same = Assert.Single(connection.AllDomains());
        Assert.Equal(guest.Uuid, same.Uuid);
    }

    [Fact]
    public void What_exists_is_found_by_name_and_by_UUID_and_what_does_not_is_null()
    {
        using var connection = LibvirtConnection.OpenReadOnly(TestDriver.Uri);

        using var network = connection.FindNetwork("default");
        using var networkByUuid = connection.FindNetworkByUuid(NetworkUuid);
        using var guest = connection.FindDomain("test");
        using var guestByUuid = connection.FindDomainByUuid(guest!.Uuid);
        Assert.Equal(NetworkUuid, network!.Uuid);
        Assert.Equal("default", networkByUuid!.Name);
        Assert.Equal("test", guestByUuid!.Name);

        Assert.Null(connection.FindNetwork("no such network"));
        Assert.Null(connection.FindNetworkByUuid(NoUuid));
        Assert.Null(connection.FindDomain("no such guest"));
        Assert.Null(connection.FindDomainByUuid(NoUuid));
    }

    [Fact]
    public void A_look_up_that_fails_for_another_reason_is_an_error_and_not_null()
    {
        using var connection = LibvirtConnection.OpenReadOnly(TestDriver.Uri);

        var error = Assert.Throws<LibvirtException>(() => connection.FindNetworkByUuid("not a uuid"));
        Assert.Equal((LibvirtErrorCode.InvalidArg, "virNetworkLookupByUUIDString"), (error.Code, error.Function));

        using var network = connection.FindNetwork("default");
        error = Assert.Throws<LibvirtException>(() => network!.Ports());
        Assert.Equal((LibvirtErrorCode.NoSupport, "virNetworkListAllPorts"), (error.Code, error.Function));
    }

    [Theory]
    [InlineData("nosuch:///system", LibvirtErrorCode.SystemError, "Failed to connect socket")]
    [InlineData("qemu+unix:///system?socket=/nowhere/libvirt-sock", LibvirtErrorCode.SystemError, "/nowhere/libvirt-sock")]
    [InlineData("qemu+pigeon:///system", LibvirtErrorCode.InvalidArg, "transport")]
    public void A_wrong_URI_is_an_error_in_one_line_that_says_what_is_missing(string uri, LibvirtErrorCode code, string says)
    {
        var error = Assert.Throws<LibvirtException>(() => LibvirtConnection.OpenReadOnly(uri));

        Assert.Equal((code, "virConnectOpenReadOnly"), (error.Code, error.Function));
        Assert.Contains(says, error.Message);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void Each_thread_gets_the_error_of_its_own_call()
    {
        Parallel.For(0, 400, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            var uri = $"qemu+unix:///system?socket=/nowhere/{i}.sock";
            var error = Assert.Throws<LibvirtException>(() => LibvirtConnection.OpenReadOnly(uri));
            Assert.Contains($"/nowhere/{i}.sock", error.Message);
        });
    }

    [Fact]
    public void A_library_or_function_that_is_missing_says_what_to_install()
    {
        var library = Assert.Throws<LibvirtException>(() => LibvirtLibrary.Open("libvirt-of-nowhere.so.0"));
        Assert.Contains("install", library.Message);
        Assert.Contains("libvirt0", library.Message);

        var function = Assert.Throws<LibvirtException>(() => LibvirtLibrary.Require("virNetworkPortOfTomorrow", "99.0.0"));
        Assert.Equal(LibvirtErrorCode.NoSupport, function.Code);
        Assert.Contains("99.0.0", function.Message);
    }

    [Fact]
    public void Nothing_is_left_open_when_everything_is_disposed_in_either_order()
    {
        var tidy = LibvirtConnection.OpenReadOnly(TestDriver.Uri);
        foreach (var network in tidy.ActiveNetworks()) network.Dispose();
        foreach (var guest in tidy.AllDomains()) guest.Dispose();
        tidy.FindNetwork("default")!.Dispose();
        tidy.FindDomain("test")!.Dispose();
        tidy.FindDomain("no such guest")?.Dispose();
        tidy.Dispose();
        Assert.Equal(0, tidy.Handle.ReferencesLeft);

        var early = LibvirtConnection.OpenReadOnly(TestDriver.Uri);
        var outlives = early.FindNetwork("default")!;
        early.Dispose();
        Assert.Equal(1, early.Handle.ReferencesLeft);
        Assert.Contains("virbr0", outlives.XmlDesc());
        outlives.Dispose();
        Assert.Throws<ObjectDisposedException>(outlives.XmlDesc);
        Assert.Throws<ObjectDisposedException>(() => early.FindNetwork("default"));
    }

    [Fact]
    public async Task Errors_are_not_printed()
    {
        const string Failing = nameof(A_look_up_that_fails_for_another_reason_is_an_error_and_not_null);
        using var child = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["-method", $"*.{Failing}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = child.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await child.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await child.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Contains("Total: 1", output);
        Assert.Equal(0, child.ExitCode);
        Assert.DoesNotContain("libvirt", await errors);
    }
}
