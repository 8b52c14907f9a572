using VirtAgent.DBus;

namespace VirtAgent.Tests.DBus;

/// <summary>How the agent knows what a bus has read, with a bus that answers when the test says so.</summary>
public sealed class UnreadMessagesTests
{
    private readonly List<TaskCompletionSource> _questions = [];
    private readonly UnreadMessages _unread;

    public UnreadMessagesTests() => _unread = new UnreadMessages(() =>
    {
        _questions.Add(new TaskCompletionSource());
        return _questions[^1].Task;
    });

    [Fact]
    public void One_question_is_on_its_way_at_a_time()
    {
        for (var sent = 0; sent < 10; sent++) _unread.Sent();
        Assert.Single(_questions);
        _questions[0].SetResult();
        Assert.Equal(2, _questions.Count);
        _questions[1].SetResult();
        Assert.Equal(2, _questions.Count);
    }

    [Fact]
    public void What_was_sent_after_a_question_is_read_only_when_the_next_is_answered()
    {
        _unread.Sent();
        _unread.Sent();
        var none = _unread.NoneAsync(CancellationToken.None);
        _questions[0].SetResult();
        Assert.False(none.IsCompleted);
        _questions[1].SetResult();
        Assert.True(none.IsCompletedSuccessfully);
    }

    [Fact]
    public void A_wait_ends_though_more_is_being_sent()
    {
        _unread.Sent();
        var none = _unread.NoneAsync(CancellationToken.None);
        _unread.Sent();
        _questions[0].SetResult();
        _unread.Sent();
        _questions[1].SetResult();
        Assert.True(none.IsCompletedSuccessfully);
    }

    [Fact]
    public void Many_and_too_many_end_when_they_are_read()
    {
        for (var sent = 0; sent < UnreadMessages.TooMany - 1; sent++) _unread.Sent();
        Assert.True(_unread.IsMany);
        Assert.False(_unread.IsTooMany);
        _unread.Sent();
        Assert.True(_unread.IsTooMany);
        _questions[0].SetResult();
        _questions[1].SetResult();
        Assert.False(_unread.IsMany);
    }

    [Fact]
    public async Task A_connection_that_is_gone_ends_the_wait()
    {
        _unread.Sent();
        var none = _unread.NoneAsync(CancellationToken.None);
        _questions[0].SetException(new IOException("gone"));
        Assert.Equal("gone", (await Assert.ThrowsAsync<IOException>(() => none)).Message);
    }
}
