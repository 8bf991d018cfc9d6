using StreamEngine.Commerce;
using StreamEngine.Commerce.Kpis.Live;
using StreamEngine.Commerce.Outputs;
using StreamEngine.Commerce.Persistence;
using StreamEngine.Commerce.Policies;
using StreamEngine.Host.Commands;
using StreamEngine.Host.Configuration;
using StreamEngine.Host.Kafka;
using StreamEngine.Host.Registry;
using StreamEngine.Runtime.Workers;
using StreamEngine.Schemas.Framing;

namespace StreamEngine.Host.Hosting;

/// <summary>
/// Makes the shop's tasks, for the worker and for commands that do once more what a task did: they publish the same
/// bytes.
/// </summary>
/// <param name="settings">The settings.</param>
/// <param name="policy">What the business decides.</param>
/// <param name="tasks">How many tasks there are: the partitions of each input.</param>
/// <param name="shares">How many partitions the topic of shares of figures has.</param>
/// <param name="schemas">The schemas that messages may name.</param>
/// <param name="headers">The headers of what is published.</param>
internal sealed class ShopTasks(
    HostSettings settings, ShopPolicy policy, int tasks, int shares, WriterSchemas schemas, MessageHeaders headers)
{
    /// <summary>How many tasks there are.</summary>
    public int Count => tasks;

    /// <summary>The tasks as a worker with these settings runs them. Only asks.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="policy">What the business decides.</param>
    /// <param name="kafka">A client.</param>
    /// <param name="registry">The schema registry; null where there is none.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    /// <exception cref="CommandFailedException">Topics are missing, or the registry does not answer.</exception>
    public static async Task<ShopTasks> FindAsync(
        HostSettings settings, ShopPolicy policy, KafkaAccess kafka, SchemaRegistryClient? registry,
        CancellationToken cancellationToken)
    {
        var inputs = await InputTopics.FindAsync(kafka, settings.Topics, Limits.BrokerTimeout).ConfigureAwait(false);
        var shares = await kafka.PartitionsAsync(settings.Topics.KpiPartials).ConfigureAwait(false);
        var headers = await MessageHeaders.FindAsync(
            registry, MessageHeaders.Outputs(settings.Topics), cancellationToken).ConfigureAwait(false);
        return new ShopTasks(
            settings, policy, inputs.Partitions, shares,
            new WriterSchemas(registry is null ? null : new RequiredSchemas(registry)), headers);
    }

    /// <summary>The options of the worker of that number.</summary>
    public WorkerOptions OptionsOf(int slot) => WorkerPlan.Of(settings, policy, slot, tasks, shares, schemas);

    /// <summary>A task without any state.</summary>
    /// <param name="partition">Its partition.</param>
    /// <param name="tier">Where customers are that are not at work; null keeps all in memory.</param>
    /// <param name="watch">Stands before the output; null: nothing does.</param>
    public ShopTask Create(int partition, StateTier? tier = null, Func<IShopOutput, IShopOutput>? watch = null) => new(
        policy, settings.Time, schemas,
        batch =>
        {
            var output = new AvroOutput(batch, new ShopAvro(headers.Of));
            return watch is null ? output : watch(output);
        },
        new FigureRouting(partition, tasks, shares), tier, settings.Privacy.NewPersonalData());
}
