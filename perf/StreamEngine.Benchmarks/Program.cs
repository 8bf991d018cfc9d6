using BenchmarkDotNet.Running;
using StreamEngine.Benchmarks;
using StreamEngine.Benchmarks.States;
using StreamEngine.Benchmarks.Workers;

if (args is ["state", ..]) return StateCommand.Run(args.AsSpan(1));
if (args is ["profile", ..]) return ProfileCommand.Run(args.AsSpan(1));
if (args is ["restore", ..]) return await RestoreCommand.RunAsync(args[1..]).ConfigureAwait(false);
if (args is ["worker", ..]) return await WorkerCommand.RunAsync(args[1..]).ConfigureAwait(false);
BenchmarkSwitcher.FromAssembly(typeof(ProfileCommand).Assembly).Run(args);
return 0;
