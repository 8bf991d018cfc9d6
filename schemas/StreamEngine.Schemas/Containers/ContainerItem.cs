using StreamEngine.Schemas.Events;
using StreamEngine.Schemas.Reading;

namespace StreamEngine.Schemas.Containers;

/// <summary>One event of an object container file, or what is wrong with the file there.</summary>
/// <param name="Event">The event, reused for the next one; null for a fault.</param>
/// <param name="Fault">Why nothing can be read here; its position counts from the start of the block.</param>
/// <param name="RecordsLost">
/// How many records the fault costs: this one and those after it in its block, whose bounds nobody knows. 0 where
/// that is not known either, because the file is broken between records.
/// </param>
/// <param name="Bytes">
/// The unreadable bytes, from the bad record to the end of its block; valid until the next item.
/// </param>
public readonly record struct ContainerItem(
    EventData? Event, DecodeResult Fault, int RecordsLost, ReadOnlyMemory<byte> Bytes);
