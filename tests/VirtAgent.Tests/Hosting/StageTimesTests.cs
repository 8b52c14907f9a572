using Microsoft.Extensions.Time.Testing;
using VirtAgent.Hosting;

namespace VirtAgent.Tests.Hosting;

public sealed class StageTimesTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void Stages_stand_in_the_order_in_which_they_began_with_their_own_times()
    {
        var times = new StageTimes(_clock);
        Pass(3);
        var libvirt = times.Begin("libvirt");
        Pass(2);
        using (times.Begin("ip")) Pass(7);
        libvirt.Dispose();
        Pass(1);
        Assert.Equal([("libvirt", At(3), At(9)), ("ip", At(5), At(7))], times.Ended);
        Assert.Equal(At(13), times.Total);
    }

    [Fact]
    public void A_stage_that_still_goes_on_has_no_time_yet_and_one_that_ended_keeps_its_own()
    {
        var times = new StageTimes(_clock);
        var stage = times.Begin("libvirt");
        Pass(4);
        Assert.Empty(times.Ended);
        stage.Dispose();
        Pass(4);
        stage.Dispose();
        Assert.Equal([("libvirt", TimeSpan.Zero, At(4))], times.Ended);
    }

    private static TimeSpan At(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    private void Pass(int milliseconds) => _clock.Advance(At(milliseconds));
}
