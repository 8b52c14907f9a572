using VirtAgent.Interop.Libvirt;

namespace VirtAgent.SystemTests;

/// <summary>The event loop and subscriptions on libvirt's built-in test driver.</summary>
[Collection(nameof(LibvirtProcess))]
public sealed class LibvirtEventTests : IDisposable
{
    public LibvirtEventTests() => LibvirtEventLoop.Start();

    public void Dispose() => LibvirtEventLoop.Stop();

    [Fact]
    public async Task What_happens_to_guests_and_networks_is_reported_in_order()
    {
        using var driver = new TestDriver();
        using var connection = LibvirtConnection.OpenReadOnly(TestDriver.Uri);
        using var events = LibvirtEvents.Subscribe(connection);

        driver.SuspendGuest();
        driver.ResumeGuest();
        Assert.Equal(
            [("test", DomainLifecycleKind.Suspended), ("test", DomainLifecycleKind.Resumed)],
            [Of(await Next<LibvirtEvent.DomainLifecycle>(events)), Of(await Next<LibvirtEvent.DomainLifecycle>(events))]);

        driver.StopNetwork();
        driver.StartNetwork();
        using var network = connection.FindNetwork("default")!;
        Assert.Equal(
            new LibvirtEvent.NetworkLifecycle("default", network.Uuid, NetworkLifecycleKind.Stopped),
            await Next<LibvirtEvent.NetworkLifecycle>(events));
        Assert.Equal(NetworkLifecycleKind.Started, (await Next<LibvirtEvent.NetworkLifecycle>(events)).Kind);
        Assert.Equal(0, events.Lost);
    }

    [Fact]
    public async Task The_oldest_unread_events_are_lost_first_and_counted()
    {
        using var driver = new TestDriver();
        using var connection = LibvirtConnection.OpenReadOnly(TestDriver.Uri);
        using var another = LibvirtConnection.OpenReadOnly(TestDriver.Uri);
        using var watched = LibvirtEvents.Subscribe(connection);
        using var neglected = LibvirtEvents.Subscribe(another, capacity: 1);

        for (var i = 0; i < 2; i++)
        {
            driver.SuspendGuest();
            driver.ResumeGuest();
        }

        for (var i = 0; i < 4; i++) await Next<LibvirtEvent.DomainLifecycle>(watched);
        LibvirtEventLoop.Stop(); // returns between rounds: whatever is due to one subscription was given to the other
        Assert.Equal(3, neglected.Lost);
        Assert.Equal(DomainLifecycleKind.Resumed, (await Next<LibvirtEvent.DomainLifecycle>(neglected)).Kind);
    }

    [Fact]
    public async Task A_disposed_subscription_ends_its_reader_and_holds_no_connection()
    {
        using var driver = new TestDriver();
        var connection = LibvirtConnection.OpenReadOnly(TestDriver.Uri);
        var events = LibvirtEvents.Subscribe(connection);
        events.Dispose();
        events.Dispose();

        driver.SuspendGuest();
        driver.ResumeGuest();
        Assert.False(await events.Reader.WaitToReadAsync(TestContext.Current.CancellationToken));

        connection.Dispose();
        Assert.Equal(0, connection.Handle.ReferencesLeft);
    }

    [Fact]
    public async Task A_subscription_survives_the_disposal_of_its_connection()
    {
        using var driver = new TestDriver();
        var connection = LibvirtConnection.OpenReadOnly(TestDriver.Uri);
        using var events = LibvirtEvents.Subscribe(connection);
        connection.Dispose();

        driver.SuspendGuest();
        Assert.Equal(DomainLifecycleKind.Suspended, (await Next<LibvirtEvent.DomainLifecycle>(events)).Kind);
        driver.ResumeGuest();
    }

    [Fact]
    public async Task A_connection_has_one_subscription_at_a_time()
    {
        using var driver = new TestDriver();
        using var connection = LibvirtConnection.OpenReadOnly(TestDriver.Uri);
        using (var first = LibvirtEvents.Subscribe(connection))
        {
            Assert.Contains("already", Assert.Throws<LibvirtException>(() => LibvirtEvents.Subscribe(connection)).Message);
            driver.SuspendGuest();
            Assert.Equal(DomainLifecycleKind.Suspended, (await Next<LibvirtEvent.DomainLifecycle>(first)).Kind);
        }

        using var second = LibvirtEvents.Subscribe(connection);
        driver.ResumeGuest();
        Assert.Equal(DomainLifecycleKind.Resumed, (await Next<LibvirtEvent.DomainLifecycle>(second)).Kind);
    }

    [Fact]
    public void What_this_libvirt_cannot_report_is_named()
    {
        using var connection = LibvirtConnection.OpenReadOnly(TestDriver.Uri);
        using var events = LibvirtEvents.Subscribe(connection);

        var version = Version.Parse(LibvirtConnection.LibraryVersion);
        Assert.Equal(version < new Version(11, 2, 0), events.Refused.ContainsKey("DomainNicMacChange"));
        Assert.Equal(version < new Version(9, 8, 0), events.Refused.ContainsKey("NetworkMetadataChange"));
        Assert.DoesNotContain("DomainLifecycle", events.Refused.Keys);
        Assert.DoesNotContain("NetworkLifecycle", events.Refused.Keys);
    }

    [Fact]
    public async Task The_loop_stops_starts_again_and_is_needed_to_subscribe()
    {
        using var driver = new TestDriver();
        using var connection = LibvirtConnection.OpenReadOnly(TestDriver.Uri);
        LibvirtEventLoop.Stop();
        Assert.False(LibvirtEventLoop.IsRunning);
        Assert.Contains("LibvirtEventLoop", Assert.Throws<LibvirtException>(() => LibvirtEvents.Subscribe(connection)).Message);

        LibvirtEventLoop.Start();
        LibvirtEventLoop.Start();
        Assert.True(LibvirtEventLoop.IsRunning);
        using var events = LibvirtEvents.Subscribe(connection);
        driver.SuspendGuest();
        driver.ResumeGuest();
        Assert.Equal(DomainLifecycleKind.Suspended, (await Next<LibvirtEvent.DomainLifecycle>(events)).Kind);
    }

    [Fact]
    public async Task What_happens_while_the_loop_rests_is_heard_when_it_is_over_or_has_been_long_enough()
    {
        using var driver = new TestDriver();
        using var connection = LibvirtConnection.OpenReadOnly(TestDriver.Uri);
        using var events = LibvirtEvents.Subscribe(connection);
        using (LibvirtEventLoop.Rest())
        {
            driver.SuspendGuest();
            foreach (var network in connection.ActiveNetworks()) network.Dispose();
        }

        Assert.Equal(DomainLifecycleKind.Suspended, (await Next<LibvirtEvent.DomainLifecycle>(events)).Kind);

        // Nobody ends this one in time, as when a call hangs.
        using var forgotten = LibvirtEventLoop.Rest();
        driver.ResumeGuest();
        Assert.Equal(DomainLifecycleKind.Resumed, (await Next<LibvirtEvent.DomainLifecycle>(events)).Kind);
    }

    private static (string, DomainLifecycleKind) Of(LibvirtEvent.DomainLifecycle lifecycle) => (lifecycle.Name, lifecycle.Kind);

    private static async Task<T> Next<T>(LibvirtEvents events) where T : LibvirtEvent =>
        Assert.IsType<T>(await events.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask()
            .WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));
}
