using FASTER.core;
using StreamEngine.Core.Hashing;
using StreamEngine.Core.State;
using StreamEngine.State.Files;
using Session = FASTER.core.ClientSession<
    StreamEngine.Core.Hashing.Hash128, FASTER.core.SpanByte, StreamEngine.State.Store.ReadKind,
    StreamEngine.State.Store.ReadSlot, int, StreamEngine.State.Store.StoreFunctions>;

namespace StreamEngine.State.Store;

/// <summary>
/// State in FASTER: a hash index over a log whose tail is in memory and whose rest is spilled to files. The files serve
/// this one run; they are deleted when the store is opened and when it is closed, never recovered from. The first
/// failure of the disk makes every later call throw <see cref="StateStoreException"/>.
/// </summary>
public sealed class FasterStateStore : IStateStore
{
    private readonly IFiles _files;
    private readonly StateStoreOptions _options;
    private readonly SpillDevice _device;
    private readonly FasterKV<Hash128, SpanByte> _faster;
    private readonly StoreFunctions _functions = new();
    private readonly Session _session;
    private readonly KnownRecords _known;
    private readonly KeyFilter _filter;
    private readonly StoreReader _reader;
    private readonly LogKeeper _keeper;
    private readonly byte[] _scratch;
    private bool _disposed;

    private FasterStateStore(IFiles files, StateStoreOptions options)
    {
        _files = files;
        _options = options;
        Memory = StoreMemory.Plan(options.MemoryLimitBytes, options.MaxValueBytes);
        _device = new SpillDevice(files, options.Directory, options.Wait);
        _faster = new FasterKV<Hash128, SpanByte>(new FasterKVSettings<Hash128, SpanByte>
        {
            IndexSize = Memory.IndexBytes,
            LogDevice = _device,
            PageSize = Memory.PageBytes,
            SegmentSize = Memory.SegmentBytes,
            MemorySize = (long)Memory.PageBytes * Memory.BufferPages,
            ConcurrencyControlMode = ConcurrencyControlMode.None,
            EqualityComparer = new HashKeyComparer(),
            ReadCopyOptions = ReadCopyOptions.None,
            CheckpointDir = options.Directory,
        });
        _faster.Log.EmptyPageCount = Memory.BufferPages - Memory.LogPages;
        _session = _faster.For(_functions).NewSession<StoreFunctions>();
        _known = new KnownRecords(Memory.KnownEntries);
        _filter = new KeyFilter(Memory.FilterBytes);
        _reader = new StoreReader(_session, _functions, _device);
        _keeper = new LogKeeper(_faster, _session, _device, Memory, options.GarbagePercent);
        _scratch = GC.AllocateUninitializedArray<byte>(RecordLayout.StoredBytes(options.MaxValueBytes), pinned: true);
    }

    /// <summary>How the memory limit is divided.</summary>
    public StoreMemory Memory { get; }

    /// <summary>Count and sum of hashes of what is stored, kept up with every change.</summary>
    public StateFold Fold { get; private set; }

    /// <summary>Bytes of the values that are stored, without overhead.</summary>
    public long ValueBytes { get; private set; }

    /// <inheritdoc/>
    public long Count => Fold.Count;

    /// <inheritdoc/>
    public int MaxValueBytes => _options.MaxValueBytes;

    /// <inheritdoc/>
    public (long Memory, long Disk) Size => (
        _faster.Log.MemorySizeBytes + ((_faster.IndexSize + _faster.OverflowBucketCount) * StoreMemory.BucketBytes)
            + ((long)Memory.KnownEntries * KnownRecords.BytesAnEntry) + Memory.FilterBytes,
        _device.Bytes);

    /// <summary>Opens an empty store. Files of a former run in the folder are deleted.</summary>
    public static async ValueTask<FasterStateStore> OpenAsync(IFiles files, StateStoreOptions options)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        await files.CreateDirectoryAsync(options.Directory).ConfigureAwait(false);
        foreach (var name in await files.ListAsync(options.Directory).ConfigureAwait(false))
        {
            if (name.StartsWith(SpillDevice.FilePrefix, StringComparison.Ordinal))
                await files.DeleteAsync(Path.Combine(options.Directory, name)).ConfigureAwait(false);
        }
        return new FasterStateStore(files, options);
    }

    /// <inheritdoc/>
    /// <remarks>Found values come in the order of <paramref name="keys"/>.</remarks>
    public async ValueTask ReadAsync(ReadOnlyMemory<Hash128> keys, StateReader found)
    {
        ArgumentNullException.ThrowIfNull(found);
        RequireUsable();
        while (keys.Length > 0)
        {
            var done = await _reader.ReadAsync(keys, ReadKind.Value).ConfigureAwait(false);
            RequireUsable();
            HandOut(keys.Span[..done], found);
            keys = keys[done..];
        }
    }

    /// <inheritdoc/>
    public void Upsert(Hash128 key, ReadOnlySpan<byte> value)
    {
        RequireUsable();
        if (value.Length > _options.MaxValueBytes)
            throw new ArgumentOutOfRangeException(nameof(value), value.Length,
                $"A value has at most {_options.MaxValueBytes} bytes.");
        var hash = StateFold.HashOf(key, value);
        var old = _filter.MayHold(key) ? Know(key) : default;
        var stored = SpanOver(RecordLayout.Write(_scratch, hash, value));
        _ = _session.Upsert(ref key, ref stored);
        RequireUsable();
        if (old.Stored) Forget(old);
        Fold = Fold.With(hash);
        ValueBytes += value.Length;
        _keeper.Appended(RecordLayout.RecordBytes(value.Length));
        _filter.Add(key);
        _known.SetStored(key, hash, value.Length);
        Maintain();
    }

    /// <inheritdoc/>
    public void Delete(Hash128 key)
    {
        RequireUsable();
        if (!_filter.MayHold(key)) return;
        var old = Know(key);
        if (!old.Stored) return;
        _ = _session.Delete(ref key);
        RequireUsable();
        Forget(old);
        _known.SetAbsent(key);
        Maintain();
    }

    /// <summary>
    /// Hands out every stored record once, in the order of the log. The store must not be changed meanwhile.
    /// </summary>
    public async ValueTask ScanAsync(StateReader found)
    {
        ArgumentNullException.ThrowIfNull(found);
        RequireUsable();
        using var scan = new LiveScan(_faster, _reader, _functions);
        while (await scan.NextAsync().ConfigureAwait(false))
        {
            RequireUsable();
            scan.HandOut(found, RequireIntact);
        }
        RequireUsable();
    }

    /// <summary>
    /// Computes the fold again from the log and throws <see cref="StateStoreException"/> where it is not
    /// <see cref="Fold"/>. Reads the whole log.
    /// </summary>
    public async ValueTask VerifyFoldAsync()
    {
        var scanned = default(StateFold);
        await ScanAsync((key, value) => scanned = scanned.With(StateFold.HashOf(key, value))).ConfigureAwait(false);
        if (scanned == Fold) return;
        _device.Fail("The store does not hold what was put into it",
            new InvalidOperationException($"The fold kept is {Fold}, the fold of the log is {scanned}."));
        RequireUsable();
    }

    /// <summary>
    /// Copies every record into a new store over another folder and closes this one, its files deleted: a deleted value
    /// stays readable in FASTER's files until they are gone, so this is how values are erased.
    /// </summary>
    public async ValueTask<FasterStateStore> RewriteIntoAsync(string directory)
    {
        RequireUsable();
        if (Path.GetFullPath(directory) == Path.GetFullPath(_options.Directory))
            throw new ArgumentException("The store is rewritten into another folder than its own.", nameof(directory));
        var fresh = await OpenAsync(_files, _options with { Directory = directory }).ConfigureAwait(false);
        try
        {
            await ScanAsync(fresh.Upsert).ConfigureAwait(false);
            if (fresh.Fold != Fold)
                throw new StateStoreException($"The rewritten store has the fold {fresh.Fold} instead of {Fold}.");
        }
        catch
        {
            fresh.Dispose();
            throw;
        }
        Dispose();
        return fresh;
    }

    /// <summary>Closes the store and deletes its files.</summary>
    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        _device.StopGathering();
        _session.Dispose();
        _faster.Dispose();
        _device.RemoveBelow(long.MaxValue);
        _device.Dispose();
    }

    private void HandOut(ReadOnlySpan<Hash128> keys, StateReader found)
    {
        for (var i = 0; i < keys.Length; i++)
        {
            ref readonly var slot = ref _functions.Slots[i];
            if (slot.State == SlotState.Missing)
            {
                _known.SetAbsent(keys[i]);
                continue;
            }
            var value = _functions.ValueOf(slot);
            RequireIntact(keys[i], slot, value);
            _known.SetStored(keys[i], slot.Hash, slot.Length);
            found(keys[i], value);
        }
    }

    private void RequireIntact(Hash128 key, in ReadSlot slot, ReadOnlySpan<byte> value)
    {
        if (slot.State == SlotState.Found && StateFold.HashOf(key, value) == slot.Hash) return;
        _device.Fail("A stored value is damaged", new InvalidDataException($"The record of {key} fails its hash."));
        RequireUsable();
    }

    private KnownRecord Know(Hash128 key)
    {
        if (_known.TryGet(key, out var known)) return known;
        var slot = _reader.ReadHeader(key);
        RequireUsable();
        if (slot.State == SlotState.Corrupt) RequireIntact(key, slot, []);
        return new KnownRecord(slot.State == SlotState.Found, slot.Hash, slot.Length);
    }

    private void Forget(KnownRecord old)
    {
        Fold = Fold.Without(old.Hash);
        ValueBytes -= old.Length;
        _keeper.Dropped(RecordLayout.RecordBytes(old.Length));
    }

    private void Maintain()
    {
        _keeper.Maintain();
        RequireUsable();
    }

    private void RequireUsable()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_device.Failure is { } failure) throw new StateStoreException(failure.Message, failure);
    }

    private unsafe SpanByte SpanOver(int length)
    {
        fixed (byte* pointer = _scratch) return SpanByte.FromPointer(pointer, length);
    }
}
