using StreamEngine.Commerce.Outputs;

namespace StreamEngine.Commerce.Kpis.Live;

/// <summary>Receives the lines that the merge stage publishes.</summary>
public interface IKpiOutput
{
    /// <summary>A line that is new or says something else than its last revision.</summary>
    void Publish(KpiRecord line);

    /// <summary>A line is no more: its value is now part of the line of all others.</summary>
    /// <param name="key">As <see cref="KpiKey"/> makes it.</param>
    void Withdraw(string key);
}
