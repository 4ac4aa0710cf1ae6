using LoopWorker.Queues.Tests.Contract;

namespace LoopWorker.EndToEndTests.Queues.Contract;

internal static class FauxqsLacks
{
    public static IReadOnlyList<Lack> All { get; } =
    [
        new(
            "gives one message of a FIFO group a receive, where SQS gives several.",
            nameof(FifoContract.A_group_comes_in_order_and_several_of_it_in_one_receive),
            nameof(FifoContract.A_head_that_is_visible_again_waits_for_those_received_with_it),
            nameof(FifoContract.A_failed_head_comes_back_before_the_rest_of_its_group),
            nameof(FifoContract.After_the_redrive_of_its_head_a_group_goes_on)
        ),
        new(
            "has no message move tasks.",
            nameof(MoveContract.Dead_letters_go_back_each_to_its_source_as_new_messages),
            nameof(MoveContract.Dead_letters_go_to_the_queue_that_is_named),
            nameof(MoveContract.A_moved_message_may_die_again),
            nameof(MoveContract.A_queue_that_is_no_dead_letter_queue_is_refused)
        ),
        new("drops system attributes.", nameof(SendingContract.The_trace_header_arrives_as_it_was_sent)),
        new("does not tell the source of a dead letter.", nameof(RedriveContract.A_dead_letter_tells_its_source)),
        new(
            "hides a message again that is no longer in flight.",
            nameof(VisibilityContract.What_is_no_longer_in_flight_cannot_be_hidden)
        ),
        new(
            "deletes by an invented receipt handle with success.",
            nameof(DeletingContract.An_invalid_handle_fails_its_entry_alone)
        ),
        new(
            "refuses characters above U+FFFF.",
            nameof(SendingContract.What_is_sent_is_received_with_its_body_id_and_attributes)
        ),
        new("refuses characters above U+FFFF.", nameof(LimitContract.Characters_of_xml_pass))
        {
            Arguments = ["\U00010000\U0010FFFF"],
        },
        new("takes every name of a queue.", nameof(ServiceContract.A_name_that_SQS_does_not_take_is_refused)),
        new(
            "takes a FIFO queue as the dead-letter queue of a standard one.",
            nameof(RedriveContract.A_policy_whose_dead_letter_queue_is_of_the_other_kind_is_refused)
        ),
        new(
            "drops a repeated deduplication id whatever its group, with high throughput too.",
            nameof(FifoContract.With_high_throughput_a_deduplication_id_counts_within_its_group)
        ),
        new(
            "takes ids of groups and for deduplication whatever they hold.",
            nameof(FifoContract.Ids_are_of_ascii_letters_digits_and_punctuation),
            nameof(FifoContract.Ids_have_128_characters_at_most)
        ),
        new(
            "makes FIFO queues with high throughput and does not turn it on later.",
            nameof(ChangingContract.High_throughput_can_be_turned_on_and_stays)
        ),
        new("takes empty bodies.", nameof(LimitContract.An_empty_body_is_refused)),
        new("takes any delay.", nameof(LimitContract.A_delay_of_more_than_fifteen_minutes_is_refused)),
        new(
            "takes message attributes whatever their number, names and values.",
            nameof(LimitContract.Ten_attributes_pass_and_eleven_are_refused),
            nameof(LimitContract.Attribute_names_that_SQS_does_not_take_are_refused),
            nameof(LimitContract.An_attribute_name_has_256_characters_at_most),
            nameof(LimitContract.Attributes_without_a_value_of_their_type_are_refused)
        ),
    ];
}
