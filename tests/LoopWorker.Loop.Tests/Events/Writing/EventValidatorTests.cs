using LoopWorker.Loop.Tests.Events.Reading;
using LoopWorker.Messages.Failures;
using LoopWorker.Messages.Reading;
using LoopWorker.Messages.Types.PosTransactions;
using LoopWorker.Messages.Types.Vaults;
using LoopWorker.Messages.Writing;
using LoopWorker.VirtualTime;

namespace LoopWorker.Loop.Tests.Events.Writing;

public sealed class EventValidatorTests
{
    private static readonly VaultYield Yield = new("v-1", "5A7EYKTZ", 5, Samples.Now);

    [Fact]
    public void An_event_that_keeps_the_rules_has_no_failure() => Assert.Null(Validate(Yield));

    [Theory]
    [InlineData(0, "u", FailureCodes.InvalidField, "amount is a number below 1: ")]
    [InlineData(
        1,
        "u#",
        FailureCodes.InvalidField,
        "user_pubkey is a string of 2 characters with one that is not allowed"
    )]
    [InlineData(1, null, FailureCodes.MissingField, "user_pubkey is missing: ")]
    public void What_breaks_a_rule_is_told_in_the_words_of_the_reader(
        ulong amount,
        string? user,
        string code,
        string detail
    )
    {
        var failure = Validate(Yield with { Amount = amount, UserPubkey = user! });
        Assert.Equal(code, failure?.Code);
        Assert.StartsWith(detail, failure?.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Half_of_a_surrogate_pair_is_not_repaired() =>
        Assert.StartsWith(
            "user_pubkey is a string with half of a surrogate pair: ",
            Validate(Yield with { UserPubkey = "\uD800" })?.Detail,
            StringComparison.Ordinal
        );

    [Fact]
    public void A_place_that_is_no_number_is_named_as_what_it_is() =>
        Assert.StartsWith(
            "location.latitude is a string of 3 characters: expected a number",
            Validate(
                Samples.ReadAs<PosTransaction>(Samples.Transaction, PosTransactionMessage.WireName) with
                {
                    Location = new(double.NaN, 0, 0),
                }
            )?.Detail,
            StringComparison.Ordinal
        );

    [Fact]
    public void What_lies_in_the_future_is_held_against_the_clock() =>
        Assert.StartsWith(
            "occurred_at is 301 s in the future: ",
            Validate(Yield with { OccurredAt = Samples.Now.AddSeconds(301) })?.Detail,
            StringComparison.Ordinal
        );

    [Fact]
    public void Limits_and_types_are_those_of_the_reader_given() =>
        Assert.Equal(
            FailureCodes.TooLarge,
            new EventValidator(new VirtualClock(Samples.Now), new EventReader(maxBodyBytes: 50)).Validate(Yield)?.Code
        );

    private static Failure? Validate(LoopWorker.Messages.LoopEvent loopEvent) =>
        new EventValidator(new VirtualClock(Samples.Now)).Validate(loopEvent);
}
