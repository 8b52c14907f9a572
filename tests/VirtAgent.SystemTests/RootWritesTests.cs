using System.Globalization;
using VirtAgent.SystemTests.Support;

namespace VirtAgent.SystemTests;

/// <summary>
/// What root writes where another user may write, too: that user, uid 65534, swaps everything for links to a file of root's all
/// the while, a hundred times each. No file of root's gets another content or mode.
/// </summary>
public sealed class RootWritesTests : IDisposable
{
    // $1 and $2 are whose the folder is and its mode, $3 the program, $4 the attacker's, $5 the verb, $6 what it writes there,
    // $7 and $8 the first and the last try. Prints how often it was refused, and then what became of the victim.
    private const string Attack = """
        owner=$1 mode=$2 program=$3 attacker=$4 verb=$5 name=$6 first=$7 last=$8; shift 8
        printf untouched > /root/victim; chmod 644 /root/victim; chmod 711 /root
        refused=0
        for try in $(seq $first $last); do
            folder=/srv/try$try
            mkdir -m "$mode" $folder; chown "$owner" $folder
            setpriv --reuid=65534 --regid=65534 --clear-groups /usr/bin/python3 "$attacker" "$folder" /root/victim & swapping=$!
            sleep 0.05
            "$program" "$verb" "$@" "$folder/$name" 2> /root/said || refused=$((refused + 1))
            kill $swapping; wait $swapping || true
            rm -rf "$folder"
        done
        echo "$refused $(stat -c '%a %U' /root/victim) $(cat /root/victim); $(tail -1 /root/said)"
        """;

    private static readonly string[] Own = ["65534", "0755"];
    private static readonly string[] Shared = ["0", "1777"];
    private const StringComparison Comparison = StringComparison.Ordinal;
    private const string Untouched = "644 root untouched";

    private readonly Lab _lab = Lab.Up("root-writes");

    [Fact]
    public void A_report_into_another_users_folder_is_refused_and_gives_nothing_of_roots_away()
    {
        var outcome = Report(Own);
        Assert.StartsWith($"100 refused, {Untouched}; error: /srv/try100/report.html cannot be written: ", outcome, Comparison);
        Assert.Contains("belongs to user 65534, who could have us write elsewhere; name a place below", outcome, Comparison);
    }

    [Fact]
    public void A_report_into_a_folder_that_all_share_gives_nothing_of_roots_away() =>
        Assert.Contains($" refused, {Untouched}; ", Report(Shared), Comparison);

    [Fact]
    public void A_record_in_another_users_folder_is_refused_and_gives_nothing_of_roots_away()
    {
        var outcome = Snapshot(Own, "record");
        Assert.StartsWith($"100 refused, {Untouched}; error: /srv/try100/record ", outcome, Comparison);
        Assert.StartsWith($"100 refused, {Untouched}; ", Snapshot(Own, ""), Comparison);
    }

    [Fact]
    public void A_record_in_a_folder_that_all_share_gives_nothing_of_roots_away() =>
        Assert.Contains($" refused, {Untouched}; ", Snapshot(Shared, "record"), Comparison);

    /// <summary>Ends the lab.</summary>
    public void Dispose() => _lab.Dispose();

    private string Report(string[] folder)
    {
        _lab.Must(Agent.Program, "snapshot", "/root/record");
        return Run(folder, "report", "report.html", "--from", "/root/record");
    }

    private string Snapshot(string[] folder, string name) => Run(folder, "snapshot", name);

    /// <summary>In rounds, because a hundred tries on a busy machine take longer than a command in a lab may.</summary>
    private string Run(string[] folder, string verb, string name, params string[] options)
    {
        const int round = 20;
        var (refused, rest) = (0, "");
        for (var first = 1; first <= 100; first += round)
        {
            var attacker = RepositoryFolder.InLab("tests/VirtAgent.SystemTests/Support/swap.py");
            var said = _lab.Shell(Attack,
                [.. folder, Agent.Program, attacker, verb, name, $"{first}", $"{first + round - 1}", .. options]).Split(' ', 2);
            refused += int.Parse(said[0], CultureInfo.InvariantCulture);
            rest = said[1];
            if (!rest.StartsWith(Untouched, Comparison)) break;
        }

        return $"{refused} refused, {rest}";
    }
}
