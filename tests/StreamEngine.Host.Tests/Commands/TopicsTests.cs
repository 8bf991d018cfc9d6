using System.Text.Json;
using StreamEngine.Core.Log;
using StreamEngine.Host.Tests.Kafka;
using StreamEngine.Testing.Kafka;

namespace StreamEngine.Host.Tests.Commands;

public sealed class TopicsTests(RealKafka kafka) : KafkaCase(kafka)
{
    [Fact]
    public async Task What_is_created_passes_the_check_and_the_doctor()
    {
        var config = Config(new { State = new { Directory = Path.Combine(Folder.FullName, "state") } });
        var missing = await RunAsync("topics", "check", "--config", config);
        Assert.Equal(1, missing.Code);
        Assert.Contains($"{Topics.Journal}: does not exist.", missing.Out, StringComparison.Ordinal);

        var created = await RunAsync("topics", "create", "--config", config, "--partitions", "2", "--json");
        Assert.True(created.Code == 0, created.Error + created.Out);
        using var json = JsonDocument.Parse(created.Out);
        Assert.Equal(15, json.RootElement.GetProperty("created").GetArrayLength());

        Assert.Equal(0, (await RunAsync("topics", "check", "--config", config)).Code);
        var doctor = await RunAsync("doctor", "--config", config);
        Assert.True(doctor.Code == 0, doctor.Out + doctor.Error);
        foreach (var line in (string[])["configuration", "policy", "brokers", "schemas", "disk", "clock"])
            Assert.Contains($"ok       {line}: ", doctor.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unequal_partition_counts_are_refused_by_name()
    {
        var config = Config();
        Assert.Null(await Client.Topics.CreateAsync(
            new TopicSpecification { Name = Topics.Orders, Partitions = 5 }, Long));
        Assert.Null(await Client.Topics.CreateAsync(
            new TopicSpecification { Name = Topics.Carts, Partitions = 2 }, Long));
        var (code, text, error) = await RunAsync("topics", "create", "--config", config);
        Assert.Equal(1, code);
        Assert.Contains(
            $"refused: {Topics.Orders}: has 5 partitions, the first input has ", text, StringComparison.Ordinal);
        Assert.Contains("1 finding keeps the worker from starting.", error, StringComparison.Ordinal);
    }
}
