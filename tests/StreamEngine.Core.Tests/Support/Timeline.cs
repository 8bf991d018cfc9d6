using System.Globalization;
using System.Text;
using StreamEngine.Core.Keyed;
using StreamEngine.Core.Time;

namespace StreamEngine.Core.Tests.Support;

/// <summary>
/// A keyed process on a timeline: notes and watermarks at named instants in, what operators say, with the instant at
/// which they say it, out.
/// </summary>
internal sealed class Timeline : IDisposable
{
    private ulong _identities = 1_000_000;

    public Timeline(KeyedOptions? options = null)
    {
        Process = new KeyedProcess<NoteState, Note>(
            new NoteLogic(), options ?? new KeyedOptions { RetentionMs = 1_000_000 }, () => new Note());
        Process.Settled = (note, admission) => Fates.Add(string.Create(
            CultureInfo.InvariantCulture, $"{note.Time} {admission.Kind}"));
    }

    public KeyedProcess<NoteState, Note> Process { get; }

    /// <summary>What was said, in order: "instant key: what", or with a sign where a correction says it.</summary>
    public List<string> Said { get; } = [];

    /// <summary>What became of each note.</summary>
    public List<string> Fates { get; } = [];

    /// <summary>What holds in the end: said, less what was taken back.</summary>
    public Dictionary<string, int> Net { get; } = new(StringComparer.Ordinal);

    /// <summary>What holds in the end, as lines that can be compared.</summary>
    public IEnumerable<string> Standing => Net.Where(entry => entry.Value != 0)
        .Select(entry => $"{entry.Value}x {entry.Key}").Order(StringComparer.Ordinal);

    /// <summary>A note comes in. Without an identity it is like no other.</summary>
    public Timeline Add(
        long time, int word = 0, int subject = 0, string key = "k", byte rank = 0, ulong identity = 0)
    {
        var note = Process.Next;
        note.Time = time;
        note.Rank = rank;
        note.Word = word;
        note.Subject = subject;
        note.Identity = identity == 0 ? _identities++ : identity;
        Process.Add(Encoding.UTF8.GetBytes(key));
        return this;
    }

    /// <summary>The watermark moves.</summary>
    public Timeline Watermark(long watermark)
    {
        Process.AdvanceTo(watermark);
        return this;
    }

    /// <summary>Time ends.</summary>
    public Timeline Drain() => Watermark(EventTime.Max);

    /// <summary>An operator says something at the instant at hand.</summary>
    public void Say(FormattableString what)
    {
        var scope = Process.Scope;
        var text = FormattableString.Invariant(what);
        var weight = scope.Weight;
        if (weight == 0) return;
        var key = $"{scope.State.Name}: {text}";
        Net[key] = Net.GetValueOrDefault(key) + weight;
        var sign = scope.Phase switch { FoldPhase.TakeBack => "-", FoldPhase.Restate => "+", _ => "" };
        Said.Add(string.Create(CultureInfo.InvariantCulture, $"{sign}{scope.Now} {key}"));
    }

    /// <summary>Says something as it stands, whatever the fold is at.</summary>
    public void Tell(string line) => Said.Add(line);

    /// <summary>Takes what was said so far.</summary>
    public List<string> Hear()
    {
        List<string> heard = [.. Said];
        Said.Clear();
        return heard;
    }

    public void Dispose() => Process.Dispose();
}
