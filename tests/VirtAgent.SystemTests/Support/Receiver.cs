namespace VirtAgent.SystemTests.Support;

/// <summary>A receiver of HTTP posts in a lab: answers, hangs or is not there.</summary>
internal sealed class Receiver
{
    // The kernel takes the connections, and nobody ever reads what they bring.
    private const string Deaf = "import socket, time; s = socket.create_server(('127.0.0.1', $1)); time.sleep(3600)";

    private readonly Lab _lab;
    private readonly int _port;

    private Receiver(Lab lab, int port) => (_lab, _port) = (lab, port);

    /// <summary>Each post that was answered, in order: its Idempotency-Key, and its body in printable characters.</summary>
    public IReadOnlyList<(string Key, string Body)> Posts =>
        [.. _lab.Shell("cat /root/posts-$1 2>/dev/null || true", $"{_port}").Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' ', 2)).Select(words => (words[0], words[1]))];

    /// <summary>Starts one.</summary>
    public static Receiver Start(Lab lab, int port)
    {
        var receiver = new Receiver(lab, port);
        receiver.Start();
        return receiver;
    }

    /// <summary>It answers (again).</summary>
    public void Start() =>
        Become($"exec python3 {RepositoryFolder.Path("tests/VirtAgent.SystemTests/Support/receiver.py")} $1 /root/posts-$1");

    /// <summary>It takes connections and says nothing.</summary>
    public void Hang() => Become($"exec python3 -c \"{Deaf}\"");

    /// <summary>Nobody is there.</summary>
    public void Stop() => _lab.Shell("systemctl stop receiver-$1 2>/dev/null || true", $"{_port}");

    private void Become(string command)
    {
        Stop();
        _lab.Must("systemd-run", "-q", "--collect", $"--unit=receiver-{_port}", "bash", "-c", command, "bash", $"{_port}");
        _lab.Shell("until (exec 3<>/dev/tcp/127.0.0.1/$1) 2>/dev/null; do sleep 0.05; done", $"{_port}");
    }
}
