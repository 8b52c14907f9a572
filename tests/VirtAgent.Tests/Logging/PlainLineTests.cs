using Serilog;
using Serilog.Events;
using Serilog.Formatting.Display;
using VirtAgent.Logging;

namespace VirtAgent.Tests.Logging;

public sealed class PlainLineTests
{
    [Fact]
    public void A_rule_comment_cannot_begin_a_log_line_of_its_own() =>
        Assert.Equal("""leak (-m comment "x\x0a<2>all is well\x1b[2J")""" + "\n", Logged("leak ({0})", "-m comment \"x\n<2>all is well\u001b[2J\""));

    [Fact]
    public void Words_are_not_quoted_and_numbers_stay_numbers() =>
        Assert.Equal("webhook a.example: 7 wait\n", Logged("webhook {0}: {1} wait", "a.example", 7));

    private static string Logged(string template, params object[] values)
    {
        var lines = new StringWriter { NewLine = "\n" };
        using (var log = new LoggerConfiguration().Enrich.With<PlainLine>().WriteTo.Sink(new Lines(lines)).CreateLogger())
            log.Information(template, values);
        return lines.ToString();
    }

    private sealed class Lines(StringWriter lines) : Serilog.Core.ILogEventSink
    {
        public void Emit(LogEvent logEvent) => new MessageTemplateTextFormatter("{Line:l}{NewLine}").Format(logEvent, lines);
    }
}
