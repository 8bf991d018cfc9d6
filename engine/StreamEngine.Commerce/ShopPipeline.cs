using System.Reactive.Linq;
using StreamEngine.Commerce.Abandonment;
using StreamEngine.Commerce.Carts;
using StreamEngine.Commerce.Customers;
using StreamEngine.Commerce.Events;
using StreamEngine.Commerce.Governance;
using StreamEngine.Commerce.Kpis;
using StreamEngine.Commerce.Kpis.Live;
using StreamEngine.Commerce.Outputs;
using StreamEngine.Commerce.Persistence;
using StreamEngine.Commerce.Policies;
using StreamEngine.Commerce.Sessions;
using StreamEngine.Commerce.Tracing;
using StreamEngine.Core.Keyed;
using StreamEngine.Core.Operators.Absence;
using StreamEngine.Core.Operators.SessionWindow;
using StreamEngine.Core.Operators.TumblingAggregate;
using StreamEngine.Core.Tasks;
using StreamEngine.Core.Time;

namespace StreamEngine.Commerce;

/// <summary>
/// The shop's pipeline: events of customers in, sessions, triggers, decisions and figures out. Wired once, hot; the
/// same for the worker, the replay of files, the simulator and the benchmarks.
/// </summary>
public sealed class ShopPipeline : IDisposable
{
    // Timers of equal due time: candidates are judged first, then carts expire, then sessions close.
    private const int CandidatesFirst = 10, ThenCarts = 20, ThenSessions = 30;

    private readonly Governor _governor;
    private readonly BreakdownLimit _breakdowns;
    private FigurePublisher? _publisher;

    /// <summary>Wires the pipeline.</summary>
    /// <param name="policy">What the business decides; validated before.</param>
    /// <param name="time">Lateness and the rest.</param>
    /// <param name="output">Receives what is published.</param>
    /// <param name="trace">Watches; null: nobody does.</param>
    public ShopPipeline(ShopPolicy policy, ShopTime time, IShopOutput output, IShopTrace? trace = null)
    {
        var texts = new TextPool();
        var origins = new Origins(texts);
        var rings = new RingMemory();
        var policies = Policies = new PolicyHistory(policy);
        Codec = new CustomerCodec(texts, policies);
        var calendar = Calendar = new Calendar(policy.TimeZone);
        Process = new KeyedProcess<Customer, ShopEvent>(
            new CustomerLogic(policies, texts, time.VisitorLifetimeMs), time.ToKeyedOptions(policy),
            () => new ShopEvent());
        var scope = Process.Scope;
        _governor = new Governor(scope, policies);
        var signals = new AbandonmentSignals(scope, policies);
        var publisher = new TriggerPublisher(Process, policies, _governor, texts, output);
        var sessionPublisher = new SessionPublisher(scope, output);
        var figures = new FigureBookings(scope, policy, calendar);

        if (trace is not null) Process.Events.Subscribe(next => trace.OnEvent(scope, next));

        // The order of subscription is the order in which each event is looked at: who the customer is, the session,
        // the carts, the order book, and what that means for candidates.
        Process.Events.Subscribe(next =>
        {
            ProfileRules.Apply(scope.State.Fold, next, texts);
            signals.OnEvent(next);
            publisher.OnEvent(next);
        });

        var sessions = Process.Events.Where(SessionRules.Extends).SessionWindow(
            Process, customer => ref customer.Fold.Session,
            new SessionWindowOptions(policy.Session.GapMs, policy.Session.CapMs),
            (ref SessionSlot<SessionFacts> session, ShopEvent next) =>
                SessionRules.Accumulate(ref session, next, scope.State, policies.At(next.Time), texts, origins, rings),
            ThenSessions);
        sessions.Subscribe(element => BotRules.Apply(element, scope.State, policy));
        sessions.Subscribe(element => SessionRules.Release(element, scope.State, rings));
        if (trace is not null) sessions.Subscribe(element => trace.OnSession(scope, element));
        sessions.Subscribe(sessionPublisher.OnSession);
        sessions.Subscribe(figures.OnSession);
        sessions.Subscribe(signals.OnSession);

        var carts = new CartOperator(Process.Events, scope, policies, texts);
        Process.Register(carts, ThenCarts);
        if (trace is not null) carts.Subscribe(fact => trace.OnCart(scope, fact));
        carts.Subscribe(figures.OnCart);
        carts.Subscribe(signals.OnCart);

        var orders = new OrderBookings(Process.Events, scope, policy, calendar, texts, origins);
        if (trace is not null) signals.Subscribe(signal => trace.OnSignal(scope, signal));
        Process.Events.Subscribe(next =>
        {
            signals.AfterEvent(next);
            publisher.AfterEvent();
        });

        var decisions = signals.Absence(
            Process, customer => ref customer.Fold.Absence, customer => ref customer.Decisions, policies.KindsAt,
            _governor.Judge,
            candidate => CheckoutRules.AfterLastStep(candidate, scope.State), CandidatesFirst);
        decisions.Subscribe(publisher.OnDecision);
        decisions.Subscribe(figures.OnDecision);
        if (trace is not null) Process.Events.Subscribe(next => trace.AfterEvent(scope, next));
        Process.Corrected.Subscribe(correction => sessionPublisher.PublishDifferences(correction.State));

        Totals = new TumblingTotals<FigureKey>(FigureWindows.Options(calendar, policy, time.AllowedLatenessMs));
        // The result is the published windows, of which there are none here: the totals are what counts.
        _breakdowns = new BreakdownLimit([figures, orders], Totals, calendar, policy.Kpis.BreakdownValues);
        _ = _breakdowns.TumblingAggregate(Totals, Observable.Never<long>());
    }

    /// <summary>The keyed process: where events go in and time moves on.</summary>
    public KeyedProcess<Customer, ShopEvent> Process { get; }

    /// <summary>Writes and reads the state of customers.</summary>
    internal CustomerCodec Codec { get; }

    /// <summary>The policy and its earlier versions.</summary>
    public PolicyHistory Policies { get; }

    /// <summary>The figures of this task's customers.</summary>
    public TumblingTotals<FigureKey> Totals { get; }

    /// <summary>The windows of the policy's time zone.</summary>
    internal Calendar Calendar { get; }

    /// <summary>Has the task's shares of figures published as time moves on.</summary>
    internal void PublishFigures(FigureRouting routing, ShopTime time, OutputBatch outputs, FigurePartialCodec codec) =>
        _publisher = new FigurePublisher(
            Totals, _breakdowns, Calendar, routing, FigureWindows.RetentionMs(time.AllowedLatenessMs), outputs, codec);

    /// <summary>Publishes the figures; null where nobody merges them while the task runs.</summary>
    internal FigurePublisher? Publisher => _publisher;

    /// <summary>To be called when the totals were put back: what follows from them is made anew.</summary>
    internal void FiguresRestored()
    {
        foreach (var (key, window, _) in Totals.All()) _breakdowns.Restore(key, window.Start);
        _publisher?.Restore();
    }

    /// <summary>
    /// Moves on to the watermark; on the way, figures are published at each point in event time that has some to say.
    /// </summary>
    public void AdvanceTo(long watermark)
    {
        if (_publisher is null || watermark <= Process.Position)
        {
            Process.AdvanceTo(watermark);
            return;
        }

        while (_publisher.NextPoint(Process, watermark) is { } point)
        {
            Process.AdvanceTo(point);
            _publisher.PublishAt(point, drains: watermark == EventTime.Max);
        }

        Process.AdvanceTo(watermark);
        if (watermark == EventTime.Max) _publisher.PublishAt(watermark, drains: true);
    }

    /// <summary>The earliest due timer, or point at which figures are published; Max where there is none.</summary>
    public long NextDue => _publisher is null
        ? Process.NextDue
        : Math.Min(Process.NextDue, _publisher.NextDue(Process.Position));

    /// <summary>Tells the wall clock, for the rule about stale candidates.</summary>
    public void Tick(long now) => _governor.WallClock = now;

    /// <inheritdoc/>
    public void Dispose() => Process.Dispose();
}
