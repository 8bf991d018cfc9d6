namespace StreamEngine.Connectors.Kafka;

/// <summary>
/// Where a producer is in its life.
/// <code>
///   New ──init──▶ Ready ◀──commit, abort──┐
///    │              └──begin──▶ Open ──────┤
///    │                            └─fault─▶ Doomed ──abort──▶ Ready
///    └── any fatal, fenced or unknown outcome ──▶ Dead
/// </code>
/// </summary>
internal enum ProducerPhase
{
    New,
    Ready,
    Open,
    Doomed,
    Dead,
}
