using System.Threading.Channels;
using StreamEngine.Connectors.Files;
using StreamEngine.Connectors.Files.Sources;

namespace StreamEngine.Host.Replay;

/// <summary>
/// Reads and parses on a thread of its own, a few batches ahead of who takes them. The order of batches is the
/// source's, so nothing depends on which of the two is faster.
/// </summary>
internal sealed class ReadAhead : IAsyncDisposable
{
    private readonly Channel<FileBatch> _full = Channel.CreateBounded<FileBatch>(OneToOne());
    private readonly Channel<FileBatch> _free = Channel.CreateBounded<FileBatch>(OneToOne());
    private readonly CancellationTokenSource _stop = new();
    private readonly FileSource _source;
    private readonly Task _reading;

    /// <summary>Begins to read the source, which nobody else may touch until this is disposed of.</summary>
    public ReadAhead(FileSource source)
    {
        _source = source;
        for (var i = 0; i < Limits.BatchesReadAhead; i++) _free.Writer.TryWrite(new FileBatch());
        _reading = Task.Run(ReadAsync);
    }

    /// <summary>The batches, each valid until the next one is asked for.</summary>
    /// <exception cref="FileSourceException">As <see cref="FileSource.TryRead"/>.</exception>
    public async IAsyncEnumerable<FileBatch> BatchesAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var batch in _full.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            // A queue holds many small batches: an interruption should not wait for them.
            cancellationToken.ThrowIfCancellationRequested();
            yield return batch;
            await _free.Writer.WriteAsync(batch, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _reading.ConfigureAwait(false);
        _stop.Dispose();
    }

    // Whatever goes wrong is told to who takes the batches, after those that went well.
    private async Task ReadAsync()
    {
        try
        {
            FileBatch batch;
            do
            {
                batch = await _free.Reader.ReadAsync(_stop.Token).ConfigureAwait(false);
                if (!_source.TryRead(batch)) break;
            }
            while (_full.Writer.TryWrite(batch));
            _full.Writer.Complete();
        }
        catch (Exception exception)
        {
            _full.Writer.Complete(exception);
        }
    }

    private static BoundedChannelOptions OneToOne() => new(Limits.BatchesReadAhead)
    {
        SingleReader = true,
        SingleWriter = true,
        AllowSynchronousContinuations = false,
    };
}
