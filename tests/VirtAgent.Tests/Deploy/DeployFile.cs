namespace VirtAgent.Tests.Deploy;

/// <summary>A file of <c>deploy/</c> that the package ships or is made from.</summary>
internal static class DeployFile
{
    public static string Path(string name) => System.IO.Path.Combine(AppContext.BaseDirectory, "deploy", name);

    public static string Text(string name) => File.ReadAllText(Path(name));
}
