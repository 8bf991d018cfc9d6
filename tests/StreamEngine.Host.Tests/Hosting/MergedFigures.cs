using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using StreamEngine.Core.Log;
using StreamEngine.Schemas.Model;
using StreamEngine.Testing.Shop;

namespace StreamEngine.Host.Tests.Hosting;

/// <summary>KPI lines, from the topic and from a replay's file, in one form: without status and revision.</summary>
internal static class MergedFigures
{
    /// <summary>The lines that a replay wrote.</summary>
    public static async Task<List<string>> ReplayedAsync(string folder)
    {
        var lines = await File.ReadAllLinesAsync(
            Path.Combine(folder, "kpis.jsonl"), TestContext.Current.CancellationToken);
        return [.. lines.Select(line => Plain(line).Line)];
    }

    /// <summary>
    /// The last line of each key, and how many are final. On the way, that each revision stands there once, in order,
    /// and that a key stays in its partition.
    /// </summary>
    /// <param name="topic">Its records.</param>
    /// <param name="hasStartedOver">Whether the stage was told to start over: then revisions begin anew.</param>
    public static (List<string> Lines, int Final) Merged(
        IEnumerable<(int Partition, LogBatch Batch)> topic, bool hasStartedOver = false)
    {
        var last = new Dictionary<string, (string Line, long Revision, bool IsFinal)>(StringComparer.Ordinal);
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (partition, batch) in topic)
        {
            for (var i = 0; i < batch.Count; i++)
            {
                var key = Encoding.UTF8.GetString(batch.Key(batch[i]));
                if (batch[i].IsValueNull)
                {
                    Assert.True(last.Remove(key), $"{key} is withdrawn and was not there");
                    continue;
                }

                Assert.Equal(places.TryGetValue(key, out var place) ? place : partition, partition);
                places[key] = partition;
                var (line, revision, isFinal) = Plain(AvroJson.Of(ShopSchemas.Kpi.Json, batch.Value(batch[i])));
                var next = last.TryGetValue(key, out var before) ? before.Revision + 1 : 1;
                if (!hasStartedOver || revision != 1) Assert.Equal(next, revision);
                last[key] = (line, revision, isFinal);
            }
        }

        return ([.. last.Values.Select(l => l.Line)], last.Values.Count(l => l.IsFinal));
    }

    /// <summary>The lines are the same; a failure shows the first ones that differ.</summary>
    public static void AssertSame(List<string> expected, List<string> actual)
    {
        Assert.NotEmpty(expected);
        var (missing, extra) = (expected.Except(actual).Order().ToList(), actual.Except(expected).Order().ToList());
        Assert.True(missing.Count + extra.Count == 0 && expected.Count == actual.Count,
            $"{missing.Count} of {expected.Count} lines are missing, {extra.Count} are others, the first:\n"
            + string.Join('\n', missing.Take(5)) + "\n---\n" + string.Join('\n', extra.Take(5)));
    }

    private static (string Line, long Revision, bool IsFinal) Plain(string text)
    {
        var line = JsonNode.Parse(text)!.AsObject();
        var (revision, status) = (line["revision"]!.GetValue<long>(), line["status"]!.GetValue<string>());
        line.Remove("revision");
        line.Remove("status");
        return (line.ToJsonString(new JsonSerializerOptions()), revision, status == "final");
    }
}
