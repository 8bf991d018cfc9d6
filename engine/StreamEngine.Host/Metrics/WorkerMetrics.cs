using Prometheus;

namespace StreamEngine.Host.Metrics;

/// <summary>
/// Every metric of the worker: docs/contract.md, section 6, names, units and labels. Labels are names of the engine's
/// own, topics and partition numbers; never a customer or anything out of a record.
/// </summary>
public sealed class WorkerMetrics
{
    private const string Prefix = "streamengine_";

    private readonly MetricFactory _factory;
    private long _triggers, _decisions;

    /// <summary>Makes the metrics of one process, in a registry of their own.</summary>
    public WorkerMetrics()
    {
        Registry = Prometheus.Metrics.NewCustomRegistry();
        _factory = Prometheus.Metrics.WithCustomRegistry(Registry);
        RecordsRead = Counter("records_read_total", "Records read.", "topic");
        RecordsProcessed = Counter("records_processed_total", "Records processed.", "topic");
        RecordsDuplicate = Counter("records_duplicate_total", "Records whose event was processed before.", "topic");
        RecordsLate = Counter("records_late_total", "Records behind the allowed lateness.", "topic");
        RecordsFiltered = Counter("records_filtered_total", "Records left out by rule.", "topic", "reason");
        RecordsDeadLettered = Counter("records_dead_lettered_total", "Records refused.", "topic", "reason");
        LedgerImbalance = Gauge("ledger_imbalance",
            "Records read less those that ended in a column or still wait: 0, always.", "topic", "partition");
        SessionsOpen = Gauge("sessions_open", "Sessions that are open, of customers in memory.");
        SessionsClosed = Counter("sessions_closed_total", "Sessions that closed.");
        CartsOpen = Gauge("carts_open", "Carts that are open, of customers in memory.");
        TimersPending = Gauge("timers_pending", "Customers in memory for whom a timer is armed.");
        Triggers = Counter("abandonment_triggers_total", "Triggers published.", "kind", "status");
        Decisions = Counter("decisions_total", "Decisions published.", "outcome", "rule");
        KpiValue = Gauge("kpi_value", "Figures of the windows at hand.", "kpi", "grain", "view", "currency");
        WatermarkLag = Gauge("watermark_lag_seconds", "Wall clock less watermark.", "partition");
        WatermarkHeldBackBy = Gauge(
            "watermark_held_back_by", "1 for the input that holds it back.", "partition", "topic");
        InputIdle = Gauge("input_idle", "1 while the input is proven to be idle.", "topic", "partition");
        ConsumerLag = Gauge("consumer_lag_records", "Records behind the end of the partition.", "topic", "partition");
        EventToTrigger = Histogram("event_to_trigger_seconds",
            "From the watermark passing the due time to the commit of the trigger.", 0.02, 12);
        CommitSeconds = Histogram("commit_seconds", "From begin to acknowledgement of a transaction.", 0.002, 14);
        Commits = Counter("commits_total", "Transactions by how they ended.", "result");
        Aborts = Counter("aborts_total", "Transactions that did not commit, by the class of the fault.", "reason");
        SnapshotAge = Gauge("snapshot_age_seconds", "Age of the oldest last snapshot of a task.");
        SnapshotSeconds = Gauge("snapshot_seconds", "How long processing stood still for the last snapshot.");
        RestoreSeconds = Gauge("restore_seconds", "How long each phase of the last restore took.", "phase");
        RestoreRemaining = Gauge("restore_records_remaining", "Input records still to be replayed.");
        DigestMismatches = Counter("replay_digest_mismatches_total", "Replays that differed from the journal.");
        StateCustomers = Gauge("state_customers", "Customers kept, by tier.", "tier");
        StateBytes = Gauge("state_bytes", "Bytes of state, by tier.", "tier");
        ChangelogBytes = Counter("changelog_bytes_total", "Bytes written to the changelog.");
        JournalBytes = Counter("journal_bytes_total", "Bytes written to the journal.");
        InputBytes = Counter("input_bytes_total", "Bytes of records processed.", "topic");
        Tasks = Gauge("tasks", "Tasks by what they do.", "state");
        KpiTasks = Gauge("kpi_tasks", "Tasks that merge figures, by what they do.", "state");
        Rebalances = Counter("rebalances_total", "Changes of what the process owns.");
        BuildInfo = Gauge("build_info", "1, with the version.", "version", "runtime");
    }

    /// <summary>What was published, for those who do not scrape.</summary>
    public PublishedTotals Published => new(
        (long)SessionsClosed.Value, Interlocked.Read(ref _triggers), Interlocked.Read(ref _decisions));

    /// <summary>Where they are collected.</summary>
    public CollectorRegistry Registry { get; }

    public Counter RecordsRead { get; }
    public Counter RecordsProcessed { get; }
    public Counter RecordsDuplicate { get; }
    public Counter RecordsLate { get; }
    public Counter RecordsFiltered { get; }
    public Counter RecordsDeadLettered { get; }
    public Gauge LedgerImbalance { get; }
    public Gauge SessionsOpen { get; }
    public Counter SessionsClosed { get; }
    public Gauge CartsOpen { get; }
    public Gauge TimersPending { get; }
    public Counter Triggers { get; }
    public Counter Decisions { get; }
    public Gauge KpiValue { get; }
    public Gauge WatermarkLag { get; }
    public Gauge WatermarkHeldBackBy { get; }
    public Gauge InputIdle { get; }
    public Gauge ConsumerLag { get; }
    public Histogram EventToTrigger { get; }
    public Histogram CommitSeconds { get; }
    public Counter Commits { get; }
    public Counter Aborts { get; }
    public Gauge SnapshotAge { get; }
    public Gauge SnapshotSeconds { get; }
    public Gauge RestoreSeconds { get; }
    public Gauge RestoreRemaining { get; }
    public Counter DigestMismatches { get; }
    public Gauge StateCustomers { get; }
    public Gauge StateBytes { get; }
    public Counter ChangelogBytes { get; }
    public Counter JournalBytes { get; }
    public Counter InputBytes { get; }
    public Gauge Tasks { get; }
    public Gauge KpiTasks { get; }
    public Counter Rebalances { get; }
    public Gauge BuildInfo { get; }

    /// <summary>Counts published triggers.</summary>
    internal void CountTriggers(string kind, string status, long count)
    {
        Triggers.WithLabels(kind, status).Inc(count);
        Interlocked.Add(ref _triggers, count);
    }

    /// <summary>Counts published decisions.</summary>
    internal void CountDecisions(string outcome, string rule, long count)
    {
        Decisions.WithLabels(outcome, rule).Inc(count);
        Interlocked.Add(ref _decisions, count);
    }

    private Counter Counter(string name, string help, params string[] labels) =>
        _factory.CreateCounter(Prefix + name, help, labels);

    private Gauge Gauge(string name, string help, params string[] labels) =>
        _factory.CreateGauge(Prefix + name, help, labels);

    // Buckets that double: the tail matters more than the middle.
    private Histogram Histogram(string name, string help, double first, int buckets) =>
        _factory.CreateHistogram(Prefix + name, help, new HistogramConfiguration
        {
            Buckets = Prometheus.Histogram.ExponentialBuckets(first, 2, buckets),
        });
}

/// <summary>What was published and committed since the start.</summary>
/// <param name="Sessions">Sessions that closed.</param>
/// <param name="Triggers">Triggers, their retractions and recoveries.</param>
/// <param name="Decisions">Decisions.</param>
public readonly record struct PublishedTotals(long Sessions, long Triggers, long Decisions);
