using Confluent.Kafka;
using StreamEngine.Core.Log;

namespace StreamEngine.Connectors.Kafka;

/// <summary>Decides what an error of a transactional call means for the transaction. Pure.</summary>
internal static class Outcomes
{
    /// <summary>For every call but a commit or an abort.</summary>
    public static LogResult OfStep(KafkaException exception)
    {
        var fault = Faults.Of(exception.Error);
        if (OfDead(exception.Error, fault) is { } dead) return dead;
        if (exception is KafkaRetriableException || exception.Error.Code == ErrorCode.Local_TimedOut)
            return new LogResult(LogOutcome.Retriable, fault);
        return new LogResult(LogOutcome.Abortable, fault);
    }

    /// <summary>
    /// For a commit or an abort whose time is over or that cannot be tried again. Only an error that says so outright
    /// leaves the transaction uncommitted; an overdue answer leaves it open which way it went.
    /// </summary>
    public static LogResult OfEnd(KafkaException exception)
    {
        var fault = Faults.Of(exception.Error);
        if (OfDead(exception.Error, fault) is { } dead) return dead;
        if (exception is not KafkaTxnRequiresAbortException) return new LogResult(LogOutcome.Unknown, fault);
        // After a refused record the library has lost count: the producer's next transaction would be refused as well.
        return new LogResult(fault.Kind == LogFaultKind.RecordRefused ? LogOutcome.Fatal : LogOutcome.Abortable, fault);
    }

    private static LogResult? OfDead(Error error, LogFault fault)
    {
        if (fault.Kind == LogFaultKind.ProducerFenced) return new LogResult(LogOutcome.Fenced, fault);
        return error.IsFatal ? new LogResult(LogOutcome.Fatal, fault) : null;
    }
}
