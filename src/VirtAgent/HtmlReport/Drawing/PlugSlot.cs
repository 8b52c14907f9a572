using VirtAgent.HtmlReport.Topology;

namespace VirtAgent.HtmlReport.Drawing;

/// <summary>Room for one plug at the right of its place, and for its guest where the guest's box stands beside it.</summary>
internal sealed class PlugSlot
{
    private const int ChipCells = 26;
    private const int NameCells = 24;
    private const double Padding = 5;
    private const double JoinGap = 14;

    /// <summary>Below <paramref name="top"/>.</summary>
    /// <param name="plug">What goes here.</param>
    /// <param name="top">Upper edge.</param>
    /// <param name="plugs">How many plugs the guest has, where its box stands here; else 0.</param>
    public PlugSlot(Plug plug, double top, int plugs)
    {
        Plug = plug;
        Top = top;
        Lines = [.. plug.Lines.SelectMany(line => Cells.Wrap(line, ChipCells))];
        Name = plugs > 0 ? Cells.Wrap(plug.Guest.Name, NameCells) : [];
        ChipHeight = Lines.Count * Face.Small.Line + 2 * Padding;
        Middle = top + ChipHeight / 2;
        var joined = plugs > 1 ? Join + JoinGap / 2 - top : 0;
        Height = Math.Max(Math.Max(ChipHeight, Name.Count * Face.Name.Line + 2 * Padding), joined);
    }
    public Plug Plug { get; }

    /// <summary>Upper edge of chip and guest.</summary>
    public double Top { get; }

    /// <summary>Text on the chip.</summary>
    public IReadOnlyList<string> Lines { get; }

    /// <summary>The guest's name in lines; empty where its box stands elsewhere.</summary>
    public IReadOnlyList<string> Name { get; }

    /// <summary>Height of the chip.</summary>
    public double ChipHeight { get; }

    /// <summary>Height of all, and of the guest's box.</summary>
    public double Height { get; }

    /// <summary>Where the chip's wires leave it, and the guest's own one arrives.</summary>
    public double Middle { get; }

    /// <summary>Where the wires of the guest's other plugs arrive together.</summary>
    public double Join => Middle + JoinGap;

    /// <summary>Width of the chip's text.</summary>
    public double ChipText => Lines.Max(Face.Small.Width);

    /// <summary>Width of the guest's name.</summary>
    public double NameText => Name.Count == 0 ? 0 : Name.Max(Face.Name.Width);
}
