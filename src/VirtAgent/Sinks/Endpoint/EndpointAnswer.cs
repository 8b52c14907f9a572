using System.Text;

namespace VirtAgent.Sinks.Endpoint;

/// <summary>An answer, after which the connection is closed.</summary>
/// <param name="Status">HTTP status code.</param>
/// <param name="Type">Content type.</param>
/// <param name="Body">Content.</param>
internal sealed record EndpointAnswer(int Status, string Type, string Body)
{
    /// <summary>A sentence for a person.</summary>
    public static EndpointAnswer Sentence(int status, string sentence) =>
        new(status, "text/plain; charset=utf-8", sentence + "\n");

    /// <summary>As it goes over the wire.</summary>
    public byte[] Bytes()
    {
        var body = Encoding.UTF8.GetBytes(Body);
        var allow = Status == 405 ? "Allow: GET\r\n" : "";
        var head = $"HTTP/1.1 {Status} {Reason}\r\nContent-Type: {Type}\r\nContent-Length: {body.Length}\r\n{allow}"
            + "Cache-Control: no-store\r\nConnection: close\r\n\r\n";
        return [.. Encoding.ASCII.GetBytes(head), .. body];
    }

    private string Reason => Status switch
    {
        200 => "OK",
        400 => "Bad Request",
        404 => "Not Found",
        405 => "Method Not Allowed",
        431 => "Request Header Fields Too Large",
        503 => "Service Unavailable",
        _ => "Internal Server Error",
    };
}
