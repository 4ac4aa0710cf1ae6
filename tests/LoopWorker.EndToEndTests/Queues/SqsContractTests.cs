using LoopWorker.EndToEndTests.Environment;
using LoopWorker.Queues.Tests.Contract;

namespace LoopWorker.EndToEndTests.Queues;

[EmulatorLacks(
    nameof(SendingContract.What_is_sent_is_received_with_its_body_id_and_attributes),
    Lacks.CharactersBeyondTheFirstPlane
)]
public sealed class SqsSendingTests() : SendingContract(new SqsEngine());

public sealed class SqsReceivingTests() : ReceivingContract(new SqsEngine());

[EmulatorLacks(nameof(VisibilityContract.What_is_no_longer_in_flight_cannot_be_hidden), Lacks.LostHandles)]
[EmulatorLacks(nameof(VisibilityContract.What_was_deleted_cannot_be_hidden), Lacks.LostHandles)]
public sealed class SqsVisibilityTests() : VisibilityContract(new SqsEngine());

[EmulatorLacks(nameof(DeletingContract.An_invalid_handle_fails_its_entry_alone), Lacks.LostHandles)]
public sealed class SqsDeletingTests() : DeletingContract(new SqsEngine());

[EmulatorLacks(
    nameof(RedriveContract.A_message_received_too_often_moves_to_the_dead_letter_queue_as_it_was),
    Lacks.SourceOfDeadLetters
)]
[EmulatorLacks(
    nameof(RedriveContract.A_policy_whose_dead_letter_queue_is_of_the_other_kind_is_refused),
    Lacks.Validation
)]
public sealed class SqsRedriveTests() : RedriveContract(new SqsEngine());

[EmulatorLacks(nameof(FifoContract.A_group_comes_in_order_and_several_of_it_in_one_receive), Lacks.SeveralOfAGroup)]
[EmulatorLacks(
    nameof(FifoContract.A_head_that_is_visible_again_waits_for_those_received_with_it),
    Lacks.SeveralOfAGroup
)]
[EmulatorLacks(nameof(FifoContract.A_failed_head_comes_back_before_the_rest_of_its_group), Lacks.SeveralOfAGroup)]
[EmulatorLacks(nameof(FifoContract.After_the_redrive_of_its_head_a_group_goes_on), Lacks.SeveralOfAGroup)]
[EmulatorLacks(nameof(FifoContract.Ids_are_of_ascii_letters_digits_and_punctuation), Lacks.Validation)]
[EmulatorLacks(nameof(FifoContract.Ids_have_128_characters_at_most), Lacks.Validation)]
public sealed class SqsFifoTests() : FifoContract(new SqsEngine());

[EmulatorLacks(
    nameof(LimitContract.Characters_of_xml_pass),
    Lacks.CharactersBeyondTheFirstPlane,
    Argument = "\U00010000\U0010FFFF"
)]
[EmulatorLacks(nameof(LimitContract.An_empty_body_is_refused), Lacks.Validation)]
[EmulatorLacks(nameof(LimitContract.Ten_attributes_pass_and_eleven_are_refused), Lacks.Validation)]
[EmulatorLacks(nameof(LimitContract.Attribute_names_that_SQS_does_not_take_are_refused), Lacks.Validation)]
[EmulatorLacks(nameof(LimitContract.An_attribute_name_has_256_characters_at_most), Lacks.Validation)]
[EmulatorLacks(nameof(LimitContract.Attributes_without_a_value_of_their_type_are_refused), Lacks.Validation)]
[EmulatorLacks(nameof(LimitContract.A_delay_of_more_than_fifteen_minutes_is_refused), Lacks.Validation)]
public sealed class SqsLimitTests() : LimitContract(new SqsEngine());

[EmulatorLacks(nameof(ServiceContract.A_name_that_SQS_does_not_take_is_refused), Lacks.Validation)]
public sealed class SqsServiceTests() : ServiceContract(new SqsEngine());

public sealed class SqsDepthTests() : DepthContract(new SqsEngine());

[EmulatorLacks(nameof(MoveContract.Dead_letters_go_back_each_to_its_source_as_new_messages), Lacks.Moves)]
[EmulatorLacks(nameof(MoveContract.Dead_letters_go_to_the_queue_that_is_named), Lacks.Moves)]
[EmulatorLacks(nameof(MoveContract.A_moved_message_may_die_again), Lacks.Moves)]
[EmulatorLacks(nameof(MoveContract.A_queue_that_is_no_dead_letter_queue_is_refused), Lacks.Moves)]
public sealed class SqsMoveTests() : MoveContract(new SqsEngine());

/// <summary>Where fauxqs 1.9.2 is not SQS. The engine's part in each is tested by script.</summary>
internal static class Lacks
{
    public const string CharactersBeyondTheFirstPlane = "fauxqs refuses characters above U+FFFF, which SQS takes.";

    public const string LostHandles =
        "fauxqs answers success, or by another name, for handles that lead to no message.";

    public const string SourceOfDeadLetters = "fauxqs does not tell DeadLetterQueueSourceArn.";

    public const string Validation = "fauxqs takes what SQS refuses.";

    public const string SeveralOfAGroup = "fauxqs gives one message of a FIFO group in a receive, and SQS several.";

    public const string Moves = "fauxqs has no message move tasks.";
}
