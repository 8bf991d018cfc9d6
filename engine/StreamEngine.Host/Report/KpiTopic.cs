using StreamEngine.Commerce.Kpis;
using StreamEngine.Commerce.Outputs;
using StreamEngine.Core.Log;
using StreamEngine.Host.Commands;
using StreamEngine.Host.Configuration;
using StreamEngine.Host.Kafka;
using StreamEngine.Host.Registry;
using StreamEngine.Schemas.Framing;

namespace StreamEngine.Host.Report;

/// <summary>The KPI lines that a worker has published: the last committed one of each key. Only reads.</summary>
internal sealed class KpiTopic(HostSettings settings, KafkaAccess kafka)
{
    private static readonly List<string> KpiOrder = [.. KpiCatalog.All.Select(kpi => kpi.Name)];
    private static readonly List<string> GrainOrder = ["day", "month", "all"];
    private static readonly List<string> DimensionOrder =
        [.. Enum.GetValues<Dimension>().Where(d => d != Dimension.None).Select(Breakdowns.NameOf)];

    /// <summary>The lines in the order in which a replay writes them; minutes and hours are for machines.</summary>
    /// <exception cref="CommandFailedException">The topic is not there or cannot be read.</exception>
    public async Task<IReadOnlyList<ReportLine>> ReadAsync(CancellationToken cancellationToken)
    {
        var topic = settings.Topics.Kpis;
        var found = kafka.Require(await kafka.Client.Topics.DescribeAsync([topic], Limits.BrokerTimeout)
            .ConfigureAwait(false))[0];
        if (found is null)
            throw new CommandFailedException($"There is no topic {topic}. 'streamengine topics create' creates it.");
        using var registry = SchemaRegistryClient.ToAsk(settings.Registry);
        var decoder = new KpiDecoder(new WriterSchemas(registry is null ? null : new RequiredSchemas(registry)));
        var last = new Dictionary<string, KpiRecord>(StringComparer.Ordinal);
        for (var number = 0; number < found.Partitions; number++)
        {
            await kafka.ReadAsync(new LogPartition(topic, number),
                (batch, index) => Keep(batch, index, decoder, last), cancellationToken).ConfigureAwait(false);
        }

        return [.. last.Values.OrderBy(line => KpiOrder.IndexOf(line.Kpi))
            .ThenBy(line => line.View, StringComparer.Ordinal)
            .ThenBy(line => GrainOrder.IndexOf(line.Grain)).ThenBy(line => line.WindowStart)
            .ThenBy(line => line.Currency, StringComparer.Ordinal)
            .ThenBy(line => DimensionOrder.IndexOf(line.Breakdown?.Name ?? ""))
            .ThenBy(line => line.Breakdown?.Value, StringComparer.Ordinal)
            .Select(LineOf)];
    }

    private static void Keep(LogBatch batch, int index, KpiDecoder decoder, Dictionary<string, KpiRecord> last)
    {
        ref readonly var record = ref batch[index];
        var key = System.Text.Encoding.UTF8.GetString(batch.Key(record));
        if (record.IsValueNull)
        {
            last.Remove(key);
            return;
        }

        var line = decoder.Read(batch.Value(record), out var problem)
            ?? throw new CommandFailedException(
                $"{batch.Partition}, offset {record.Offset}, is no KPI line: {problem}");
        if (GrainOrder.Contains(line.Grain)) last[key] = line;
    }

    private static ReportLine LineOf(KpiRecord line) => new()
    {
        Kpi = line.Kpi,
        Grain = line.Grain,
        Start = DateTimeOffset.FromUnixTimeMilliseconds(line.WindowStart),
        End = DateTimeOffset.FromUnixTimeMilliseconds(line.WindowEnd),
        View = line.View,
        Breakdown = line.Breakdown,
        Numerator = Plain(line.Numerator),
        Denominator = Plain(line.Denominator),
        Value = line.Value is { } value ? Plain(value) : null,
        Currency = line.Currency,
        IsFinal = line.IsFinal,
        Revision = line.Revision,
    };

    /// <summary>Without the zeros that the encoding adds.</summary>
    private static decimal Plain(decimal value) => value / 1.0000000000000000000000000000m;
}
