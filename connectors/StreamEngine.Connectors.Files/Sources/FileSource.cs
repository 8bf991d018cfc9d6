using StreamEngine.Connectors.Files.Formats;
using StreamEngine.Connectors.Files.Formats.Avro;
using StreamEngine.Connectors.Files.Histories;
using StreamEngine.Connectors.Files.Inputs;
using StreamEngine.Connectors.Files.Reading;
using StreamEngine.Connectors.Files.Streams;
using StreamEngine.Core.Inputs;

namespace StreamEngine.Connectors.Files.Sources;

/// <summary>
/// Reads files of shop data as batches of encoded events. Inputs of formats <c>events</c> and <c>avro</c> keep the
/// order of their files; the others are histories and are sorted by event time together; all are merged by the event
/// time of what comes next, ties in the order of the inputs given. The same inputs give the same batches. One thread
/// at a time.
/// </summary>
public sealed class FileSource : IDisposable
{
    private readonly List<SourceFile> _files = [];
    private readonly List<IRecordStream> _streams = [];
    private readonly List<IRecordStream> _pending = [];
    private readonly List<IRecordStream> _heads = [];
    private readonly Outcomes _outcomes = new();
    private readonly long _bytesTotal;

    private FileSource(IReadOnlyList<FileInput> inputs, FileSourceOptions options)
    {
        Inputs = inputs;
        for (var input = 0; input < inputs.Count; input++)
            foreach (var path in inputs[input].Paths)
                _files.Add(new SourceFile(_files.Count, input, inputs[input], path));
        foreach (var file in _files) file.Measure();
        _bytesTotal = _files.Sum(file => file.TotalBytes);
        Files = [.. _files.Select(file => file.Path)];
        OpenStreams(options);
        _pending.AddRange(_streams);
    }

    /// <summary>The inputs, in the order given.</summary>
    public IReadOnlyList<FileInput> Inputs { get; }

    /// <summary>All files of all inputs; <see cref="InputRecord.Source"/> is an index into them.</summary>
    public IReadOnlyList<string> Files { get; }

    /// <summary>The place in <see cref="Inputs"/> of the input that a file belongs to.</summary>
    public int InputOf(int file) => _files[file].Input;

    /// <summary>How many temporary files sorting has written so far.</summary>
    public int TempFilesWritten => _streams.OfType<HistoryStream>().Sum(stream => stream.Runs.Written);

    /// <summary>Opens the inputs.</summary>
    /// <exception cref="FileSourceException">A file is not there or may not be read.</exception>
    public static FileSource Open(IReadOnlyList<FileInput> inputs, FileSourceOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        return new FileSource(inputs, options ?? new FileSourceOptions());
    }

    /// <summary>
    /// Fills the batch with what comes next; false, and an empty batch, at the end. A batch can be empty before the
    /// end, while a history is read and sorted.
    /// </summary>
    /// <exception cref="FileSourceException">
    /// The run has failed: at once where a file is not of its format; after all that could be read is delivered where a
    /// file could not be read to its end.
    /// </exception>
    public bool TryRead(FileBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        batch.Clear();
        _outcomes.BeginStep();
        while (!batch.IsFull && TryNext(out var stream))
        {
            batch.Records.Add(
                new InputRecord
                {
                    Input = stream!.Topic,
                    Source = stream.Position.File,
                    Position = stream.Position.Line,
                    Arrival = InputRecord.NoArrival,
                    Weight = stream.Weight,
                },
                stream.Key,
                stream.Value);
            _heads.Remove(stream);
            _pending.Add(stream);
        }
        batch.Take(_outcomes);
        batch.BytesRead = _outcomes.Progress.BytesRead;
        batch.BytesTotal = _bytesTotal;
        if (!batch.IsEmpty || _pending.Count > 0 || _heads.Count > 0) return true;
        return _outcomes.Failure is { } failure ? throw failure : false;
    }

    /// <summary>All batches; each is valid until the next one, because its memory is reused.</summary>
    /// <exception cref="FileSourceException">As <see cref="TryRead"/>.</exception>
    public IEnumerable<FileBatch> Read()
    {
        var batch = new FileBatch();
        while (TryRead(batch)) yield return batch;
    }

    /// <summary>Closes all files and removes what sorting has left on disk.</summary>
    public void Dispose()
    {
        foreach (var stream in _streams) stream.Dispose();
    }

    private void OpenStreams(FileSourceOptions options)
    {
        var formats = Inputs.Select(input => LineFormats.Create(input.Format)).ToArray();
        var histories = _files.Where(file => file.Named.Format.IsHistory()).ToList();
        if (histories.Count > 0)
            _streams.Add(new HistoryStream(histories, input => formats[input]!, options, _outcomes));
        for (var input = 0; input < Inputs.Count; input++)
        {
            if (Inputs[input].Format.IsHistory()) continue;
            var files = _files.Where(file => file.Input == input).ToList();
            var format = formats[input];
            _streams.Add(format is null ? new AvroStream(files, _outcomes) : new LineStream(files, format, _outcomes));
        }
    }

    // The stream with the earliest record. False when all are done, or one has to pause before it can tell.
    private bool TryNext(out IRecordStream? earliest)
    {
        earliest = null;
        for (var i = _pending.Count - 1; i >= 0; i--)
        {
            var advance = _pending[i].Next();
            if (advance == Advance.Pause) return false;
            if (advance == Advance.Record) _heads.Add(_pending[i]);
            _pending.RemoveAt(i);
        }
        foreach (var stream in _heads)
            if (earliest is null || IsBefore(stream, earliest)) earliest = stream;
        return earliest is not null;
    }

    private static bool IsBefore(IRecordStream x, IRecordStream y) =>
        x.MergeTime != y.MergeTime ? x.MergeTime < y.MergeTime : x.Position.Input < y.Position.Input;
}
