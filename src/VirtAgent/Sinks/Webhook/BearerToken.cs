namespace VirtAgent.Sinks.Webhook;

/// <summary>A secret in a file. Read each time it is used, so that a changed one is taken up; never kept, never logged.</summary>
internal sealed class BearerToken(string? path)
{
    /// <summary>The credential's name in a unit: <c>LoadCredential=webhook-token:/etc/virt-agent/webhook-token</c>.</summary>
    public const string Credential = "webhook-token";

    /// <summary>The token of <paramref name="file"/>, or of the systemd credential where the unit has one, or none.</summary>
    public static BearerToken Of(string? file)
    {
        var folder = Environment.GetEnvironmentVariable("CREDENTIALS_DIRECTORY");
        if (file is not null || string.IsNullOrEmpty(folder)) return new BearerToken(file);
        var credential = Path.Combine(folder, Credential);
        return new BearerToken(File.Exists(credential) ? credential : null);
    }

    /// <summary>Whether there is to be one.</summary>
    public bool Wanted => path is not null;

    /// <summary>The token; null where none is wanted.</summary>
    /// <exception cref="IOException">It is wanted and cannot be read, or is not one token.</exception>
    public string? Read()
    {
        if (path is null) return null;
        string token;
        try
        {
            token = File.ReadAllText(path).Trim();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"token file {path} cannot be read: {failure.Message}", failure);
        }

        // Anything else would end the header, and begin another.
        return token.Length > 0 && token.All(character => character is > ' ' and < '\x7f')
            ? token
            : throw new IOException($"token file {path} has to hold one token, of printable ASCII without spaces.");
    }
}
