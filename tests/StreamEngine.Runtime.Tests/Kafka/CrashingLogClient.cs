using StreamEngine.Core.Log;

namespace StreamEngine.Runtime.Tests.Kafka;

/// <summary>
/// A client that throws where a process would die: nothing is aborted, nobody leaves the group, and what was open stays
/// open until somebody of the same name comes back.
/// </summary>
internal sealed class CrashingLogClient(ILogClient inner, Func<string, bool> crash) : ILogClient
{
    public ILogOffsets Offsets => inner.Offsets;

    public ITopicAdmin Topics => inner.Topics;

    public ILogConsumer CreateConsumer(IReadOnlyList<string> topics, int slot) => inner.CreateConsumer(topics, slot);

    public ITransactionalProducer CreateProducer(int slot) => new Producer(inner.CreateProducer(slot), crash);

    public ILogReader CreateReader() => inner.CreateReader();

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private sealed class Producer(ITransactionalProducer inner, Func<string, bool> crash) : ITransactionalProducer
    {
        public string TransactionalId => inner.TransactionalId;

        public ValueTask<LogResult> InitAsync(TimeSpan timeout) => inner.InitAsync(timeout);

        public ValueTask<LogResult> BeginAsync() => inner.BeginAsync();

        public async ValueTask<LogResult> AppendAsync(AppendBatch batch, TimeSpan timeout)
        {
            var result = await inner.AppendAsync(batch, timeout);
            DieAt("append");
            return result;
        }

        public async ValueTask<LogResult> SendOffsetsAsync(
            IReadOnlyList<LogPosition> next, GroupMembership membership, TimeSpan timeout)
        {
            var result = await inner.SendOffsetsAsync(next, membership, timeout);
            DieAt("offsets");
            return result;
        }

        public async ValueTask<LogResult> CommitAsync(TimeSpan timeout)
        {
            var result = await inner.CommitAsync(timeout);
            DieAt("commit");
            return result;
        }

        public ValueTask<LogResult> AbortAsync(TimeSpan timeout) => inner.AbortAsync(timeout);

        public ValueTask DisposeAsync() => inner.DisposeAsync();

        private void DieAt(string point)
        {
            if (crash(point)) throw new LogException($"The process dies at {point}.");
        }
    }
}
