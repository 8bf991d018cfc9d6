namespace StreamEngine.Architecture.Tests.Assemblies;

/// <summary>
/// Which of Rx a pipeline may use: what lives in a closure of a stateful operator is lost in a restore, and a scheduler
/// of Rx brings its own clock and threads.
/// </summary>
internal static class RxRule
{
    private static readonly string[] Stateless =
    [
        "Where", "Select", "SelectMany", "Merge", "OfType", "Cast", "Do", "AsObservable", "Create", "Empty", "Never",
        "Return", "Throw",
    ];

    private static readonly string[] StatefulSubjects = ["ReplaySubject`1", "BehaviorSubject`1", "AsyncSubject`1"];

    private static readonly string[] ClocksAndThreads =
    [
        "Scheduler", "DefaultScheduler", "TaskPoolScheduler", "ThreadPoolScheduler", "NewThreadScheduler",
        "EventLoopScheduler", "CurrentThreadScheduler", "SynchronizationContextScheduler",
    ];

    /// <summary>Every use of an operator, subject or scheduler that is not allowed.</summary>
    public static IEnumerable<string> Uses(AssemblyFile assembly)
    {
        var operators = assembly.MembersUsed()
            .Where(used => used.Type == "System.Reactive.Linq.Observable" && !Stateless.Contains(used.Member))
            .Select(used => $"{assembly.Name} uses Rx's {used.Member}");
        var types = assembly.TypesUsed()
            .Where(type => StatefulSubjects.Any(subject => type == "System.Reactive.Subjects." + subject)
                || ClocksAndThreads.Any(scheduler => type == "System.Reactive.Concurrency." + scheduler))
            .Select(type => $"{assembly.Name} uses {type}");
        return operators.Concat(types).Distinct();
    }
}
