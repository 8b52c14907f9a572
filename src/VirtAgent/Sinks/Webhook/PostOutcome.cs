using System.Net;
using System.Net.Http.Headers;

namespace VirtAgent.Sinks.Webhook;

/// <summary>What came of one attempt to post a report.</summary>
/// <param name="Delivered">The receiver has it.</param>
/// <param name="Rejected">The receiver does not want it, and would not the next time.</param>
/// <param name="Reason">In words, when it was not delivered.</param>
/// <param name="Wait">How long the receiver asks to be left alone.</param>
internal sealed record PostOutcome(bool Delivered, bool Rejected, string Reason, TimeSpan? Wait = null)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    /// <summary>An attempt that had no answer.</summary>
    public static PostOutcome NoAnswer(string reason) => new(false, false, reason);

    /// <summary>
    /// The answer: 2xx is delivered; 4xx is rejected but for what says less about the report than about the token (401, 403, 407)
    /// or the moment (408, 425, 429); anything else may be better later, also a redirect, which is not followed because it would
    /// carry the token elsewhere.
    /// </summary>
    public static PostOutcome Of(HttpStatusCode status, RetryConditionHeaderValue? retryAfter, DateTimeOffset now)
    {
        var number = (int)status;
        var later = number is 401 or 403 or 407 or 408 or 425 or 429;
        return new PostOutcome(
            number is >= 200 and < 300, number is >= 400 and < 500 && !later, $"it answers {number}", Asked(retryAfter, now));
    }

    private static TimeSpan? Asked(RetryConditionHeaderValue? retryAfter, DateTimeOffset now)
    {
        if ((retryAfter?.Delta ?? retryAfter?.Date - now) is not { } wait || wait <= TimeSpan.Zero) return null;
        return wait < LongestWait ? wait : LongestWait;
    }
}
