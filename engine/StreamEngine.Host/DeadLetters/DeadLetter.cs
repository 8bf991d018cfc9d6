using StreamEngine.Core.Log;
using StreamEngine.Runtime.Commit;

namespace StreamEngine.Host.DeadLetters;

/// <summary>One refused record and what became of it.</summary>
/// <param name="At">Where the letter stands.</param>
/// <param name="RefusedAt">When it was refused, ms since the epoch.</param>
/// <param name="Record">Where the record stood, and why it was refused.</param>
/// <param name="IsReturned">Whether it was sent back already.</param>
internal sealed record DeadLetter(LogPosition At, long RefusedAt, RefusedRecord Record, bool IsReturned);
