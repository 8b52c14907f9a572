using System.Reflection;
using System.Runtime.CompilerServices;

namespace VirtAgent.Tests.Interop;

/// <summary>What a program that uses an assembly may rely on: a line for each public type and each public member of it.</summary>
internal static class PublicApi
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>All of it, in ordinal order.</summary>
    public static IReadOnlyList<string> Of(Assembly assembly) =>
    [
        .. assembly.GetExportedTypes().SelectMany(type => Members(type).Select(Line).Prepend(Head(type)))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Members whose types only mean something to unsafe code, or to whoever holds a descriptor of the system.</summary>
    public static IEnumerable<string> Unsafe(Assembly assembly) =>
        from type in assembly.GetExportedTypes()
        from member in Members(type)
        where Types(member).Any(used => used.IsPointer || used.IsFunctionPointer || used == typeof(nint) || used == typeof(nuint))
        select Line(member);

    // What the compiler adds to a record follows from its other members.
    private static IEnumerable<MemberInfo> Members(Type type) => type.GetMembers(Declared)
        .Where(member => member is not Type && !member.IsDefined(typeof(CompilerGeneratedAttribute)))
        .Where(member => member is not MethodInfo { IsSpecialName: true } and not FieldInfo { IsSpecialName: true });

    private static string Head(Type type)
    {
        var kind = type switch
        {
            { IsEnum: true } => "enum",
            { IsInterface: true } => "interface",
            { IsValueType: true } => "struct",
            { IsAbstract: true, IsSealed: true } => "static class",
            { IsSealed: true } => "sealed class",
            _ => "class",
        };
        var parents = type.GetInterfaces().Prepend(type.BaseType).OfType<Type>().Where(parent => parent != typeof(object));
        return $"{type.FullName}: {kind} {string.Join(", ", parents.Select(Name).Order(StringComparer.Ordinal))}".TrimEnd();
    }

    private static string Line(MemberInfo member) => $"{member.DeclaringType!.FullName}.{member.Name}" + member switch
    {
        FieldInfo { IsLiteral: true } constant => $" = {constant.GetRawConstantValue()}",
        FieldInfo field => $" -> {Name(field.FieldType)}",
        PropertyInfo property => $" {(property.CanWrite ? "{ get; set; }" : "{ get; }")} -> {Name(property.PropertyType)}",
        MethodInfo method => $"({Parameters(method)}) -> {Name(method.ReturnType)}",
        ConstructorInfo constructor => $"({Parameters(constructor)})",
        _ => $" {member.MemberType}",
    };

    private static string Parameters(MethodBase method) =>
        string.Join(", ", method.GetParameters().Select(parameter => $"{Name(parameter.ParameterType)} {parameter.Name}"));

    private static string Name(Type type) => type.IsGenericType
        ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>"
        : type.Name;

    private static IEnumerable<Type> Types(MemberInfo member) => member switch
    {
        FieldInfo field => Parts(field.FieldType),
        PropertyInfo property => Parts(property.PropertyType),
        MethodInfo method => method.GetParameters().Select(parameter => parameter.ParameterType)
            .Append(method.ReturnType).SelectMany(Parts),
        ConstructorInfo constructor => constructor.GetParameters().SelectMany(parameter => Parts(parameter.ParameterType)),
        _ => [],
    };

    private static IEnumerable<Type> Parts(Type type) =>
        (type.HasElementType && !type.IsPointer ? Parts(type.GetElementType()!) : type.GetGenericArguments().SelectMany(Parts))
            .Prepend(type);
}
