namespace StreamEngine.Host.Replay;

/// <summary>Told how far a replay is, after each batch.</summary>
public interface IReplayProgress
{
    /// <summary>How far the files are read and how many source records of them are taken in.</summary>
    void Report(long bytesRead, long bytesTotal, long records);
}
