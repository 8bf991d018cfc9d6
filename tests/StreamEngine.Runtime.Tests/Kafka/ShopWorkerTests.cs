using StreamEngine.Testing.Kafka;

namespace StreamEngine.Runtime.Tests.Kafka;

public sealed class ShopWorkerTests(RealKafka kafka)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    [Theory]
    [InlineData("retail", "uci-online-retail:samples/uci-online-retail/2010-12-0*.csv.gz")]
    [InlineData("visits", "otto:samples/otto/train.jsonl")]
    public async Task The_worker_publishes_what_the_replay_of_the_same_files_says_also_when_it_dies(string name,
        string input)
    {
        var parts = input.Split(':', 2);
        await using var shop = await ShopOnKafka.StartAsync(
            kafka, name, $"{parts[0]}:{Path.Combine(Repository(), parts[1])}");
        await shop.PublishAsync();
        var calls = 0;
        Assert.True(await shop.RunAsync(point => point == "offsets" && ++calls == 3, Patience), "it did not die");
        calls = 0;
        Assert.True(await shop.RunAsync(point => point == "commit" && ++calls == 3, Patience), "it did not die again");
        Assert.False(await shop.RunAsync(static _ => false, Patience));
        var replayed = shop.Replayed();
        for (var stream = 0; stream < replayed.Length; stream++)
        {
            var published = await shop.PublishedAsync(stream);
            Assert.Equal(replayed[stream].Keys, published.Keys);
            Assert.Equal(replayed[stream].Values, published.Values);
        }

        Assert.True(replayed[0].Count > 0 && shop.Published > 0);
    }

    private static string Repository()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "StreamEngine.sln"))) folder = Path.GetDirectoryName(folder)!;
        return folder;
    }
}
