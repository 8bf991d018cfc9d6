using CsCheck;

namespace StreamEngine.Core.Tests.Support;

/// <summary>One note of a random stream.</summary>
internal readonly record struct Entry(long Time, byte Rank, string Key, int Word, int Subject);

/// <summary>Random streams of notes, and ways to play them.</summary>
internal static class Streams
{
    private static readonly Gen<string> Keys = Gen.Int[0, 2].Select(i => "abc"[i..(i + 1)]);

    /// <summary>Streams with many ties and gaps, in no order at all.</summary>
    public static Gen<Entry[]> Any(int words, int subjects, long span = 200) => Gen.Select(
            Gen.Long[0, span], Gen.Byte[0, 2], Keys, Gen.Int[0, words - 1], Gen.Int[0, subjects - 1],
            (time, rank, key, word, subject) => new Entry(time, rank, key, word, subject))
        .Array[0, 40];

    /// <summary>
    /// A stream with how far each note is displaced: arrival goes by time + displacement, so a bound of that size makes
    /// every note timely.
    /// </summary>
    public static Gen<Entry[]> Displaced(Gen<Entry[]> streams, long bound) => streams.SelectMany(
        entries => Gen.Long[0, bound].Array[entries.Length].Select(by => entries.Zip(by)
            .OrderBy(pair => pair.First.Time + pair.Second).Select(pair => pair.First).ToArray()));

    /// <summary>The order in which a stream counts: time, rank, arrival.</summary>
    public static IEnumerable<Entry> InOrder(IEnumerable<Entry> entries) =>
        entries.OrderBy(entry => entry.Time).ThenBy(entry => entry.Rank);

    /// <summary>
    /// Plays a stream as a task would: time moves on record by record, to the highest less the bound.
    /// </summary>
    /// <param name="timeline">Where to.</param>
    /// <param name="entries">In order of arrival.</param>
    /// <param name="bound">How far the watermark stays behind.</param>
    /// <param name="catchUps">Where the driver moves time on besides, as at the end of a batch; null nowhere.</param>
    public static void Play(Timeline timeline, IEnumerable<Entry> entries, long bound, Func<int, bool>? catchUps = null)
    {
        var (highest, index) = (long.MinValue, 0);
        foreach (var entry in entries)
        {
            if (highest != long.MinValue) timeline.Watermark(highest - bound);
            timeline.Add(entry.Time, entry.Word, entry.Subject, entry.Key, entry.Rank);
            highest = Math.Max(highest, entry.Time);
            if (catchUps?.Invoke(index++) == true) timeline.Watermark(highest - bound);
        }

        timeline.Drain();
    }
}
