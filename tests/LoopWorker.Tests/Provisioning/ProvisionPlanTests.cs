using LoopWorker.Configuration;
using LoopWorker.Provisioning;
using LoopWorker.Queues;
using LoopWorker.Tests.Support;

namespace LoopWorker.Tests.Provisioning;

public sealed class ProvisionPlanTests
{
    private static readonly Blueprint Wanted = Blueprint.Of(Settings.Default());

    [Fact]
    public void Where_nothing_is_all_is_made_and_a_dead_letter_queue_before_its_source()
    {
        var plan = ProvisionPlan.Of(Wanted, new Found(null, new Dictionary<string, QueueDefinition>()));
        Assert.Empty(plan.Mismatches);
        Assert.Equal(
            [
                "create the standard queue loop-events-dlq",
                "create the standard queue loop-events",
                "create the standard queue loop-notifications",
                "create the table loop-agent-state",
                "enable time to live on the table loop-agent-state, attribute ttl",
                "enable point-in-time recovery of the table loop-agent-state",
            ],
            plan.Steps.Select(step => step.ToString().Split(':')[0])
        );
    }

    [Fact]
    public void A_routing_queue_is_made_with_high_throughput_and_a_dead_letter_queue_that_keeps_longer()
    {
        var wanted = Blueprint.Of(Settings.Routed());
        var plan = ProvisionPlan.Of(wanted, Everything());
        Assert.Empty(plan.Mismatches);
        Assert.Equal(
            [
                "create the FIFO queue routing-dlq.fifo: visibility timeout 00:00:30, retention 14.00:00:00",
                "create the FIFO queue routing.fifo: visibility timeout 00:00:30, retention 4.00:00:00, high throughput, dead letters to routing-dlq.fifo after 5 receives",
            ],
            plan.Steps.Select(step => step.ToString())
        );
    }

    [Fact]
    public void A_routing_queue_without_high_throughput_is_to_get_it()
    {
        var wanted = Blueprint.Of(Settings.Routed());
        var without = wanted.Routing!.Queue with { HighThroughput = false };
        var plan = ProvisionPlan.Of(wanted, FoundState.With(FoundState.Of(wanted), without));
        var change = Assert.Single(plan.Changes);
        Assert.Equal(new QueueChange("routing.fifo") { HighThroughput = true }, change.Change);
        Assert.Equal(
            "change the queue routing.fifo: throughput mode from standard to high throughput",
            change.ToString()
        );
    }

    [Fact]
    public void Where_all_is_as_asked_for_nothing_is_done()
    {
        var plan = ProvisionPlan.Of(Wanted, Everything());
        Assert.Empty(plan.Steps);
        Assert.Empty(plan.Mismatches);
    }

    [Fact]
    public void What_a_table_lacks_is_added()
    {
        var found = Everything();
        var plan = ProvisionPlan.Of(
            Wanted,
            found with
            {
                Table = found.Table! with { TimeToLiveAttribute = null, PointInTimeRecovery = false },
            }
        );
        Assert.Equal(
            [typeof(ProvisionStep.EnableTimeToLive), typeof(ProvisionStep.EnablePointInTimeRecovery)],
            plan.Steps.Select(step => step.GetType())
        );
    }

    [Fact]
    public void Recovery_that_the_endpoint_does_not_know_or_that_is_not_wanted_is_left_alone()
    {
        var found = Everything();
        var unknown = found with { Table = found.Table! with { PointInTimeRecovery = null } };
        var off = found with { Table = found.Table! with { PointInTimeRecovery = false } };
        Assert.Empty(ProvisionPlan.Of(Wanted, unknown).Steps);
        Assert.Empty(ProvisionPlan.Of(Wanted with { PointInTimeRecovery = false }, off).Steps);
    }

    [Fact]
    public void Every_setting_of_a_queue_that_differs_is_a_change_of_its_own_with_both_values()
    {
        var queue = Wanted.Sources[0].Queue;
        var other = queue with
        {
            VisibilityTimeout = TimeSpan.FromMinutes(2),
            Retention = TimeSpan.FromDays(2),
            Redrive = new RedrivePolicy("elsewhere", 3),
        };
        var plan = ProvisionPlan.Of(Wanted, FoundState.With(Everything(), other));
        Assert.Empty(plan.Mismatches);
        Assert.Equal(
            [
                "change the queue loop-events: retention from 2.00:00:00 to 4.00:00:00",
                "change the queue loop-events: visibility timeout from 00:02:00 to 00:00:30",
                "change the queue loop-events: redrive policy from elsewhere after 3 receives to loop-events-dlq after 5 receives",
            ],
            plan.Steps.Select(step => step.ToString())
        );
        Assert.Equal(queue, plan.Changes.Aggregate(other, (found, step) => step.Change.ApplyTo(found)));
    }

    [Fact]
    public void A_count_of_receives_that_differs_alone_is_a_change_of_the_policy()
    {
        var queue = Wanted.Sources[0].Queue;
        var other = queue with { Redrive = queue.Redrive! with { MaxReceiveCount = 7 } };
        Assert.Equal(
            "change the queue loop-events: redrive policy from loop-events-dlq after 7 receives to loop-events-dlq after 5 receives",
            Assert.Single(ProvisionPlan.Of(Wanted, FoundState.With(Everything(), other)).Steps).ToString()
        );
    }

    [Fact]
    public void A_queue_that_a_changed_policy_names_is_made_before()
    {
        var (queue, letters) = (Wanted.Sources[0].Queue, Wanted.Sources[0].DeadLetters);
        var found = FoundState.With(Everything(), queue with { Redrive = null });
        var plan = ProvisionPlan.Of(Wanted, FoundState.Without(found, letters.Name));
        Assert.Collection(
            plan.Steps,
            step => Assert.Equal(letters, Assert.IsType<ProvisionStep.CreateQueue>(step).Queue),
            step =>
                Assert.Equal(
                    "change the queue loop-events: redrive policy from none to loop-events-dlq after 5 receives",
                    step.ToString()
                )
        );
    }

    [Fact]
    public void A_shorter_retention_says_that_it_deletes_messages()
    {
        var longer = Wanted.Notifications with { Retention = TimeSpan.FromDays(14) };
        Assert.Equal(
            "change the queue loop-notifications: retention from 14.00:00:00 to 4.00:00:00, which deletes what is older",
            Assert.Single(ProvisionPlan.Of(Wanted, FoundState.With(Everything(), longer)).Steps).ToString()
        );
    }

    [Fact]
    public void Changes_are_made_only_if_they_are_asked_for_and_all_can_be_made()
    {
        var drift = FoundState.With(Everything(), Wanted.Notifications with { Retention = TimeSpan.FromDays(1) });
        var otherKeys = drift with { Table = drift.Table! with { Keys = [drift.Table.Keys[0]] } };
        var missing = new Found(null, new Dictionary<string, QueueDefinition>());
        Assert.Multiple(
            () => Assert.True(ProvisionPlan.Of(Wanted, drift).IsRefused(apply: false)),
            () => Assert.False(ProvisionPlan.Of(Wanted, drift).IsRefused(apply: true)),
            () => Assert.True(ProvisionPlan.Of(Wanted, otherKeys).IsRefused(apply: true)),
            () => Assert.False(ProvisionPlan.Of(Wanted, missing).IsRefused(apply: false)),
            () => Assert.False(ProvisionPlan.Of(Wanted, Everything()).IsRefused(apply: false))
        );
    }

    [Fact]
    public void What_no_setting_names_may_be_otherwise()
    {
        var (source, letters) = (Wanted.Sources[0].Queue, Wanted.Sources[0].DeadLetters);
        var found = FoundState.With(
            FoundState.With(
                FoundState.With(
                    Everything(),
                    source with
                    {
                        MaximumMessageBytes = 262_144,
                        Delay = TimeSpan.FromSeconds(5),
                        HighThroughput = true,
                        ContentBasedDeduplication = true,
                    }
                ),
                letters with
                {
                    VisibilityTimeout = TimeSpan.FromMinutes(5),
                }
            ),
            Wanted.Notifications with
            {
                VisibilityTimeout = TimeSpan.FromMinutes(5),
                Redrive = new RedrivePolicy("notifications-dlq", 3),
            }
        );
        Assert.Empty(ProvisionPlan.Of(Wanted, found).Steps);
    }

    [Fact]
    public void A_retention_that_the_settings_name_is_compared_of_every_queue() =>
        Assert.All(
            Wanted.Queues,
            queue =>
                Assert.Equal(
                    new QueueChange(queue.Name) { Retention = queue.Retention },
                    Assert
                        .Single(
                            ProvisionPlan
                                .Of(
                                    Wanted,
                                    FoundState.With(Everything(), queue with { Retention = TimeSpan.FromDays(1) })
                                )
                                .Changes
                        )
                        .Change
                )
        );

    [Fact]
    public void A_table_with_other_keys_index_or_time_to_live_is_a_mismatch()
    {
        var found = Everything();
        var table = found.Table!;
        var other = table with
        {
            Keys = [table.Keys[0] with { Type = "N" }, table.Keys[1]],
            Indexes = [table.Indexes[0] with { Included = ["user_pubkey"] }],
            TimeToLiveAttribute = "expires_at",
        };
        var mismatches = ProvisionPlan.Of(Wanted, found with { Table = other }).Mismatches;
        Assert.Equal(3, mismatches.Count);
        Assert.Contains(
            "the keys pk (HASH, N), sk (RANGE, S), but the worker needs pk (HASH, S), sk (RANGE, S)",
            mismatches[0],
            StringComparison.Ordinal
        );
        Assert.Contains("lacks the attributes card_last4, linked_at", mismatches[1], StringComparison.Ordinal);
        Assert.Contains(
            "time to live on 'expires_at', but the items have it in 'ttl'",
            mismatches[2],
            StringComparison.Ordinal
        );
    }

    private static Found Everything() => FoundState.Of(Wanted);
}
