using VirtAgent.Presentation;

namespace VirtAgent.Control;

/// <summary>
/// What the running daemon answers to its verbs: the whole output, as the verb would have printed it. What may not be told as
/// what holds now is not answered to <c>check</c>.
/// </summary>
/// <param name="view">What the daemon knows.</param>
internal sealed class DaemonAnswers(Func<DaemonView> view)
{
    public AgentAnswer Answer(AgentQuestion question)
    {
        using var output = new StringWriter { NewLine = "\n" };
        var screen = new Screen(output, question.Colour);
        switch (question.Ask)
        {
            case AgentQuestion.Check:
                var now = view();
                if (now.Freshness.Stale is { } stale) return AgentAnswer.No(stale);
                if (question.Json) CheckReport.WriteJson(output, now.Audit!, now.LastProof);
                else CheckReport.Write(screen, now.Audit!);
                return new AgentAnswer(now.Audit!.ExitCode, output.ToString());
            case AgentQuestion.Status:
                if (question.Json) JsonOutput.Write(output, json => StatusReport.Members(json, view()));
                else StatusReport.Write(screen, view());
                return new AgentAnswer(ExitCode.Ok, output.ToString());
            default:
                return AgentAnswer.No(
                    $"the running agent knows no '{question.Ask}'; is it of another version? 'systemctl restart virt-agent'.");
        }
    }
}
