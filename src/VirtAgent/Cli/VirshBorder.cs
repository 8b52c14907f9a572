using Spectre.Console;
using Spectre.Console.Rendering;

namespace VirtAgent.Cli;

/// <summary>The look of virsh's tables: no border but one dashed rule below the header.</summary>
internal sealed class VirshBorder : TableBorder
{
    public override string GetPart(TableBorderPart part) => part == TableBorderPart.HeaderBottom ? "-" : "";
}
