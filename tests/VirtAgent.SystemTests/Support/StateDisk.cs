namespace VirtAgent.SystemTests.Support;

/// <summary>The state directory of a lab's agent as a small file system of its own, which can be full or fail.</summary>
internal static class StateDisk
{
    /// <summary>Where the agent has it.</summary>
    public const string Path = "/var/lib/virt-agent";

    /// <summary>Makes and mounts it: a script for <see cref="ServiceHost.Up"/>. With the lab the loop device goes, too.</summary>
    public const string Make = $"""
        mknod -m 600 /dev/loop-control c 10 237
        for n in $(seq 0 15); do mknod -m 600 /dev/loop$n b 7 $n; done
        truncate -s 16M /root/state.img
        mkfs.ext4 -q /root/state.img
        mkdir -p {Path}
        mount -o loop /root/state.img {Path}
        """;

    /// <summary>Leaves no byte on it.</summary>
    public static void Fill(Lab lab) =>
        lab.Shell("for block in 64k 1k 1; do dd if=/dev/zero bs=$block of=$1/filler "
            + "oflag=append conv=notrunc 2>/dev/null || true; done", Path);

    /// <summary>Makes room again.</summary>
    public static void Clear(Lab lab) => lab.Must("rm", $"{Path}/filler");

    /// <summary>
    /// Makes it read-only under whoever writes to it, as the kernel does when the disk under it fails (ext4(5), "abort").
    /// </summary>
    public static void Abort(Lab lab) => lab.Must("mount", "-o", "remount,abort", Path);

    /// <summary>Repairs it after that; nobody may use it.</summary>
    public static void Repair(Lab lab) =>
        lab.Shell("umount $1; e2fsck -fy /root/state.img >/dev/null || [ $? = 1 ]; mount -o loop /root/state.img $1", Path);
}
