using LoopWorker.Queues.Tests.Contract;

namespace LoopWorker.EndToEndTests.Queues.Contract;

internal static class LocalAwsSqsLacks
{
    public static IReadOnlyList<Lack> All { get; } =
    [
        new(
            "lets a FIFO group go on while its head is in flight.",
            nameof(FifoContract.A_group_waits_while_one_of_its_messages_is_in_flight_and_others_go_on),
            nameof(FifoContract.A_message_sent_to_a_group_in_flight_waits_too),
            nameof(FifoContract.A_head_that_is_visible_again_waits_for_those_received_with_it)
        ),
        new(
            "forgets a deduplication id when its message is deleted, where SQS keeps it for five minutes.",
            nameof(FifoContract.A_repeated_deduplication_id_is_accepted_and_dropped)
        ),
        new(
            "lengthens its sequence numbers as they grow, so that they do not sort as text.",
            nameof(FifoContract.Sequence_numbers_grow)
        ),
        new(
            "names another error where a message of a FIFO queue has no group.",
            nameof(FifoContract.A_message_without_a_group_is_refused)
        ),
        new(
            "counts a change of visibility as a receive.",
            nameof(VisibilityContract.Zero_makes_a_message_visible_at_once),
            nameof(RedriveContract.Up_to_the_last_receive_a_message_stays)
        ),
        new(
            "gives a dead letter a new time of sending, and counts a change of visibility as a receive.",
            nameof(RedriveContract.A_message_received_too_often_moves_to_the_dead_letter_queue_as_it_was)
        ),
        new(
            "hides a message again that is no longer in flight.",
            nameof(VisibilityContract.What_is_no_longer_in_flight_cannot_be_hidden)
        ),
        new(
            "counts messages in flight among the visible ones too.",
            nameof(DepthContract.Visible_in_flight_and_delayed_messages_are_counted_apart),
            nameof(SendingContract.A_delayed_message_comes_when_its_delay_is_over)
        ),
        new(
            "does not move what has been received often enough before its queue got a redrive policy.",
            nameof(ChangingContract.Messages_that_are_there_already_move_by_the_new_policy)
        ),
        new("purges a queue only after a minute.", nameof(DepthContract.A_purge_leaves_nothing)),
        new(
            "takes characters that XML does not have.",
            nameof(LimitContract.Characters_outside_of_xml_are_refused),
            nameof(SendingContract.A_batch_is_answered_entry_by_entry_in_the_order_of_the_request)
        ),
        new(
            "measures messages in characters, where SQS counts bytes.",
            nameof(LimitContract.The_largest_message_passes_and_one_byte_more_is_refused)
        ),
        new(
            "takes names of attributes whatever characters they hold.",
            nameof(LimitContract.Attribute_names_that_SQS_does_not_take_are_refused)
        )
        {
            Arguments = ["with space", "sch\u00F6n"],
        },
    ];
}
