using System.Globalization;
using VirtAgent.Core.Ports;
using VirtAgent.Hosting;
using VirtAgent.Observe.Hints;
using VirtAgent.Tests.Support;

namespace VirtAgent.Tests.Observe.Hints;

/// <summary>A folder that is written as libvirt writes its own, watched by the kernel.</summary>
public sealed class PortFolderTests : IDisposable
{
    private readonly TemporaryFolder _temporary = new();
    private readonly string _folder;
    private readonly Listener _listener = new();
    private PortFolder? _ports;

    public PortFolderTests() => _folder = Path.Combine(_temporary.Path, "run", "libvirt", "network");

    public void Dispose()
    {
        _ports?.Dispose();
        _temporary.Dispose();
    }

    [Fact]
    public async Task The_first_port_of_a_network_is_told_though_its_folder_is_new_too()
    {
        Directory.CreateDirectory(_folder);
        await Watch();
        Save("net1", 1);

        var created = await _listener.Notice<PortNotice.Created>();
        Assert.Equal((NoticeOrigin.PortFolder, "net1", Examples.Uuid(1)), (created.Origin, created.Network, created.Uuid));
        Assert.Equal("guest-1", created.Port!.OwnerName);
        await _listener.Doubts(RefreshScope.Ports);
    }

    [Fact]
    public async Task A_port_that_is_gone_says_whose_it_was()
    {
        Save("net1", 1);
        await Watch();
        var created = await _listener.Notice<PortNotice.Created>();
        File.Delete(PathOf("net1", 1));

        var deleted = await _listener.Notice<PortNotice.Deleted>();
        Assert.Equal(("net1", created.Uuid, created.Port), (deleted.Network, deleted.Uuid, deleted.Port));
        Assert.True(deleted.At.SinceBoot >= created.At.SinceBoot);
    }

    [Fact]
    public async Task A_port_from_before_the_watch_is_as_old_as_its_file()
    {
        Save("net1", 1);
        File.SetLastWriteTimeUtc(PathOf("net1", 1), DateTime.UtcNow.AddMinutes(-5));
        await Watch();

        var created = await _listener.Notice<PortNotice.Created>();
        Assert.InRange(HostClock.Now().SinceBoot - created.At.SinceBoot, TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(7));
    }

    [Fact]
    public async Task A_port_written_again_is_looked_at_and_not_told_again()
    {
        Save("net1", 1);
        await Watch();
        await _listener.Notice<PortNotice.Created>();
        Save("net1", 1);
        Save("net1", 2);

        Assert.Equal(Examples.Uuid(2), (await _listener.Notice<PortNotice.Created>()).Uuid);
        Assert.Contains(Examples.Uuid(1), (await _listener.Hints.TakeAsync(TestContext.Current.CancellationToken)).Ports);
    }

    [Fact]
    public async Task A_folder_that_is_not_there_yet_is_waited_for()
    {
        await Watch();
        Save("net1", 1);

        await _listener.Notice<PortNotice.Created>();
    }

    [Fact]
    public async Task A_folder_that_is_made_anew_is_watched_anew()
    {
        Save("net1", 1);
        await Watch();
        await _listener.Notice<PortNotice.Created>();
        Directory.Delete(Path.GetDirectoryName(_folder)!, recursive: true);
        await Deleted(1);
        Save("net2", 2);

        Assert.Equal(("net2", Examples.Uuid(2)), await Created());
    }

    [Fact]
    public async Task A_folder_that_is_renamed_away_has_no_ports()
    {
        Save("net1", 1);
        await Watch();
        await _listener.Notice<PortNotice.Created>();
        Directory.Move(_folder, _folder + ".old");
        await Deleted(1);
        Save("net1", 2);

        Assert.Equal(("net1", Examples.Uuid(2)), await Created());
    }

    [Fact]
    public async Task A_network_that_stops_loses_its_ports_and_gets_new_ones()
    {
        await Watch();
        for (var round = 0; round < 20; round++)
        {
            Save("net1", round);
            Assert.Equal(("net1", Examples.Uuid(round)), await Created());
            Directory.Delete(Path.Combine(_folder, "net1"), recursive: true);
            await Deleted(round);
        }
    }

    [Fact]
    public async Task A_port_is_told_created_once_however_fast_its_network_comes_and_goes()
    {
        const int Rounds = 300;
        await Watch();
        for (var round = 0; round < Rounds; round++)
        {
            Save("net1", round);
            if (round % 3 == 0) await Task.Yield();
            Directory.Delete(Path.Combine(_folder, "net1"), recursive: true);
        }

        // What comes last stays, so that it is told for sure.
        Save("net1", Rounds);
        var told = new List<string>();
        do told.Add((await Created()).Uuid);
        while (told[^1] != Examples.Uuid(Rounds));
        Assert.Equal(told.Distinct(), told);
    }

    [Fact]
    public async Task A_network_file_that_comes_or_goes_puts_the_networks_in_doubt()
    {
        Directory.CreateDirectory(_folder);
        await Watch();
        var file = Path.Combine(_folder, "net1.xml");
        File.WriteAllText(file + ".new", "<networkstatus/>");
        File.Move(file + ".new", file);
        await _listener.Doubts(RefreshScope.Networks);
        File.Delete(file);
        await _listener.Doubts(RefreshScope.Networks);
    }

    [Fact]
    public async Task A_file_that_is_no_port_is_passed_over_and_one_not_understood_still_has_its_name()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "net1", "ports"));
        await Watch();
        foreach (var name in (string[])["README", "x.xml", $"{Examples.Uuid(1)}.xml.bak"])
            Write(Path.Combine(_folder, "net1", "ports", name), "x");
        Write(PathOf("net1", 2), "<networkport");

        var created = await _listener.Notice<PortNotice.Created>();
        Assert.Equal((Examples.Uuid(2), null), (created.Uuid, created.Port));
    }

    [Fact]
    public async Task More_changes_than_the_kernel_keeps_end_in_the_same_ports()
    {
        // The watcher waits for room for its second report while more happens than the kernel keeps.
        var listener = new Listener(capacity: 1);
        Save("net1", 1);
        Save("net1", 2);
        using var ports = new PortFolder(_folder, listener.Hints, listener.Reports, listener.Tell);
        ports.Start();
        while (!listener.HasReport) await Task.Yield();
        var most = int.Parse(File.ReadAllText("/proc/sys/fs/inotify/max_queued_events"), CultureInfo.InvariantCulture);
        for (var change = 0; change <= most; change++)
        {
            File.Move(PathOf("net1", 1), PathOf("net1", 9));
            File.Move(PathOf("net1", 9), PathOf("net1", 1));
        }

        File.Delete(PathOf("net1", 2));
        Save("net2", 3);
        var there = new HashSet<string>();
        while (!there.SetEquals([Examples.Uuid(1), Examples.Uuid(3)]))
        {
            var notice = (await listener.Report()).Notice;
            if (notice is PortNotice.Created created) there.Add(created.Uuid);
            else there.Remove(Assert.IsType<PortNotice.Deleted>(notice).Uuid);
        }
    }

    /// <summary>Returns when the first look is over.</summary>
    private async Task Watch()
    {
        _ports = new PortFolder(_folder, _listener.Hints, _listener.Reports, _listener.Tell);
        _ports.Start();
        await _listener.Doubts(RefreshScope.Networks);
    }

    /// <summary>The next port that comes.</summary>
    private async Task<(string Network, string Uuid)> Created()
    {
        while (true)
        {
            if ((await _listener.Report()).Notice is PortNotice.Created created) return (created.Network, created.Uuid);
        }
    }

    /// <summary>Returns when that port goes. Of one that went before it may be told once more.</summary>
    private async Task Deleted(int port)
    {
        while ((await _listener.Report()).Notice is not PortNotice.Deleted deleted || deleted.Uuid != Examples.Uuid(port))
        {
        }
    }

    private string PathOf(string network, int port) => Path.Combine(_folder, network, "ports", $"{Examples.Uuid(port)}.xml");

    private void Save(string network, int port) => Write(PathOf(network, port), Examples.Xml(port));

    /// <summary>As virFileRewrite does: written aside, then renamed.</summary>
    private static void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path + ".new", text);
        File.Move(path + ".new", path, overwrite: true);
    }
}
