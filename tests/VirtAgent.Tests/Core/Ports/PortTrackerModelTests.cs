using FsCheck;
using FsCheck.Fluent;

namespace VirtAgent.Tests.Core.Ports;

/// <summary>
/// A minute of a busy host, simulated from a seed that FsCheck chooses and prints when a property fails, seen with the hook, with
/// inotify, with both, with neither, and with both while a fifth of everything is lost.
/// </summary>
public class PortTrackerModelTests
{
    private const long Minute = 60_000_000;

    private static readonly ModelSenses Everything = new(Hook: true, Folder: true, Lossy: false);
    private static readonly ModelSenses HookOnly = new(Hook: true, Folder: false, Lossy: false);
    private static readonly ModelSenses FolderOnly = new(Hook: false, Folder: true, Lossy: false);
    private static readonly ModelSenses Killed = new(Hook: true, Folder: true, Lossy: false, Killed: true);
    private static readonly ModelSenses LooksOnly = new(Hook: false, Folder: false, Lossy: false);
    private static readonly ModelSenses Lossy = new(Hook: true, Folder: true, Lossy: true, Killed: true);

    [Fact]
    public void With_hook_and_folder_every_port_is_told_once_with_its_owner() =>
        Holds(Everything, run => run.EveryLifeIsTold(announced: true));

    [Fact]
    public void With_the_hook_alone_every_port_is_told_once_with_its_owner() =>
        Holds(HookOnly, run => run.EveryLifeIsTold(announced: true));

    [Fact]
    public void With_the_folder_alone_every_listed_port_is_told_once() =>
        Holds(FolderOnly, run => run.EveryLifeIsTold(announced: false));

    [Fact]
    public void However_often_the_agent_is_killed_the_hooks_spool_fills_the_gap() =>
        Holds(Killed, run => run.EveryLifeIsTold(announced: true));

    [Fact]
    public void With_looks_alone_stories_are_true() => Holds(LooksOnly, run => run.NothingIsInvented());

    [Fact]
    public void Whatever_is_lost_stories_have_their_order_and_the_end_is_right() => Holds(Lossy, _ => { });

    private static void Holds(ModelSenses senses, Action<ModelRun> also) => Prop
        .ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var run = new ModelRun(senses, seed, Minute);
            run.StoriesHaveTheirOrder();
            run.FactsAreTrue();
            run.TheEndIsRight();
            also(run);
        })
        .Check(Config.QuickThrowOnFailure.WithMaxTest(100));
}
