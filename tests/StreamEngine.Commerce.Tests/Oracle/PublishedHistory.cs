using StreamEngine.Commerce.Outputs;
using StreamEngine.Core.Hashing;

namespace StreamEngine.Commerce.Tests.Oracle;

/// <summary>
/// Holds every record that is published against those of the same id before it: what a reader of the topics may rely
/// on, whatever the order of arrival.
/// </summary>
internal sealed class PublishedHistory : IShopOutput
{
    private readonly Dictionary<Hash128, int> _sessions = [];
    private readonly Dictionary<Hash128, TriggerRecord> _triggers = [];
    private readonly Dictionary<Hash128, string> _decisions = [];

    /// <summary>What was broken; empty where nothing was.</summary>
    public List<string> Violations { get; } = [];

    /// <summary>How many triggers were taken back, and how many recovered.</summary>
    public (int Retracted, int Recovered) Count { get; private set; }

    public void Publish(SessionRecord session)
    {
        var before = _sessions.GetValueOrDefault(session.SessionId);
        Require(session.Revision == before + 1, $"session revision {session.Revision} after {before}");
        Require(!session.IsMerged || before > 0, "a session merged away that was never published");
        Require(session.IsMerged == (session.MergedInto is not null),
            "mergedInto is stated for merged sessions, and only for them");
        Require(session.MergedInto != session.SessionId, "a session merged into itself");
        _sessions[session.SessionId] = session.Revision;
    }

    public void Publish(TriggerRecord trigger)
    {
        var before = _triggers.GetValueOrDefault(trigger.TriggerId);
        Require(trigger.Revision == (before?.Revision ?? 0) + 1,
            $"trigger revision {trigger.Revision} after {before?.Revision}");
        Require((before is null) == (trigger.Status == "fired"),
            $"{trigger.Status} after {before?.Status ?? "nothing"}");
        Require(before?.Status != "retracted", $"{trigger.Status} after retracted, which is final");
        Require(before?.Status != "recovered" || trigger.Status == "retracted", "recovered twice");
        Require((trigger.RetractedBy is not null) == (trigger.Status == "retracted"),
            "retractedBy goes with retracted");
        Require((trigger.RecoveredBy is not null) == (trigger.Status == "recovered"),
            "recoveredBy goes with recovered");
        if (before is not null)
            Require((before.FiredAt, before.DueAt, before.Value, before.PolicyVersion)
                == (trigger.FiredAt, trigger.DueAt, trigger.Value, trigger.PolicyVersion), "what fired was changed");
        Count = trigger.Status switch
        {
            "retracted" => (Count.Retracted + 1, Count.Recovered),
            "recovered" => (Count.Retracted, Count.Recovered + 1),
            _ => Count,
        };
        _triggers[trigger.TriggerId] = trigger;
    }

    public void Publish(DecisionRecord decision)
    {
        var before = _decisions.GetValueOrDefault(decision.CandidateId);
        var isFirst = decision.Outcome is "fired" or "suppressed" or "cancelled";
        Require((before is null) == isFirst, $"{decision.Outcome} after {before ?? "nothing"}");
        Require(isFirst || before is "fired" or "recovered", $"{decision.Outcome} after {before}");
        Require((decision.Rule is null) == (decision.Outcome == "fired"),
            $"{decision.Outcome} with rule {decision.Rule ?? "none"}");
        var status = _triggers.GetValueOrDefault(decision.CandidateId)?.Status;
        var isTrigger = decision.Outcome is not ("suppressed" or "cancelled");
        Require(status == (isTrigger ? decision.Outcome : null),
            $"decision {decision.Outcome} with trigger {status ?? "none"}");
        _decisions[decision.CandidateId] = decision.Outcome;
    }

    private void Require(bool holds, string otherwise)
    {
        if (!holds) Violations.Add(otherwise);
    }
}
