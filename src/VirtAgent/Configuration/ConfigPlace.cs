namespace VirtAgent.Configuration;

/// <summary>Where the daemon's configuration is read from, also again when it is told to.</summary>
/// <param name="Path">See <see cref="ConfigReader.Read"/>.</param>
/// <param name="Uri">libvirt as the command line names it, which the configuration gives way to; or null.</param>
internal sealed record ConfigPlace(string? Path, string? Uri)
{
    /// <summary>Reads it.</summary>
    /// <exception cref="ConfigException">It cannot be used, and why.</exception>
    public AgentSettings Read()
    {
        var settings = ConfigReader.Read(Path).Settings;
        return Uri is null ? settings : settings with { Uri = Uri };
    }
}
