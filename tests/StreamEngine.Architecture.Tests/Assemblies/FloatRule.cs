using System.Reflection.Metadata;

namespace StreamEngine.Architecture.Tests.Assemblies;

/// <summary>Where floating point occurs: money is decimal, and so is every quotient of it.</summary>
internal static class FloatRule
{
    /// <summary>
    /// Fields, parameters, results and local variables with a float or double anywhere in their type.
    /// </summary>
    public static IEnumerable<string> Uses(AssemblyFile assembly)
    {
        var metadata = assembly.Metadata;
        foreach (var typeHandle in metadata.TypeDefinitions)
        {
            var type = metadata.GetTypeDefinition(typeHandle);
            var name = assembly.NameOf(typeHandle);
            foreach (var field in type.GetFields().Select(metadata.GetFieldDefinition))
            {
                if (field.DecodeSignature(MentionsFloat.Instance, null))
                    yield return $"{name}.{metadata.GetString(field.Name)}";
            }
            foreach (var method in type.GetMethods().Select(metadata.GetMethodDefinition))
            {
                if (InSignature(method) || InLocals(assembly, method))
                    yield return $"{name}.{metadata.GetString(method.Name)}()";
            }
        }
    }

    /// <summary>Conversions between decimal and floating point, in either direction, under any name.</summary>
    public static IEnumerable<string> ConversionsOfDecimals(AssemblyFile assembly) =>
        from used in assembly.MembersUsed()
        where used.Type is "System.Decimal" or "System.Convert"
        where used.Reference.GetKind() == MemberReferenceKind.Method
        let signature = used.Reference.DecodeMethodSignature(MentionsFloat.Instance, null)
        where signature.ReturnType || signature.ParameterTypes.Contains(true)
        select $"{assembly.Name} uses {used.Type}.{used.Member} with floating point";

    private static bool InSignature(MethodDefinition method)
    {
        var signature = method.DecodeSignature(MentionsFloat.Instance, null);
        return signature.ReturnType || signature.ParameterTypes.Contains(true);
    }

    private static bool InLocals(AssemblyFile assembly, MethodDefinition method) =>
        assembly.Locals(method)?.DecodeLocalSignature(MentionsFloat.Instance, null).Contains(true) ?? false;
}
