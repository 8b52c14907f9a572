namespace VirtAgent.SystemTests.Stories;

/// <summary>Something that happens to ports, and what the ledger has to tell of it.</summary>
/// <param name="Name">What happens, as a row of the table.</param>
/// <param name="Script">How; bash, in the lab.</param>
/// <param name="Stories">
/// One regular expression for each port the ledger speaks of since then: <c>guest@network: created > bound virbr1</c>.
/// </param>
internal sealed record Scenario(string Name, string Script, params string[] Stories);
