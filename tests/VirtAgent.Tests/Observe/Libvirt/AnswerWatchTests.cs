using VirtAgent.Interop.Libvirt;
using VirtAgent.Observe.Libvirt;

namespace VirtAgent.Tests.Observe.Libvirt;

public class AnswerWatchTests
{
    [Theory]
    [InlineData(LibvirtErrorCode.NoDomain)]
    [InlineData(LibvirtErrorCode.NoNetwork)]
    [InlineData(LibvirtErrorCode.NoNetworkPort)]
    [InlineData(LibvirtErrorCode.OperationInvalid)]
    public void What_goes_between_the_list_and_the_question_was_not_there(LibvirtErrorCode gone) =>
        Assert.Null(new AnswerWatch(TimeProvider.System).Present<string>(() => throw Failure(gone)));

    [Fact]
    public void A_daemon_that_refuses_is_not_taken_for_one_that_has_nothing() =>
        Assert.Throws<LibvirtException>(() =>
            new AnswerWatch(TimeProvider.System).Present<string>(() => throw Failure(LibvirtErrorCode.AccessDenied)));

    [Fact]
    public void What_is_there_is_passed_on() =>
        Assert.Equal("<network/>", new AnswerWatch(TimeProvider.System).Present(() => "<network/>"));

    [Fact]
    public async Task A_reading_that_has_ended_is_not_waited_for() =>
        Assert.True(await new AnswerWatch(TimeProvider.System).WaitAsync(Task.CompletedTask));

    private static LibvirtException Failure(LibvirtErrorCode code) =>
        new(code, 19, "virNetworkListAllPorts", "network 'n' is not active");
}
