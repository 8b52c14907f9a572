using System.IO.MemoryMappedFiles;
using System.Security.Cryptography;
using VirtAgent.Interop.Posix;
using VirtAgent.Tests.Support;

namespace VirtAgent.Tests.Interop.Posix;

public sealed class LoadedFilesTests
{
    [Fact]
    public void Pages_that_are_given_back_come_again_when_they_are_needed()
    {
        var before = SHA256.HashData("x"u8);
        Assert.True(LoadedFiles.ReleasePages() > 0);
        Assert.Equal(before, SHA256.HashData("x"u8));
    }

    // To close any descriptor of a file ends the locks on it, and SQLite maps a file that it locks.
    [Fact]
    public void The_locks_on_a_file_that_is_mapped_as_data_hold()
    {
        using var folder = new TemporaryFolder();
        using var file = File.Open(Path.Combine(folder.Path, "data"), FileMode.CreateNew);
        file.SetLength(4096);
        using var mapped = MemoryMappedFile.CreateFromFile(
            file, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        using var view = mapped.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        file.Lock(0, 1);
        var locks = OwnLocks();

        LoadedFiles.ReleasePages();

        Assert.NotEmpty(locks);
        Assert.Subset(OwnLocks(), locks);
    }

    // proc_locks(5): type, mode, access, process, file, range; the number ahead of them changes. Other tests lock files
    // meanwhile, and none of them a file's first byte alone.
    private static HashSet<string> OwnLocks() =>
        [.. File.ReadLines("/proc/locks").Where(line => line.Contains($" {Environment.ProcessId} ") && line.EndsWith(" 0 0"))
            .Select(line => line.Split(':', 2)[1])];
}
