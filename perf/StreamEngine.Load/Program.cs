using StreamEngine.Load;

return new GenerateCommand().Run(args, Console.Error);
