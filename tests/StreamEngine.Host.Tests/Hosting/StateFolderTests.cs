using StreamEngine.Host.Commands;
using StreamEngine.Host.Hosting;

namespace StreamEngine.Host.Tests.Hosting;

public sealed class StateFolderTests : IDisposable
{
    private readonly DirectoryInfo _place = Directory.CreateTempSubdirectory("streamengine-state-");

    [Fact]
    public void A_full_disk_is_refused()
    {
        using var folder = StateFolder.Take(_place.FullName);
        var refusal = Assert.Throws<CommandFailedException>(() => folder.RequireRoom(StateFolder.LeastRoom - 1));
        Assert.Contains("63 MiB are free, a worker needs at least 64.", refusal.Message, StringComparison.Ordinal);
        folder.RequireRoom(StateFolder.LeastRoom);
        Assert.True(folder.Room >= 0);
    }

    public void Dispose() => _place.Delete(recursive: true);
}
