using VirtAgent.Presentation;

namespace VirtAgent.Tests.Presentation;

public class ScreenTests
{
    private static readonly string[] Headers = ["Name", "State"];

    [Fact]
    public void A_table_looks_like_virsh_s() =>
        Assert.Equal(
            """
             Name      State
            ---------------------
             default   isolated
             n2        -

            """,
            Examples.Printed(screen => screen.Table(Headers, [["default", "isolated"], ["n2", (string?)null]])));

    [Fact]
    public void A_long_row_stays_in_one_line()
    {
        var text = new string('x', 2000);
        Assert.Contains($" {text}   end\n", Examples.Printed(screen => screen.Table(Headers, [[text, "end"]])));
    }

    [Fact]
    public void Control_characters_do_not_reach_the_terminal()
    {
        var printed = Examples.Printed(screen =>
        {
            screen.Line("a\u001b[31mb\r\nc\u202ed");
            screen.Table(Headers, [["x\ty", "\u009b2J"]]);
        });
        Assert.Contains("a\\x1b[31mb\\x0d\\x0ac\\u202ed\n", printed);
        Assert.Contains("x\\x09y", printed);
        Assert.Contains("\\x9b2J", printed);
    }

    [Fact]
    public void Square_brackets_are_no_markup() =>
        Assert.Equal("[red]x[/]\n", Examples.Printed(screen => screen.Line("[red]x[/]"), colour: true));

    [Fact]
    public void Colour_is_used_only_where_it_is_wanted()
    {
        static void Print(Screen screen) => screen.Line(new Cell("leaking", Tone.Bad));
        Assert.Equal("leaking\n", Examples.Printed(Print));
        Assert.Contains("\u001b[", Examples.Printed(Print, colour: true));
    }
}
