using LoopWorker.Loop.Storage;
using LoopWorker.Simulation.Mutations;
using LoopWorker.Tables.Conditions;
using LoopWorker.Tables.Requests;

namespace LoopWorker.Simulation;

/// <summary>Each rule, broken on purpose, is found out within 2 000 seeds: what these do not find, seeds prove nothing about.</summary>
public sealed class MutationTests(ITestOutputHelper output)
{
    private const int Seeds = 2_000;

    [Fact]
    public void A_context_without_its_version_condition() =>
        IsFound(new OtherCondition(IsContext, put => put with { Condition = null }));

    [Fact]
    public void A_marker_without_its_condition() =>
        IsFound(new OtherCondition(IsMarker, put => put with { Condition = null }));

    [Fact]
    public void A_marker_outside_the_transaction() => IsFound(new OutsideTheTransaction(IsMarker));

    [Fact]
    public void A_capture_outside_the_transaction() => IsFound(new OutsideTheTransaction(IsCapture));

    [Fact]
    public void A_message_settled_before_its_user_is_told() => IsFound(new SettledBeforeTold());

    [Fact]
    public void A_marker_that_says_notified_before_the_send() => IsFound(new NotifiedBeforeTheSend());

    [Fact]
    public void A_cancelled_groups_other_users_forgotten() => IsFound(new OthersForgotten());

    [Fact]
    public void Expired_markers_taken_for_live_ones() =>
        IsFound(new OtherCondition(IsMarker, put => put with { Condition = Condition.NoItem }));

    [Fact]
    public void Messages_that_were_not_begun_not_given_back() => IsFound(new NothingGivenBack());

    [Fact]
    public void A_lost_lease_ignored() => IsFound(new LostLeaseIgnored());

    [Fact]
    public void A_location_outside_the_transaction() => IsFound(new OutsideTheTransaction(IsLocation));

    [Fact]
    public void The_crossings_that_led_to_a_location_forgotten() => IsFound(new CrossingsForgotten());

    [Fact]
    public void A_capture_written_over_an_agents() =>
        IsFound(new OtherCondition(IsCapture, put => put with { Condition = null }));

    [Fact]
    public void A_groups_order_forgotten() => IsFound(new GroupsForgotten());

    [Fact]
    public void A_message_deleted_whose_dead_letter_was_not_accepted() => IsFound(new DeadLettersUnread());

    [Fact]
    public void A_last_receive_taken_for_one_of_many() => IsFound(new ReceivesMiscounted());

    [Fact]
    public void A_group_that_copies_lose() => IsFound(new GroupsOfCopiesForgotten());

    [Fact]
    public void A_purchase_parked_whose_card_is_linked() => IsFound(new LinkNotLookedAt());

    [Fact]
    public void A_message_deleted_before_the_routing_queue_has_it() => IsFound(new DeletedBeforeRouted());

    [Fact]
    public void A_routing_queue_grouped_by_something_else_than_the_user() => IsFound(OtherRouting.ByMessage);

    [Fact]
    public void A_deduplication_id_that_swallows_a_replay_or_a_conflict() => IsFound(OtherRouting.OncePerEvent);

    [Fact]
    public void A_notification_whose_id_no_FIFO_queue_takes() => IsFound(new NotificationsDeduplicatedByTheirIds());

    [Fact]
    public void A_lost_permission_not_waited_for() => IsFound(new DenialsNotWaitedFor());

    [Fact]
    public void Notifications_that_are_away_not_waited_for() => IsFound(new NotificationsNotWaitedFor());

    [Fact]
    public void What_another_is_about_to_send_sent_at_once() => IsFound(new MarkersTakenForOld());

    [Fact]
    public void A_capture_counted_again() => IsFound(new CountedAnyway());

    [Fact]
    public void A_capture_counted_apart_from_its_marker() => IsFound(new CountedApart());

    [Fact]
    public void A_capture_taken_for_counted() => IsFound(new CountForgotten());

    private void IsFound(Mutation mutation)
    {
        for (var seed = 1; seed <= Seeds; seed++)
            if (SimulationRun.Run(seed, mutation) is { Violation: { } violation })
            {
                output.WriteLine($"Seed {seed}: {violation}");
                return;
            }
        Assert.Fail($"{Seeds} seeds have not found it.");
    }

    private static bool IsContext(Write write) => write.Key.Sort == "CONTEXT";

    private static bool IsLocation(Write write) => write.Key.Sort == "LOCATION";

    private static bool IsMarker(Write write) => write.Key.Sort == "PROCESSED";

    private static bool IsCapture(Write write) => CaptureItems.SecondOf(write.Key) is not null;
}
