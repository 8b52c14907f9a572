namespace VirtAgent.Sinks.Webhook;

/// <summary>A report that waits for the receiver.</summary>
/// <param name="Number">Its place: reports are posted by rising number.</param>
/// <param name="Id">Its unique id.</param>
/// <param name="Body">What is posted.</param>
internal sealed record SpooledReport(long Number, string Id, byte[] Body);
