using LoopWorker.Preflight;
using LoopWorker.Provisioning;
using LoopWorker.Queues;
using LoopWorker.Tests.Support;

namespace LoopWorker.Tests.Preflight;

public sealed class PreflightRuleTests
{
    private static readonly Blueprint Wanted = Blueprint.Of(Settings.Default());
    private static readonly SourceBlueprint Source = Wanted.Sources[0];

    [Fact]
    public void What_provision_makes_of_the_default_settings_passes() =>
        Assert.All(
            QueueRules
                .Of(Source, Source.Queue, Source.DeadLetters)
                .Concat(TimeRules.Of(Settings.Default()))
                .Concat(TableRules.Of(Wanted, FoundState.Of(Wanted).Table!)),
            finding => Assert.Equal(Severity.Ok, finding.Severity)
        );

    [Fact]
    public void What_provision_makes_of_a_routing_queue_passes()
    {
        var wanted = Blueprint.Of(Settings.Routed());
        var routing = wanted.Routing!;
        Assert.All(
            QueueRules
                .Of(routing, routing.Queue, routing.DeadLetters)
                .Concat(RoutingRules.Of(routing.Queue, wanted.Sources.Select(source => source.Queue)))
                .Concat(TimeRules.Of(Settings.Routed())),
            finding => Assert.Equal(Severity.Ok, finding.Severity)
        );
    }

    [Fact]
    public void A_global_table_without_transactions_is_refused()
    {
        var table = FoundState.Of(Wanted).Table! with
        {
            Replicas = ["eu-west-1", "eu-central-1", "eu-north-1"],
            IsStronglyConsistentAcrossRegions = true,
        };
        var finding = Assert.Single(TableRules.Of(Wanted, table));
        Assert.Equal(Severity.Error, finding.Severity);
        Assert.Contains("no transactions", finding.Text, StringComparison.Ordinal);
        Assert.Single(ProvisionPlan.Of(Wanted, FoundState.Of(Wanted) with { Table = table }).Mismatches);
    }

    [Fact]
    public void A_global_table_with_eventual_consistency_is_warned_of_with_the_rule()
    {
        var table = FoundState.Of(Wanted).Table! with { Replicas = ["eu-west-1", "us-east-1"] };
        var finding = Assert.Single(TableRules.Of(Wanted, table), finding => finding.Severity != Severity.Ok);
        Assert.Equal(Severity.Warning, finding.Severity);
        Assert.Contains("(eu-west-1, us-east-1)", finding.Text, StringComparison.Ordinal);
        Assert.Contains("in one region at a time", finding.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_routing_queue_that_slows_all_replicas_down_is_warned_of()
    {
        var queue = Blueprint.Of(Settings.Routed()).Routing!.Queue with { HighThroughput = false };
        var finding = Assert.Single(RoutingRules.Of(queue, []));
        Assert.Equal((Severity.Warning, "routing.fifo"), (finding.Severity, finding.Subject));
        Assert.Contains("DeduplicationScope to messageGroup", finding.Text, StringComparison.Ordinal);
        Assert.Contains("FifoThroughputLimit to perMessageGroupId", finding.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, 0)]
    public void A_routing_queue_takes_whatever_a_source_takes(int bytes, int warnings)
    {
        var queue = Blueprint.Of(Settings.Routed()).Routing!.Queue;
        var smaller = queue with { MaximumMessageBytes = Source.Queue.MaximumMessageBytes + bytes };
        var findings = RoutingRules.Of(smaller, [Source.Queue]).Where(finding => finding.Severity == Severity.Warning);
        Assert.Equal(warnings, findings.Count());
        Assert.All(
            findings,
            finding => Assert.Contains("the source 'loop-events'", finding.Text, StringComparison.Ordinal)
        );
    }

    [Fact]
    public void A_short_time_of_the_routing_queue_is_warned_of_too()
    {
        var settings = Settings.Routed();
        settings.Routing.VisibilityTimeout = TimeSpan.FromSeconds(9);
        var finding = Assert.Single(TimeRules.Of(settings), finding => finding.Severity == Severity.Warning);
        Assert.Equal("routing.fifo", finding.Subject);
    }

    [Theory]
    [InlineData(null, 0, Severity.Error, "no redrive policy")]
    [InlineData("elsewhere", 5, Severity.Error, "names 'elsewhere', the settings name 'loop-events-dlq'")]
    [InlineData("loop-events-dlq", 4, Severity.Error, "allows 4 receives, the settings say 5")]
    [InlineData("loop-events-dlq", 6, Severity.Warning, "allows 6 receives, the worker gives up after 5")]
    [InlineData("loop-events-dlq", 5, Severity.Ok, "after 5 receives")]
    public void A_redrive_policy_leads_to_the_dead_letter_queue_of_the_settings(
        string? queue,
        int receives,
        Severity severity,
        string text
    )
    {
        var found = Source.Queue with { Redrive = queue is null ? null : new RedrivePolicy(queue, receives) };
        var finding = QueueRules.Of(Source, found, Source.DeadLetters).First();
        Assert.Equal(severity, finding.Severity);
        Assert.Contains(text, finding.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3, Severity.Error)]
    [InlineData(4, Severity.Error)]
    [InlineData(5, Severity.Ok)]
    public void A_dead_letter_queue_keeps_messages_longer_than_its_source(int days, Severity severity)
    {
        var deadLetters = Source.DeadLetters with { Retention = TimeSpan.FromDays(days) };
        Assert.Contains(
            QueueRules.Of(Source, Source.Queue, deadLetters),
            finding => finding.Subject == deadLetters.Name && finding.Severity == severity
        );
    }

    [Theory]
    [InlineData(9, 1)]
    [InlineData(10, 0)]
    public void Short_times_are_warned_of(int seconds, int warnings)
    {
        var settings = Settings.Default();
        settings.Queues.Sources[0].VisibilityTimeout = TimeSpan.FromSeconds(seconds);
        var findings = TimeRules.Of(settings).ToList();
        Assert.Equal(warnings, findings.Count(finding => finding.Severity == Severity.Warning));
        Assert.DoesNotContain(findings, finding => finding.Severity == Severity.Error);
    }

    [Fact]
    public void A_short_time_to_shut_down_is_warned_of()
    {
        var settings = Settings.Default();
        settings.ShutdownTimeout = TimeSpan.FromSeconds(19);
        var finding = Assert.Single(TimeRules.Of(settings), finding => finding.Severity == Severity.Warning);
        Assert.Equal("ShutdownTimeout", finding.Subject);
    }

    [Fact]
    public void A_queue_that_hides_messages_for_another_time_than_the_settings_say_is_warned_of()
    {
        var found = Source.Queue with { VisibilityTimeout = TimeSpan.FromMinutes(2) };
        var finding = Assert.Single(
            QueueRules.Of(Source, found, Source.DeadLetters),
            finding => finding.Severity != Severity.Ok
        );
        Assert.Equal((Severity.Warning, found.Name), (finding.Severity, finding.Subject));
        Assert.Contains("is 00:02:00, the settings say 00:00:30", finding.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, 0)]
    public void A_dead_letter_queue_takes_whatever_its_source_takes(int bytes, int warnings)
    {
        var smaller = Source.DeadLetters with { MaximumMessageBytes = Source.Queue.MaximumMessageBytes + bytes };
        Assert.Equal(
            warnings,
            QueueRules
                .Of(Source, Source.Queue, smaller)
                .Count(finding => finding.Severity == Severity.Warning && finding.Subject == smaller.Name)
        );
    }

    [Theory]
    [InlineData("ACTIVE", 0)]
    [InlineData("UPDATING", 0)]
    [InlineData("CREATING", 1)]
    [InlineData("DELETING", 1)]
    public void A_table_that_is_not_ready_forbids_a_start(string status, int errors)
    {
        var table = FoundState.Of(Wanted).Table! with { Status = status };
        Assert.Equal(errors, TableRules.Of(Wanted, table).Count(finding => finding.Severity == Severity.Error));
    }

    [Theory]
    [InlineData(true, false, 1)]
    [InlineData(true, null, 0)]
    [InlineData(false, false, 0)]
    public void A_table_that_cannot_be_restored_is_warned_of_if_it_is_to_be(bool wanted, bool? found, int warnings)
    {
        var table = FoundState.Of(Wanted).Table! with { PointInTimeRecovery = found };
        Assert.Equal(
            warnings,
            TableRules
                .Of(Wanted with { PointInTimeRecovery = wanted }, table)
                .Count(finding => finding.Severity == Severity.Warning)
        );
    }

    [Fact]
    public void A_table_whose_items_do_not_expire_forbids_a_start()
    {
        var table = FoundState.Of(Wanted).Table! with { TimeToLiveAttribute = null };
        var finding = Assert.Single(TableRules.Of(Wanted, table), finding => finding.Severity == Severity.Error);
        Assert.Contains("time to live is off", finding.Text, StringComparison.Ordinal);
    }
}
