using StreamEngine.Commerce.Outputs;
using StreamEngine.Core.Hashing;

namespace StreamEngine.Commerce.Sessions;

/// <summary>How often sessions were published, for those that were published other than once.</summary>
public sealed class SessionRevisions
{
    /// <summary>Session, its last revision, its start.</summary>
    public List<(Hash128 Id, int Revision, long Start)> Entries { get; } = [];

    /// <summary>
    /// Sessions that were published as closed and go on since a late event, as they were published last.
    /// </summary>
    public List<SessionRecord> Reopened { get; } = [];

    /// <summary>The last revision of a session that is known to have been published.</summary>
    public int Of(Hash128 id) => Entries.Find(e => e.Id == id) is { Revision: > 0 } entry ? entry.Revision : 1;

    /// <summary>True where the session is remembered.</summary>
    public bool Knows(Hash128 id) => Entries.Exists(e => e.Id == id);

    /// <summary>Remembers the last revision.</summary>
    public void Set(Hash128 id, int revision, long start)
    {
        Entries.RemoveAll(e => e.Id == id);
        Entries.Add((id, revision, start));
    }

    /// <summary>A session that may have gone on is closed again.</summary>
    public void Close(Hash128 id) => Reopened.RemoveAll(s => s.SessionId == id);

    /// <summary>Forgets sessions that no late event can reach any more.</summary>
    public void Tidy(long baseTime, long capMs)
    {
        Entries.RemoveAll(e => e.Start + capMs < baseTime);
        Reopened.RemoveAll(s => s.Start + capMs < baseTime);
    }
}
