namespace VirtAgent.SystemTests.Kernel;

/// <summary>Draws from a seeded <see cref="Random"/>, whose sequence .NET keeps the same between versions.</summary>
internal static class Dice
{
    /// <summary>Whether something of that probability, 0-1, happens.</summary>
    public static bool Chance(this Random random, double probability) => random.NextDouble() < probability;

    /// <summary>One of them.</summary>
    public static T Pick<T>(this Random random, IReadOnlyList<T> values) => values[random.Next(values.Count)];

    /// <summary>The text with "! " before it, with that probability.</summary>
    public static string MaybeNot(this Random random, double probability, string text) =>
        random.Chance(probability) ? "! " + text : text;
}
