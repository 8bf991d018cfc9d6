namespace StreamEngine.Host.Tests.Processes;

/// <summary>Tests with several processes have the machine for themselves.</summary>
[CollectionDefinition(nameof(Fleets), DisableParallelization = true)]
public sealed class Fleets;
