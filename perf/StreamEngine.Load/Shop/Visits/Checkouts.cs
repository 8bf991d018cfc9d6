using StreamEngine.Schemas.Events;

namespace StreamEngine.Load.Shop.Visits;

/// <summary>From the checkout's first step to the order, or to giving up on the way.</summary>
internal static class Checkouts
{
    private const int PaymentsFailedMax = 3;

    private static readonly string[] SoftErrors = ["insufficient_funds", "3ds_timeout", "try_again_later"];
    private static readonly string[] HardErrors = ["stolen_card", "card_expired"];
    private static readonly string[] Breakdowns = ["address_invalid", "out_of_stock", "gateway_down"];
    private static readonly string[] Coupons = ["WELCOME10", "SPRING", "FREESHIP"];

    public static void Start(World world, Visit visit, EventData data)
    {
        if (!visit.LoggedIn && visit.Person.CustomerId is not null)
        {
            Customers.Identify(world, visit, data);
            return;
        }
        visit.CheckoutId = world.Random.Chance(9000) ? world.NewId('x') : null;
        Step(world, visit, data, EventType.CheckoutStart, null);
        if (world.Random.Chance(6000)) world.AllLines(visit, data);
        GoOnOrLeave(world, visit, Phase.Address, leaves: 1200);
    }

    public static void Address(World world, Visit visit, EventData data)
    {
        Step(world, visit, data, EventType.CheckoutStep, "shipping");
        if (world.Random.Chance(1000)) visit.Then(Phase.Coupon, world.Pause());
        else if (world.Random.Chance(300)) BackToTheShelves(world, visit);
        else GoOnOrLeave(world, visit, Phase.PaymentInfo, leaves: 900);
    }

    public static void Coupon(World world, Visit visit, EventData data)
    {
        Carts.Begin(world, visit, data, EventType.CouponApplied);
        data.CheckoutId = visit.CheckoutId;
        data.Coupon = visit.Code = world.Random.Pick(Coupons);
        visit.Then(Phase.PaymentInfo, world.Pause());
    }

    public static void PaymentInfo(World world, Visit visit, EventData data)
    {
        Step(world, visit, data, EventType.PaymentInfo, "payment");
        switch (world.Random.Below(1000))
        {
            case < 70:
                visit.Then(Phase.PaymentFailed, world.Random.Between(1500, 30_000));
                break;
            case < 85:
                visit.Then(Phase.CheckoutError, world.Random.Between(500, 5000));
                break;
            default:
                GoOnOrLeave(world, visit, Phase.Place, leaves: 700);
                break;
        }
    }

    public static void PaymentFailed(World world, Visit visit, EventData data)
    {
        var soft = world.Random.Chance(7500);
        Step(world, visit, data, EventType.PaymentFailed, "payment");
        data.ErrorKind = soft ? ErrorKind.Soft : ErrorKind.Hard;
        data.ErrorCode = world.Random.Pick(soft ? SoftErrors : HardErrors);
        if (soft && ++visit.PaymentsFailed < PaymentsFailedMax)
            GoOnOrLeave(world, visit, Phase.PaymentInfo, leaves: 3500);
        else
            Carts.Leave(world, visit);
    }

    public static void Error(World world, Visit visit, EventData data)
    {
        Step(world, visit, data, EventType.CheckoutError, null);
        data.ErrorKind = ErrorKind.Hard;
        data.ErrorCode = world.Random.Pick(Breakdowns);
        Carts.Leave(world, visit);
    }

    private static void Step(World world, Visit visit, EventData data, EventType type, string? step)
    {
        Carts.Begin(world, visit, data, type);
        data.CheckoutId = visit.CheckoutId;
        data.Step = step;
    }

    private static void GoOnOrLeave(World world, Visit visit, Phase next, int leaves)
    {
        if (world.Random.Chance(leaves)) Carts.Leave(world, visit);
        else visit.Then(next, world.Pause());
    }

    private static void BackToTheShelves(World world, Visit visit)
    {
        visit.StepsLeft = 3;
        visit.Then(Phase.Browse, world.Pause());
    }
}
