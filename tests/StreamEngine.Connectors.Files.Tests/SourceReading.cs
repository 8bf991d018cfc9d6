using System.Text;
using StreamEngine.Connectors.Files.Sources;
using StreamEngine.Schemas.Events;
using StreamEngine.Schemas.Framing;

namespace StreamEngine.Connectors.Files.Tests;

/// <summary>All that a source delivered, decoded.</summary>
internal sealed class SourceReading
{
    public List<Delivered> Records { get; } = [];
    public List<FileReject> Rejects { get; } = [];
    public Dictionary<string, int> Filtered { get; } = [];
    public int Batches { get; private set; }

    /// <summary>The failure that ended the run; null where it ended well.</summary>
    public FileSourceException? Failure { get; private set; }

    /// <summary>Weights of everything: what the ledger counts as read.</summary>
    public int Read =>
        Records.Sum(record => record.Weight) + Rejects.Sum(reject => reject.Weight) + Filtered.Values.Sum();

    /// <summary>The only record.</summary>
    public EventData Event => Assert.Single(Records).Event;

    /// <summary>The only reject.</summary>
    public FileReject Reject => Assert.Single(Rejects);

    public static SourceReading Of(FileSource source)
    {
        var reading = new SourceReading();
        var decoder = new EventDataReader(new WriterSchemas());
        var batch = new FileBatch();
        try
        {
            while (source.TryRead(batch))
            {
                reading.Batches++;
                reading.Take(batch, decoder);
            }
        }
        catch (FileSourceException failure)
        {
            reading.Failure = failure;
        }
        return reading;
    }

    private void Take(FileBatch batch, EventDataReader decoder)
    {
        for (var i = 0; i < batch.Records.Count; i++)
        {
            ref readonly var record = ref batch.Records[i];
            var data = new EventData();
            var result = decoder.Read((EventTopic)record.Input, batch.Records.Value(record), data);
            Assert.True(result.IsSuccess, result.ToString());
            Records.Add(new Delivered(
                data, Encoding.UTF8.GetString(batch.Records.Key(record)), record.Source, record.Position, record.Weight,
                Convert.ToHexString(batch.Records.Value(record))));
        }
        Rejects.AddRange(batch.Rejects);
        foreach (var filtered in batch.Filtered)
            Filtered[filtered.Reason] = Filtered.GetValueOrDefault(filtered.Reason) + filtered.Weight;
    }
}

/// <summary>A record as it was delivered.</summary>
internal sealed record Delivered(EventData Event, string Key, int File, long Line, int Weight, string Value);
