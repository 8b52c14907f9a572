using VirtAgent.SystemTests.Support;

namespace VirtAgent.SystemTests;

/// <summary>The programs of the arm64 package, run by qemu's emulation of its processor on the kernel of this machine.</summary>
public sealed class Arm64Tests
{
    private const string Emulator = "qemu-aarch64-static";

    // The hook finds no agent that listens, and spools. The daemon is that of this machine, for one that is emulated hangs in a
    // network namespace of its own; libvirt's test driver stands for a host. What is written goes with the namespace.
    private const string Life = """
        here=$1 there=$2 libs=$3
        mount -t tmpfs none /var/lib
        mount -t tmpfs none /run
        mkdir -p /var/lib/virt-agent/hook /run/virt-agent
        qemu-aarch64-static "$there/network_hook" network1 port-created begin - <&0
        cat /var/lib/virt-agent/hook/*.notice
        "$here/virt-agent" run --connect test:///default &
        daemon=$!
        agent() { qemu-aarch64-static -L "$libs" "$there/virt-agent" "$@"; }
        for try in {1..100}; do
            [ -z "$(agent history --kind port-created --format jsonl 2>/dev/null)" ] || break
            sleep 0.1
        done
        kill "$daemon"
        wait "$daemon"
        agent history --kind port-created --format jsonl
        agent ledger verify
        """;

    // What libvirt gives a hook on stdin (libvirt.org/hooks.html).
    private const string Port = """
        <hookData><network><name>network1</name></network><networkport>
        <uuid>11111111-2222-4333-8444-555555555555</uuid>
        <owner><name>guest</name><uuid>aaaaaaaa-0000-4000-8000-000000000002</uuid></owner>
        <mac address='52:54:00:00:00:01'/><plug type='network' bridge='virbr1'/>
        </networkport></hookData>
        """;

    private static string Programs => Path.GetDirectoryName(Package.Tree("arm64", "usr/lib/virt-agent/virt-agent"))!;

    private static string Libraries => Release.Root("arm64");

    [Fact]
    public void It_says_the_same_version_as_the_program_of_this_machine() => Assert.Equal(
        Command.Must([Package.Tree("amd64", "usr/lib/virt-agent/virt-agent"), "--version"]),
        Command.Must([Emulator, "-L", Libraries, $"{Programs}/virt-agent", "--version"]));

    [Fact]
    public void It_judges_a_recorded_host_as_the_program_of_this_machine_does()
    {
        var host = RepositoryFolder.Path("tests/VirtAgent.Tests/Hosts/lab-9.0.0-leak");
        string[] check = ["check", "--from", host, "--format", "json"];
        var here = Command.Run([Package.Tree("amd64", "usr/lib/virt-agent/virt-agent"), .. check]);
        var there = Command.Run([Emulator, "-L", Libraries, $"{Programs}/virt-agent", .. check]);
        Assert.Equal((2, here.Out, ""), (there.Exit, there.Out, there.Error));
    }

    [Fact]
    public void What_its_hook_spools_gets_into_the_ledger_which_it_reads_and_verifies()
    {
        var here = Path.GetDirectoryName(Package.Tree("amd64", "usr/lib/virt-agent/virt-agent"))!;
        var life = Command.Run(["unshare", "-mn", "bash", "-euc", Life, "bash", here, Programs, Libraries], Port);
        Assert.True(life.Exit == 0, life.Error + life.Out);
        Assert.Contains("11111111-2222-4333-8444-555555555555", life.Out, StringComparison.Ordinal);
        Assert.Contains("52:54:00:00:00:01", life.Out, StringComparison.Ordinal);
        Assert.Contains("entries are as they were written", life.Out, StringComparison.Ordinal);
    }

    /// <summary>AbiTests holds the bindings against the lines of this machine's architecture.</summary>
    [Fact]
    public void Its_headers_say_of_all_that_is_bound_what_those_of_this_machine_say()
    {
        var folder = Directory.CreateTempSubdirectory("virt-agent-arm64-");
        try
        {
            // The headers of libvirt are the same for both, those of the C library beside them are not.
            File.CreateSymbolicLink($"{folder}/libvirt", "/usr/include/libvirt");
            string[] make = ["make", "-s", "-C", RepositoryFolder.Path("native")];
            Command.Must([.. make, $"O={folder}/here", $"{folder}/here/abi_probe"]);
            Command.Must([.. make, $"O={folder}/there", "CC=aarch64-linux-gnu-gcc", $"LIBVIRT=-static -I{folder}",
                $"{folder}/there/abi_probe"]);
            var lines = Command.Must([Emulator, $"{folder}/there/abi_probe"]);
            Assert.Contains("size virTypedParameter", lines, StringComparison.Ordinal);
            Assert.Equal(Command.Must([$"{folder}/here/abi_probe"]), lines);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
