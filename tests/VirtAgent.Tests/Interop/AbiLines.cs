using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;
using System.Text.RegularExpressions;
using VirtAgent.Interop;
using VirtAgent.Interop.Libvirt;
using VirtAgent.Interop.Posix;

namespace VirtAgent.Tests.Interop;

/// <summary>The C# declarations of the bindings, in the words of <c>native/abi_probe.c</c>.</summary>
internal static partial class AbiLines
{
    /// <summary>A pointer that C# declares as a bare number: agrees with any pointer.</summary>
    private const string AnyPointer = "?";

    private const BindingFlags Declared =
        BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private static readonly Type[] KernelStructures =
    [
        typeof(inotify_event), typeof(sockaddr_nl), typeof(nlmsghdr), typeof(nfgenmsg), typeof(nlattr), typeof(sock_filter),
        typeof(sock_fprog), typeof(pollfd), typeof(timespec), typeof(rtgenmsg), typeof(ifinfomsg), typeof(tcmsg),
            typeof(ebt_replace),
    ];

    /// <summary>Everything that is bound: functions, callbacks, structures, constants.</summary>
    public static IEnumerable<string> OfBinding() =>
    [
        .. Functions("func", typeof(NativeLibvirt)),
        .. Functions("callback", typeof(LibvirtCallbacks)),
        .. Layout(typeof(virError)),
        .. Layout(typeof(virTypedParameter)),
        .. KernelStructures.SelectMany(Layout),
        .. typeof(NativeLibvirt).Assembly.GetTypes().SelectMany(Constants),
        $"const VIR_UUID_BUFLEN {UuidText.Length}",
    ];

    public static IEnumerable<string> Functions(string kind, Type type) =>
        from method in type.GetMethods(Declared)
        where method.Name.StartsWith("vir", StringComparison.Ordinal)
        let parameters = method.GetParameters().Select(parameter => Word(parameter.ParameterType))
        select string.Join(' ', [kind, method.Name, Result(method), .. parameters]);

    public static IEnumerable<string> Layout(Type type) =>
    [
        $"size {type.Name} {Marshal.SizeOf(type)}",
        .. from field in type.GetFields(Declared)
           select $"field {type.Name} {field.Name} {Marshal.OffsetOf(type, field.Name)} {Marshal.SizeOf(field.FieldType)}",
    ];

    public static IEnumerable<string> Constants(Type type) =>
        type.GetCustomAttribute<HeaderPrefixAttribute>() is not { } header
            ? []
            : from field in type.GetFields(BindingFlags.Static | BindingFlags.Public)
              select $"const {header.Prefix}{WordStart().Replace(field.Name, "_").ToUpperInvariant()} "
                     + $"{Convert.ToInt64(field.GetRawConstantValue())}";

    /// <summary>What differs between the headers' lines and the binding's, as sentences; empty when they agree.</summary>
    public static List<string> Differences(IEnumerable<string> headers, IEnumerable<string> binding)
    {
        var c = headers.ToDictionary(Key);
        var differences = new List<string>();
        foreach (var line in binding)
            if (c.Remove(Key($"newer {line}")))
                continue;
            else if (!c.Remove(Key(line), out var expected))
                differences.Add($"'{line}' is bound, but native/abi_probe.c does not check it.");
            else if (!Agree(expected, line))
                differences.Add($"The headers say '{expected}', the binding says '{line}'.");

        differences.AddRange(c.Values.Select(line => $"'{line}' is in native/abi_probe.c, but not bound."));
        return differences;
    }

    /// <summary>Kind and name of what a line is about.</summary>
    private static string Key(string line)
    {
        var words = line.Split(' ');
        return string.Join(' ', words.Take(words[0] is "field" or "newer" ? 3 : 2));
    }

    private static bool Agree(string header, string binding)
    {
        var c = header.Split(' ');
        var sharp = binding.Split(' ');
        return c.Length == sharp.Length && c.Zip(sharp).All(pair =>
            pair.First == pair.Second || (pair.Second == AnyPointer && (pair.First.EndsWith('*') || pair.First.EndsWith("Ptr"))));
    }

    private static string Result(MethodInfo method) =>
        method.ReturnParameter.GetCustomAttribute<MarshalUsingAttribute>()?.NativeType is not { } marshaller
            ? Word(method.ReturnType)
        : marshaller == typeof(OwnedUtf8Marshaller) ? "char*"
        : "const-char*";

    private static string Word(Type type) =>
        type.IsFunctionPointer ? "callback"
        : type.IsEnum ? Word(type.GetEnumUnderlyingType())
        : type == typeof(void) ? "void"
        : type == typeof(int) ? "int"
        : type == typeof(uint) ? "uint"
        : type == typeof(nuint) || type == typeof(ulong) ? "ulong"
        : type == typeof(byte) ? "uchar"
        : type == typeof(int).MakeByRefType() ? "int*"
        : type == typeof(nuint).MakeByRefType() || type == typeof(ulong).MakeByRefType() ? "ulong*"
        : type == typeof(nint).MakeByRefType() ? "array*"
        : type == typeof(byte).MakePointerType() || type == typeof(byte).MakeByRefType() ? "uchar*"
        : type == typeof(void).MakePointerType() ? "void*"
        : type == typeof(virError).MakePointerType() ? "virErrorPtr"
        : type == typeof(string) ? "const-char*"
        : type == typeof(nint) ? AnyPointer
        : type == typeof(ConnectHandle) ? "virConnectPtr"
        : type == typeof(DomainHandle) ? "virDomainPtr"
        : type == typeof(NetworkHandle) ? "virNetworkPtr"
        : type == typeof(NetworkPortHandle) ? "virNetworkPortPtr"
        : type.Name; // differs from every word of the probe, and is reported as such

    [GeneratedRegex("(?<!^)(?=[A-Z])")]
    private static partial Regex WordStart();
}
