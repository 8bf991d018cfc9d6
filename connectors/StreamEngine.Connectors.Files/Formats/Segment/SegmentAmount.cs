namespace StreamEngine.Connectors.Files.Formats.Segment;

/// <summary>An amount of a call; judged only where the event carries it.</summary>
/// <param name="Value">The amount; null where absent or ill.</param>
/// <param name="IsIll">True where something is stated that is not an amount.</param>
internal readonly record struct SegmentAmount(decimal? Value, bool IsIll);
