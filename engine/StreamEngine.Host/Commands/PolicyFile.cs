using StreamEngine.Commerce.Policies;

namespace StreamEngine.Host.Commands;

/// <summary>Reads the document that <c>--policy</c> names.</summary>
internal static class PolicyFile
{
    /// <summary>The policy of that file; the defaults where none is named.</summary>
    /// <exception cref="UsageException">It is not there, or breaks a rule; every violation is named.</exception>
    public static ShopPolicy Read(string? path)
    {
        if (path is null) return new ShopPolicy();
        if (!File.Exists(path)) throw new UsageException($"--policy FILE: there is no file '{path}'.");
        if (new FileInfo(path).Length > Limits.MaxPolicyBytes)
            throw new UsageException($"--policy FILE: '{path}' is larger than {Limits.MaxPolicyBytes} bytes.");
        try
        {
            return PolicyDocument.Parse(File.ReadAllBytes(path));
        }
        catch (PolicyException exception)
        {
            throw new UsageException($"--policy FILE: {path}: {exception.Message}");
        }
    }
}
