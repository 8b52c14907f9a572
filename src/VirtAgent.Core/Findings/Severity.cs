namespace VirtAgent.Core.Findings;

/// <summary>How bad a finding is; decides the exit code of <c>check</c>.</summary>
public enum Severity
{
    /// <summary>Worth knowing.</summary>
    Info,

    /// <summary>Something is not as it should be, but no isolation is lost.</summary>
    Warning,

    /// <summary>Something needed for a verdict could not be read.</summary>
    Unknown,

    /// <summary>Isolation is lost.</summary>
    Critical,
}
