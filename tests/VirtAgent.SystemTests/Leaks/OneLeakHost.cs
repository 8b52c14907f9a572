namespace VirtAgent.SystemTests.Leaks;

/// <summary>The tests that share <see cref="LeakHost"/>, one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class OneLeakHost : ICollectionFixture<LeakHost>
{
    /// <summary>Its name.</summary>
    public const string Name = "leak host";
}
