using StreamEngine.Core.Tasks;
using StreamEngine.Core.Time;
using StreamEngine.Runtime.Recovery;

namespace StreamEngine.Runtime.Tasks;

/// <summary>The policy that the worker was started with, as an input of the task.</summary>
internal sealed partial class TaskRunner
{
    /// <summary>
    /// Takes the policy in, if it is another than the one in force: the first step after what was restored, so that it
    /// stands in the journal before anything that is decided by it. False where it is refused: the task is parked.
    /// </summary>
    private async ValueTask<bool> AdoptPolicyAsync()
    {
        var core = Core!;
        var document = _options.Policy;
        if (document.IsEmpty || core.Pipeline is not ITaskPolicies policies) return true;
        try
        {
            if (policies.IsInForce(document)) return true;
            await core.CatchUpAsync().ConfigureAwait(false);
            Touch();
            _draft.Steps.AddPolicy(document.Span);
            core.Adopt(document);
        }
        catch (FormatException refusal)
        {
            await ParkAsync(RestoreRefusedException.OfPolicy(Partition, refusal).Message, EventTime.Max)
                .ConfigureAwait(false);
            return false;
        }

        _observer.PolicyAdopted(Partition, policies.InForce!);
        return true;
    }
}
