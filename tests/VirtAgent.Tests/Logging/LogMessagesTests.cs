using System.Reflection;
using Microsoft.Extensions.Logging;
using VirtAgent.Logging;

namespace VirtAgent.Tests.Logging;

public sealed class LogMessagesTests
{
    /// <summary>
    /// <c>{@name}</c> has Serilog read an argument's properties, which the package's trimmed binary need not have:
    /// <c>Trimming.xml</c> rests on it.
    /// </summary>
    [Fact]
    public void No_template_takes_an_argument_apart()
    {
        var templates = typeof(LogMessages).GetMethods()
            .Select(method => method.GetCustomAttribute<LoggerMessageAttribute>()?.Message).OfType<string>().ToArray();
        Assert.NotEmpty(templates);
        Assert.DoesNotContain(templates, template => template.Contains("{@", StringComparison.Ordinal));
    }
}
