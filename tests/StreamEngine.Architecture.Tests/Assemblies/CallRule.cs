namespace StreamEngine.Architecture.Tests.Assemblies;

/// <summary>
/// Calls that would make a result differ from run to run or from machine to machine. The compiler refuses them by
/// eng/BannedSymbols.Engine.txt; this looks at what came out, whoever wrote it. The number of the thread is not among
/// them, because the compiler itself asks for it in iterators.
/// </summary>
internal static class CallRule
{
    private static readonly string[] Types =
    [
        "System.Diagnostics.Stopwatch", "System.Random", "System.Security.Cryptography.RandomNumberGenerator",
        "System.HashCode", "System.Threading.Tasks.Parallel", "System.Linq.ParallelEnumerable",
        "System.Threading.Thread", "System.Threading.ThreadPool", "System.Threading.Timer",
        "System.Threading.PeriodicTimer", "System.Timers.Timer", "System.Threading.Tasks.TaskFactory",
    ];

    private static readonly string[] Members =
    [
        "System.DateTime.get_Now", "System.DateTime.get_UtcNow", "System.DateTime.get_Today",
        "System.DateTimeOffset.get_Now", "System.DateTimeOffset.get_UtcNow", "System.TimeProvider.get_System",
        "System.Environment.get_TickCount", "System.Environment.get_TickCount64",
        "System.Environment.get_ProcessorCount", "System.Environment.get_MachineName",
        "System.TimeZoneInfo.get_Local",
        "System.TimeZoneInfo.FindSystemTimeZoneById", "System.Guid.NewGuid", "System.Guid.CreateVersion7",
        "System.String.GetHashCode", "System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode",
        "System.Globalization.CultureInfo.get_CurrentCulture", "System.Globalization.CultureInfo.get_CurrentUICulture",
        "System.Threading.Tasks.Task.Delay", "System.Threading.Tasks.Task.Run",
    ];

    /// <summary>
    /// Every forbidden name, as <c>eng/BannedSymbols*.txt</c> writes it: without accessor and parameters.
    /// </summary>
    public static IEnumerable<string> Names => Types.Concat(
        Members.Select(member => member.Replace(".get_", ".", StringComparison.Ordinal)));

    /// <summary>What the assembly uses of it.</summary>
    public static IEnumerable<string> Uses(AssemblyFile assembly)
    {
        var members = assembly.MembersUsed().Select(used => $"{used.Type}.{used.Member}").Where(Members.Contains);
        return members.Concat(assembly.TypesUsed().Where(Types.Contains)).Distinct()
            .Select(name => $"{assembly.Name} uses {name}");
    }
}
