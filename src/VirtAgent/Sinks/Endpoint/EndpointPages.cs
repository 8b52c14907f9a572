namespace VirtAgent.Sinks.Endpoint;

/// <summary>What is answered to which request.</summary>
/// <param name="metrics">The text of <c>/metrics</c>.</param>
/// <param name="health">How the agent is.</param>
/// <param name="stale">The loop has to have turned within this time.</param>
internal sealed class EndpointPages(Func<string> metrics, Func<Health> health, TimeSpan stale)
{
    public EndpointAnswer Answer(RequestHead head) => (head.Method, head.Path) switch
    {
        (not "GET", _) => EndpointAnswer.Sentence(405, "Only GET is answered."),
        (_, "/metrics") => new EndpointAnswer(200, "text/plain; version=0.0.4; charset=utf-8", metrics()),
        (_, "/healthz") => health().Answer(stale),
        _ => EndpointAnswer.Sentence(404, "There are /metrics and /healthz."),
    };
}
