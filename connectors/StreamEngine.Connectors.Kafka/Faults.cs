using Confluent.Kafka;
using StreamEngine.Core.Log;

namespace StreamEngine.Connectors.Kafka;

/// <summary>librdkafka's errors as faults of the seam.</summary>
internal static class Faults
{
    public static LogFault Of(Error error, LogPartition? partition = null) =>
        new(KindOf(error.Code), (int)error.Code, error.Reason) { Partition = partition, IsFatal = error.IsFatal };

    public static LogFault Of(ErrorCode code, string message, LogPartition? partition = null) =>
        new(KindOf(code), (int)code, message) { Partition = partition };

    public static LogFaultKind KindOf(ErrorCode code) => code switch
    {
        ErrorCode.Local_Transport or ErrorCode.Local_AllBrokersDown
            or ErrorCode.Local_Resolve or ErrorCode.Local_TimedOut
            or ErrorCode.Local_TimedOutQueue or ErrorCode.Local_MsgTimedOut or ErrorCode.Local_WaitCoord
            or ErrorCode.RequestTimedOut or ErrorCode.NetworkException or ErrorCode.BrokerNotAvailable
            or ErrorCode.LeaderNotAvailable or ErrorCode.NotLeaderForPartition or ErrorCode.FencedLeaderEpoch
            or ErrorCode.UnknownLeaderEpoch or ErrorCode.OffsetNotAvailable or ErrorCode.KafkaStorageError
            or ErrorCode.ReplicaNotAvailable or ErrorCode.GroupCoordinatorNotAvailable
            or ErrorCode.NotCoordinatorForGroup or ErrorCode.GroupLoadInProgress or ErrorCode.NotEnoughReplicas
            or ErrorCode.NotEnoughReplicasAfterAppend => LogFaultKind.Unreachable,
        ErrorCode.OffsetOutOfRange or ErrorCode.Local_AutoOffsetReset or ErrorCode.Local_NoOffset =>
            LogFaultKind.OffsetOutOfRange,
        ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownTopic or ErrorCode.Local_UnknownPartition
            or ErrorCode.UnknownTopicId or ErrorCode.Local_NoEnt or ErrorCode.TopicException =>
                LogFaultKind.UnknownTopic,
        ErrorCode.Local_Authentication or ErrorCode.SaslAuthenticationFailed or ErrorCode.Local_Ssl
            or ErrorCode.TopicAuthorizationFailed or ErrorCode.GroupAuthorizationFailed
            or ErrorCode.ClusterAuthorizationFailed or ErrorCode.TransactionalIdAuthorizationFailed
            or ErrorCode.UnsupportedSaslMechanism => LogFaultKind.Unauthorized,
        ErrorCode.UnknownMemberId or ErrorCode.IllegalGeneration or ErrorCode.RebalanceInProgress
            or ErrorCode.StaleMemberEpoch or ErrorCode.FencedMemberEpoch or ErrorCode.FencedInstanceId
            or ErrorCode.UnreleasedInstanceId or ErrorCode.Local_AssignmentLost => LogFaultKind.StaleMembership,
        ErrorCode.Local_Fenced or ErrorCode.InvalidProducerEpoch or ErrorCode.ProducerFenced
            or ErrorCode.InvalidProducerIdMapping or ErrorCode.UnknownProducerId => LogFaultKind.ProducerFenced,
        ErrorCode.TopicAlreadyExists => LogFaultKind.AlreadyExists,
        ErrorCode.Local_MaxPollExceeded => LogFaultKind.PollOverdue,
        ErrorCode.MsgSizeTooLarge or ErrorCode.InvalidMsgSize or ErrorCode.InvalidTimestamp or ErrorCode.InvalidRecord
            or ErrorCode.RecordListTooLarge => LogFaultKind.RecordRefused,
        ErrorCode.Local_QueueFull => LogFaultKind.QueueFull,
        ErrorCode.Local_BadMsg or ErrorCode.Local_BadCompression or ErrorCode.InvalidMsg => LogFaultKind.Corrupt,
        ErrorCode.Local_InvalidArg or ErrorCode.InvalidTransactionTimeout or ErrorCode.UnsupportedAssignor
            or ErrorCode.InconsistentGroupProtocol or ErrorCode.UnsupportedVersion
            or ErrorCode.Local_UnsupportedFeature => LogFaultKind.Configuration,
        _ => LogFaultKind.Other,
    };
}
