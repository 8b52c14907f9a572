using VirtAgent.Watch;

namespace VirtAgent.Tests.Watch;

public sealed class SinkSlotTests : IAsyncDisposable
{
    private readonly SinkSlot _slot = new("example");
    private readonly List<string> _story = [];

    public ValueTask DisposeAsync() => _slot.DisposeAsync();

    [Fact]
    public async Task Other_options_replace_it_the_same_leave_it_alone_and_none_end_it()
    {
        Assert.True(await Take("a"));
        Assert.False(await Take("a"));
        Assert.True(await Take("b"));
        Assert.True(_slot.IsOn);
        Assert.True(await Take(null));
        Assert.False(_slot.IsOn);
        Assert.False(await Take(null));
        Assert.Equal(["a begins", "a ends", "b begins", "b ends"], _story);
    }

    [Fact]
    public async Task One_that_cannot_be_started_leaves_the_old_one_in_place()
    {
        await Take("a");
        var failure = await Assert.ThrowsAsync<IOException>(() => _slot.TakeAsync("b", () => throw new IOException("taken.")));
        Assert.Equal("taken. The old one goes on.", failure.Message);
        Assert.True(_slot.IsOn);
        Assert.False(await Take("a"));
        Assert.Equal(["a begins", "a ends", "a begins"], _story);
    }

    [Fact]
    public async Task Where_neither_can_be_started_there_is_none_and_the_next_reload_may_try_again()
    {
        var broken = false;
        await _slot.TakeAsync("a", () => broken ? throw new IOException("gone.") : new Thing("a", _story));
        broken = true;
        var failure = await Assert.ThrowsAsync<IOException>(() => _slot.TakeAsync("b", () => throw new IOException("taken.")));
        Assert.Equal("taken. There is none now.", failure.Message);
        Assert.False(_slot.IsOn);
        Assert.True(await Take("b"));
    }

    [Fact]
    public async Task The_end_ends_it()
    {
        await Take("a");
        await _slot.DisposeAsync();
        Assert.Equal(["a begins", "a ends"], _story);
    }

    private Task<bool> Take(string? options) => _slot.TakeAsync(options, () => new Thing(options!, _story));

    private sealed class Thing : IAsyncDisposable
    {
        private readonly string _name;
        private readonly List<string> _story;

        public Thing(string name, List<string> story)
        {
            (_name, _story) = (name, story);
            story.Add($"{name} begins");
        }

        public ValueTask DisposeAsync()
        {
            _story.Add($"{_name} ends");
            return ValueTask.CompletedTask;
        }
    }
}
