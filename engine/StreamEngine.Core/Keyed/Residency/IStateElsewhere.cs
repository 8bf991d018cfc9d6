using StreamEngine.Core.Hashing;

namespace StreamEngine.Core.Keyed.Residency;

/// <summary>What a process has to know of keys that are not in memory.</summary>
internal interface IStateElsewhere
{
    /// <summary>The earliest due time of a key outside memory; Max where there is none. May be too early.</summary>
    long NextDue { get; }

    /// <summary>Throws where the key may have a state outside memory: a new one would lose it.</summary>
    void RequireAbsent(Hash128 id);

    /// <summary>Throws where a timer of a key outside memory is due before that time.</summary>
    void RequireSettled(long watermark);

    /// <summary>The key has no state any more.</summary>
    void Forget(Hash128 id);
}
