using BenchmarkDotNet.Running;
using StreamEngine.Benchmarks;

if (args is ["state", ..]) return StateCommand.Run(args.AsSpan(1));
if (args is ["profile", ..]) return ProfileCommand.Run(args.AsSpan(1));
BenchmarkSwitcher.FromAssembly(typeof(ProfileCommand).Assembly).Run(args);
return 0;
