using StreamEngine.Host.Commands;
using StreamEngine.Host.Consoles;

return await CommandLine.RunAsync(args, HostConsole.OfProcess(), CancellationToken.None);
