using System.Globalization;
using FASTER.core;
using StreamEngine.Core.State;
using StreamEngine.State.Files;

namespace StreamEngine.State.Store;

/// <summary>
/// FASTER's disk. Every write is done when FASTER's call returns, and so is every read unless reads are being gathered.
/// FASTER itself swallows I/O errors or waits for ever, so it is never told of one: the first failure is kept in
/// <see cref="Failure"/>, FASTER sees a success with zeros, and the store refuses everything from then on.
/// </summary>
internal sealed class SpillDevice : StorageDeviceBase
{
    public const string FilePrefix = "spill.";

    private readonly IFiles _files;
    private readonly string _directory;
    private readonly FileWait _wait;
    private readonly SortedDictionary<int, SpillSegment> _segments = [];
    private readonly List<PendingRead> _gathered = [];
    private byte[] _readBuffer = [];
    private byte[] _writeBuffer = [];
    private bool _gathering;

    public SpillDevice(IFiles files, string directory, FileWait wait)
        : base(Path.Combine(directory, FilePrefix + "log"), Limits.SpillBlockBytes, Devices.CAPACITY_UNSPECIFIED)
    {
        _files = files;
        _directory = directory;
        _wait = wait;
    }

    /// <summary>The first thing that went wrong.</summary>
    public StateStoreException? Failure { get; private set; }

    /// <summary>Bytes written to the files that are left.</summary>
    public long Bytes
    {
        get
        {
            var bytes = 0L;
            foreach (var segment in _segments.Values) bytes += segment.Bytes;
            return bytes;
        }
    }

    /// <summary>From here on reads are kept until <see cref="CompleteReadsAsync"/>.</summary>
    public void GatherReads() => _gathering = true;

    /// <summary>
    /// Carries out the gathered reads, and those that they lead to, in order. The disk hears of all of them before the
    /// first is waited for.
    /// </summary>
    public async ValueTask CompleteReadsAsync()
    {
        var announced = 0;
        for (var i = 0; i < _gathered.Count; i++)
        {
            for (; announced < _gathered.Count; announced++) Announce(_gathered[announced]);
            var bytes = 0;
            try
            {
                bytes = await StartReadAsync(_gathered[i]).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                Fail("A read of the spill failed", exception);
            }
            Finish(_gathered[i], bytes);
        }
        _gathered.Clear();
    }

    /// <summary>
    /// Ends gathering; what is still waiting is answered with zeros, because nobody wants it any more.
    /// </summary>
    public void StopGathering()
    {
        _gathering = false;
        if (_gathered.Count == 0) return;
        Failure ??= new StateStoreException("Reads of the spill were abandoned.");
        for (var i = 0; i < _gathered.Count; i++) Finish(_gathered[i], 0);
        _gathered.Clear();
    }

    /// <summary>Deletes the files that lie wholly below that address of the log.</summary>
    public void RemoveBelow(long address)
    {
        try
        {
            while (_segments.Count > 0)
            {
                var (id, segment) = _segments.First();
                if ((id + 1) * SegmentSize > address) return;
                segment.Dispose();
                _segments.Remove(id);
                _wait.Complete(_files.DeleteAsync(segment.Path), "Deleting a spill file");
            }
        }
        catch (Exception exception)
        {
            Fail("A spill file could not be deleted", exception);
        }
    }

    public override unsafe void WriteAsync(
        IntPtr sourceAddress, int segmentId, ulong destinationAddress, uint numBytesToWrite,
        DeviceIOCompletionCallback callback, object context)
    {
        // A copy, because a write that hangs must not see the page's next content.
        var bytes = (int)numBytesToWrite;
        if (_writeBuffer.Length < bytes) _writeBuffer = new byte[bytes];
        new ReadOnlySpan<byte>((void*)sourceAddress, bytes).CopyTo(_writeBuffer);
        if (Failure is null)
        {
            try
            {
                var segment = SegmentFor(segmentId);
                _wait.Complete(segment.File.WriteAsync((long)destinationAddress, _writeBuffer.AsMemory(0, bytes)),
                    "A write to the spill");
                segment.Wrote((long)destinationAddress, _writeBuffer.AsSpan(0, bytes));
            }
            catch (Exception exception)
            {
                _writeBuffer = [];
                Fail("A write to the spill failed", exception);
            }
        }
        callback(0, numBytesToWrite, context);
    }

    public override void ReadAsync(
        int segmentId, ulong sourceAddress, IntPtr destinationAddress, uint readLength,
        DeviceIOCompletionCallback callback, object context)
    {
        var read = new PendingRead(
            segmentId, (long)sourceAddress, destinationAddress, (int)readLength, callback, context);
        if (_gathering)
        {
            _gathered.Add(read);
            return;
        }
        var bytes = 0;
        try
        {
            bytes = _wait.Complete(StartReadAsync(read), "A read of the spill");
        }
        catch (Exception exception)
        {
            // A read that hangs may still write to the buffer.
            _readBuffer = [];
            Fail("A read of the spill failed", exception);
        }
        Finish(read, bytes);
    }

    public override void RemoveSegmentAsync(int segment, AsyncCallback callback, IAsyncResult result) =>
        throw new NotSupportedException("The store removes segments itself.");

    public override void Dispose()
    {
        foreach (var segment in _segments.Values) segment.Dispose();
        _segments.Clear();
    }

    internal void Fail(string what, Exception exception) =>
        Failure ??= new StateStoreException($"{what}: {exception.Message} The store is unusable.", exception);

    private void Announce(in PendingRead read)
    {
        if (_segments.TryGetValue(read.Segment, out var segment)) segment.File.Prefetch(read.Offset, read.Length);
    }

    private ValueTask<int> StartReadAsync(in PendingRead read)
    {
        if (Failure is not null || !_segments.TryGetValue(read.Segment, out var segment))
            return ValueTask.FromResult(0);
        if (_readBuffer.Length < read.Length) _readBuffer = new byte[read.Length];
        return segment.File.ReadAsync(read.Offset, _readBuffer.AsMemory(0, read.Length));
    }

    private unsafe void Finish(in PendingRead read, int bytes)
    {
        var destination = new Span<byte>((void*)read.Destination, read.Length);
        try
        {
            if (Failure is null && !_segments.ContainsKey(read.Segment))
                throw new IOException($"Segment {read.Segment.ToString(CultureInfo.InvariantCulture)} is not there.");
            if (Failure is null)
            {
                var span = _readBuffer.AsSpan(0, read.Length);
                _segments[read.Segment].Verify(read.Offset, span, bytes);
                span.CopyTo(destination);
            }
        }
        catch (IOException exception)
        {
            Fail("A read of the spill failed", exception);
        }
        // Zeros are a record without a key and without a predecessor, so FASTER ends its search there.
        if (Failure is not null) destination.Clear();
        read.Callback(0, (uint)read.Length, read.Context);
    }

    private SpillSegment SegmentFor(int id)
    {
        if (_segments.TryGetValue(id, out var segment)) return segment;
        var path = Path.Combine(_directory, FilePrefix + id.ToString("D8", CultureInfo.InvariantCulture));
        var file = _wait.Complete(_files.OpenAsync(path, FileUse.CreateNew), "Opening a spill file");
        return _segments[id] = new SpillSegment(file, path, SegmentSize);
    }

    private readonly record struct PendingRead(
        int Segment, long Offset, IntPtr Destination, int Length, DeviceIOCompletionCallback Callback, object Context);
}
