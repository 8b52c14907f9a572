namespace VirtAgent.Core.Readers.Kernel;

/// <summary>Takes the expressions of a rule one after the other (NFTA_RULE_EXPRESSIONS, linux/netfilter/nf_tables.h).</summary>
internal ref struct ExpressionCursor(ReadOnlySpan<byte> expressions)
{
    private const ushort ListElement = 1;
    private const ushort ExpressionName = 1;
    private const ushort ExpressionData = 2;

    private AttributeCursor _elements = new(expressions);

    /// <summary>Whether nothing is left.</summary>
    public readonly bool AtEnd => _elements.AtEnd;

    /// <summary>Takes the next expression; false where there is none, or it is not made as the kernel makes it.</summary>
    public bool TryTake(out RuleExpression expression)
    {
        expression = default;
        if (!_elements.TryTakeNest(ListElement, out var element)) return false;
        if (!element.TryTakeText(ExpressionName, out var name)) return false;
        if (!element.TryTakeNest(ExpressionData, out var data) || !element.AtEnd) return false;
        expression = new RuleExpression(name, data);
        return true;
    }
}
