using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using StreamEngine.Architecture.Tests.Dependencies;

namespace StreamEngine.Architecture.Tests.Assemblies;

/// <summary>A compiled assembly as the compiler wrote it down, read without loading it.</summary>
internal sealed class AssemblyFile
{
    private readonly Func<int, MethodBodyBlock> _body;

    private AssemblyFile(string path)
    {
        var image = new PEReader([.. File.ReadAllBytes(path)]);
        _body = image.GetMethodBody;
        Metadata = image.GetMetadataReader();
        Name = Metadata.GetString(Metadata.GetAssemblyDefinition().Name);
    }

    /// <summary>The product's assemblies that are built: all that Host composes.</summary>
    public static IReadOnlyList<AssemblyFile> Products { get; } =
    [
        .. ProjectFile.Products.Select(project => project.Name == "StreamEngine.Host" ? "streamengine" : project.Name)
            .Select(name => new AssemblyFile(Path.Combine(AppContext.BaseDirectory, name + ".dll"))),
    ];

    /// <summary>This test assembly, which holds examples of what is forbidden.</summary>
    public static AssemblyFile This { get; } = new(typeof(AssemblyFile).Assembly.Location);

    public static AssemblyFile Of(string project) => Products.Single(assembly => assembly.Name == project);

    public MetadataReader Metadata { get; }

    /// <summary>The project's name; the executable goes by the project's name, not its own.</summary>
    public string Name => field == "streamengine" ? "StreamEngine.Host" : field;

    /// <summary>The names of the assemblies that it uses.</summary>
    public IEnumerable<string> References =>
        Metadata.AssemblyReferences.Select(handle => Metadata.GetString(Metadata.GetAssemblyReference(handle).Name));

    /// <summary>The signature of a method's local variables; null where it has none.</summary>
    public StandaloneSignature? Locals(MethodDefinition method)
    {
        if (method.RelativeVirtualAddress == 0) return null;
        var signature = _body(method.RelativeVirtualAddress).LocalSignature;
        return signature.IsNil ? null : Metadata.GetStandaloneSignature(signature);
    }

    /// <summary>Name of the type, with its namespace and the types around it.</summary>
    public string NameOf(TypeDefinitionHandle handle)
    {
        var type = Metadata.GetTypeDefinition(handle);
        var name = Metadata.GetString(type.Name);
        var outer = type.GetDeclaringType();
        return outer.IsNil ? $"{Metadata.GetString(type.Namespace)}.{name}" : $"{NameOf(outer)}.{name}";
    }

    /// <summary>
    /// Every member of other assemblies that it uses: its type's full name, its name, and the member.
    /// </summary>
    public IEnumerable<(string Type, string Member, MemberReference Reference)> MembersUsed()
    {
        foreach (var handle in Metadata.MemberReferences)
        {
            var member = Metadata.GetMemberReference(handle);
            if (member.Parent.Kind != HandleKind.TypeReference) continue;
            var type = Metadata.GetTypeReference((TypeReferenceHandle)member.Parent);
            var typeName = $"{Metadata.GetString(type.Namespace)}.{Metadata.GetString(type.Name)}";
            yield return (typeName, Metadata.GetString(member.Name), member);
        }
    }

    /// <summary>Every type of other assemblies that it names.</summary>
    public IEnumerable<string> TypesUsed() =>
        Metadata.TypeReferences.Select(Metadata.GetTypeReference)
            .Select(type => $"{Metadata.GetString(type.Namespace)}.{Metadata.GetString(type.Name)}");
}
