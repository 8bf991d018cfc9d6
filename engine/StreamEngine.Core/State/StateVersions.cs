namespace StreamEngine.Core.State;

/// <summary>Turns the bytes of a record of one version into those of the next.</summary>
public delegate byte[] StateUpcaster(ReadOnlySpan<byte> older);

/// <summary>
/// The versions of one kind of record: its first byte. A record of an older version is brought up step by step; one
/// of an unknown version is refused, because guessing would lose state in silence.
/// </summary>
public sealed class StateVersions
{
    private readonly string _kind;
    private readonly IReadOnlyDictionary<byte, StateUpcaster> _upcasters;

    /// <param name="kind">What the records are, for people.</param>
    /// <param name="current">The version that is written.</param>
    /// <param name="upcasters">By the version that each takes.</param>
    public StateVersions(string kind, byte current, IReadOnlyDictionary<byte, StateUpcaster>? upcasters = null)
    {
        (_kind, Current) = (kind, current);
        _upcasters = upcasters ?? new Dictionary<byte, StateUpcaster>();
    }

    /// <summary>The version that is written.</summary>
    public byte Current { get; }

    /// <summary>The record as one of the current version.</summary>
    /// <exception cref="StateFormatException">The record is empty or of a version that is not known.</exception>
    public ReadOnlySpan<byte> BringUp(ReadOnlySpan<byte> record)
    {
        while (true)
        {
            if (record.IsEmpty) throw new StateFormatException($"a record of {_kind} is empty");
            var version = record[0];
            if (version == Current) return record;
            if (!_upcasters.TryGetValue(version, out var upcaster))
                throw new StateFormatException(
                    $"a record of {_kind} has version {version}; this program knows versions up to {Current}");
            var next = upcaster(record);
            if (next.Length == 0 || next[0] <= version)
                throw new StateFormatException($"the upcaster of {_kind} from version {version} does not bring it up");
            record = next;
        }
    }
}
