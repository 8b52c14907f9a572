using System.Runtime.CompilerServices;
using Xunit.Sdk;
using Xunit.v3;

namespace VirtAgent.Tests.Corpora;

/// <summary>
/// A fact about <see cref="ThirdParty"/>'s data: without them it is no part of the run, neither passed nor skipped.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer(typeof(Discoverer))]
internal sealed class CorpusFactAttribute(
    [CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
    : FactAttribute(sourceFilePath, sourceLineNumber)
{
    private sealed class Discoverer : FactDiscoverer
    {
        public override ValueTask<IReadOnlyCollection<IXunitTestCase>> Discover(
            ITestFrameworkDiscoveryOptions discoveryOptions, IXunitTestMethod testMethod, IFactAttribute factAttribute) =>
            ThirdParty.IsHere ? base.Discover(discoveryOptions, testMethod, factAttribute) : new([]);
    }
}
