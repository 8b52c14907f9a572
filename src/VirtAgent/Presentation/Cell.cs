namespace VirtAgent.Presentation;

/// <summary>A piece of text with its tone.</summary>
/// <param name="Text">What is printed; "-" stands for what is not known, so that columns can be counted.</param>
/// <param name="Tone">How.</param>
internal readonly record struct Cell(string Text, Tone Tone = Tone.Plain)
{
    public static implicit operator Cell(string? text) => new(string.IsNullOrEmpty(text) ? "-" : text);

    public static implicit operator Cell(int number) => new(number.ToString(null, null));
}
