using System.Text.RegularExpressions;
using ArchUnitNET.Domain;
using ArchUnitNET.Fluent.Slices;
using ArchUnitNET.Loader;
using ArchUnitNET.xUnitV3;
using VirtAgent.Cli;
using VirtAgent.Core.Findings;
using VirtAgent.Interop.Libvirt;
using static ArchUnitNET.Fluent.ArchRuleDefinition;

namespace VirtAgent.Tests.Layering;

/// <summary>Which room may use which (<see cref="Rooms"/>), by what the compiler made and by what the sources say.</summary>
public sealed class LayeringTests
{
    private static readonly System.Reflection.Assembly[] Projects =
        [typeof(LibvirtConnection).Assembly, typeof(Audit).Assembly, typeof(CommandLine).Assembly];

    private static readonly Architecture House = new ArchLoader().LoadAssemblies(Projects).Build();

    [Theory]
    [MemberData(nameof(Rooms.Names), MemberType = typeof(Rooms))]
    public void A_room_uses_only_rooms_that_it_may_use(string room)
    {
        var allowed = string.Join('|', Rooms.UsesOf(room).Append(room).Select(Regex.Escape));
        Types().That().ResideInNamespace($"VirtAgent.{room}")
            .Should().NotDependOnAny(
                Types().That().ResideInNamespaceMatching(@"^VirtAgent\.").And()
                    .DoNotResideInNamespaceMatching($@"^VirtAgent\.({allowed})$"))
            .Because($"the line '{room}' of tests/VirtAgent.Tests/Layering/Rooms.cs names all rooms that it may use")
            .Check(House);
    }

    [Fact]
    public void No_file_names_a_room_that_its_own_may_not_use()
    {
        // Constants leave no trace in what the compiler makes.
        var wrong =
            from file in SourceFile.All
            from used in file.Rooms
            where used != file.Room && !Rooms.UsesOf(file.Room).Contains(used)
            select $"{file.Path}: {file.Room} may not use {used} (tests/VirtAgent.Tests/Layering/Rooms.cs)";
        Assert.Empty(wrong);
    }

    [Fact]
    public void Every_namespace_is_a_room_that_is_listed()
    {
        var namespaces = Projects.SelectMany(project => project.GetTypes())
            .Select(type => Rooms.OfNamespace(type.Namespace ?? ""))
            .OfType<string>().Distinct().Order(StringComparer.Ordinal);
        Assert.Equal(Rooms.All.Select(room => room.Name).Order(StringComparer.Ordinal), namespaces);
    }

    [Fact]
    public void Rooms_are_listed_from_the_ground_up()
    {
        var below = new HashSet<string>();
        foreach (var (room, uses) in Rooms.All)
        {
            Assert.All(uses, used => Assert.True(below.Contains(used), $"{room} uses {used}, which is not listed before it"));
            below.Add(room);
        }
    }

    [Fact]
    public void No_namespaces_use_each_other_in_a_circle() =>
        SliceRuleDefinition.Slices().Matching("VirtAgent.(**)").Should().BeFreeOfCycles().Check(House);

    [Fact]
    public void Core_and_interop_stand_on_the_framework_alone() =>
        Assert.All(Projects[..2].SelectMany(project => project.GetReferencedAssemblies()), reference =>
            Assert.StartsWith("System.", reference.Name, StringComparison.Ordinal));
}
