using StreamEngine.Commerce;
using StreamEngine.Commerce.Policies;
using StreamEngine.Core.Time;
using StreamEngine.Host.Publishing;

namespace StreamEngine.Host.Tests.Publishing;

public sealed class DrainTimeTests
{
    private const long Last = 1_300_000_000_000;

    [Fact]
    public void With_the_defaults_the_expiry_of_carts_comes_last() =>
        Assert.Equal(Last + (30 * EventTime.Day) + 10_001, DrainTime.After(Last, new ShopPolicy(), new ShopTime()));

    [Fact]
    public void A_late_reminder_and_its_recovery_can_come_last()
    {
        var policy = new ShopPolicy
        {
            Abandonment = new AbandonmentPolicy
            {
                Cart = new KindPolicy { StepsMs = [EventTime.Hour, 40 * EventTime.Day] },
            },
            Governance = new GovernancePolicy { QuietHours = new QuietHoursPolicy(0, EventTime.Hour) },
        };
        var expected = Last + (30 * EventTime.Minute) + (48 * EventTime.Day) + 10_001;
        Assert.Equal(expected, DrainTime.After(Last, policy, new ShopTime()));
    }
}
