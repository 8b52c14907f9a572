using VirtAgent.Interop.Posix;

namespace VirtAgent.Tests.Interop.Posix;

public sealed class FileMappingTests
{
    private const string Code = """
        55d1ad033000-55d1ad965000 r-xp 00025000 00:2a 118                        /usr/lib/virt agent/virt-agent
        Size:               9416 kB
        Rss:                8072 kB
        Anonymous:             0 kB
        VmFlags: rd ex mr mw me
        """;

    private const string Relocated = """
        7fe9b05a6000-7fe9b0608000 r--p 0041f000 fe:00 1201                       /usr/lib/x86_64-linux-gnu/libcrypto.so.3
        Rss:                 392 kB
        Anonymous:           392 kB
        """;

    private const string Heap = """
        55d1d92b7000-55d1d92f9000 rw-p 00000000 00:00 0                          [heap]
        Rss:                 216 kB
        Anonymous:           216 kB
        7fdde9800000-7fdde9c00000 rw-p 00000000 00:00 0 
        Rss:                4076 kB
        Anonymous:          4076 kB
        """;

    [Fact]
    public void A_mapping_is_a_part_of_a_file_and_may_have_blanks_in_its_name()
    {
        var code = Assert.Single(Read(Code));
        Assert.Equal("/usr/lib/virt agent/virt-agent", code.Path);
        Assert.Equal((0x55d1ad033000, 0x932000), ((long)code.Start, (long)code.Length));
        Assert.Equal((false, true, false), (code.Writable, code.Executable, code.Changed));
        Assert.Equal(8072 * 1024, code.Resident);
    }

    [Fact]
    public void A_page_that_is_no_copy_of_the_file_changes_the_mapping_and_not_its_neighbours() =>
        Assert.Equal([false, true, false], Read(Code, Relocated, Code).Select(mapping => mapping.Changed));

    [Fact]
    public void Heaps_and_stacks_are_no_files() =>
        Assert.Equal([false, true], Read(Heap, Code, Heap, Relocated).Select(mapping => mapping.Changed));

    private static List<FileMapping> Read(params string[] smaps) =>
        [.. FileMapping.ReadAll(smaps.SelectMany(text => text.Split('\n')))];
}
