using System.Text.Json;
using LoopWorker.Loop.Events.Setup;
using LoopWorker.Loop.Tests.Events.Reading;
using LoopWorker.Messages.Failures;

namespace LoopWorker.Loop.Tests.Events.Setup;

public sealed class SetupLineReaderTests
{
    private const string FullPatch = """
        {"user_pubkey":"u","preferences":{"auto_stake":true,"default_duration_days":65535,"auto_compound":false,
         "compound_threshold":18446744073709551615,"risk_tolerance":"balanced",
         "notifications":{"on_capture":true,"on_stake":false,"on_yield":true,"on_unlock":false,"min_notify_amount":0}}}
        """;

    [Fact]
    public void A_card_link_is_read_with_and_without_its_last_digits()
    {
        Assert.Equal(
            new CardLink("f", "u", "4242"),
            Read(
                """{"type":"loop.card.link.v1","data":{"card_fingerprint":"f","user_pubkey":"u","card_last4":"4242"}}"""
            ).Line
        );
        Assert.Equal(
            new CardLink("f", "u", ""),
            Read("""{"type":"loop.card.link.v1","data":{"card_fingerprint":"f","user_pubkey":"u","x":1}}""").Line
        );
    }

    [Fact]
    public void Preferences_are_read_with_every_member()
    {
        var expected = new PreferencesChange(
            "u",
            new(true, 65535, false, ulong.MaxValue, "balanced", new(true, false, true, false, 0))
        );

        Assert.Equal(expected, Read(Samples.Line(SetupTypes.Preferences, FullPatch)).Line);
        Assert.Equal(
            expected,
            Read(
                $$"""{"specversion":"1.0","id":"1","source":"/","type":"loop.preferences.v1","data":{{JsonSerializer.Serialize(FullPatch)}}}"""
            ).Line
        );
    }

    [Fact]
    public void What_a_patch_does_not_name_stays_unset()
    {
        Assert.Equal(
            new PreferencesChange("u", new(Notifications: new(OnYield: false))),
            Preferences("""{"auto_stake":null,"notifications":{"on_yield":false}}""").Line
        );
    }

    [Theory]
    [InlineData("{}", "preferences is an object that sets nothing")]
    [InlineData("""{"auto_stake":null}""", "preferences is an object that sets nothing")]
    [InlineData("""{"notifications":{}}""", "preferences.notifications is an object that sets nothing")]
    [InlineData(
        """{"auto_stake":true,"auto_steak":true}""",
        "preferences is an object with a member that is not known"
    )]
    [InlineData(
        """{"notifications":{"on_yield":true,"on_tap":true}}""",
        "preferences.notifications is an object with a member that is not known"
    )]
    [InlineData(
        """{"auto_stake":"yes"}""",
        "preferences.auto_stake is a string of 3 characters: expected true or false"
    )]
    [InlineData("""{"default_duration_days":65536}""", "preferences.default_duration_days is a number above 65535")]
    [InlineData("""{"default_duration_days":-1}""", "preferences.default_duration_days is a number below 0")]
    [InlineData("""{"compound_threshold":1.5}""", "preferences.compound_threshold is a number with a fraction")]
    [InlineData("""{"risk_tolerance":""}""", "preferences.risk_tolerance is a string of 0 characters")]
    [InlineData("""{"notifications":true}""", "preferences.notifications is a boolean: expected an object")]
    [InlineData(
        """{"notifications":{"min_notify_amount":-1}}""",
        "preferences.notifications.min_notify_amount is a number below 0"
    )]
    [InlineData("[]", "preferences is an array: expected an object")]
    public void Preferences_that_break_a_rule_are_refused_by_name(string preferences, string detail)
    {
        var failure = Preferences(preferences).Failure!;

        Assert.Equal(FailureCodes.InvalidField, failure.Code);
        Assert.StartsWith(detail, failure.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"type":"loop.card.link.v1"}""", "missing_field", "data is missing")]
    [InlineData(
        """{"type":"loop.card.link.v1","data":{"user_pubkey":"u"}}""",
        "missing_field",
        "card_fingerprint is missing"
    )]
    [InlineData(
        """{"type":"loop.card.link.v1","data":{"card_fingerprint":"f"}}""",
        "missing_field",
        "user_pubkey is missing"
    )]
    [InlineData(
        """{"type":"loop.card.link.v1","data":{"card_fingerprint":"f","user_pubkey":"a#b"}}""",
        "invalid_field",
        "user_pubkey is "
    )]
    [InlineData(
        """{"type":"loop.card.link.v1","data":{"card_fingerprint":"f","user_pubkey":"u","card_last4":"1"}}""",
        "invalid_field",
        "card_last4 is "
    )]
    [InlineData("""{"type":"loop.card.link.v1","data":"5"}""", "invalid_field", "data is a string that holds a number")]
    [InlineData("""{"type":"loop.card.link.v1","data":"{"}""", "invalid_json", "data is not JSON")]
    [InlineData(
        """{"type":"loop.card.link.v1","specversion":"2.0","data":{}}""",
        "unknown_envelope",
        "specversion is "
    )]
    [InlineData(
        """{"type":"loop.preferences.v1","data":{"user_pubkey":"u"}}""",
        "missing_field",
        "preferences is missing"
    )]
    public void A_broken_setup_line_is_refused_by_the_field_that_is_wrong(string line, string code, string detail)
    {
        var failure = Read(line).Failure!;

        Assert.Equal(code, failure.Code);
        Assert.StartsWith(detail, failure.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no json")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"type":5,"data":{}}""")]
    [InlineData("""{"type":"\ud800"}""")]
    [InlineData("""{"type":"loop.card.link.v2","data":{}}""")]
    public void Another_line_is_left_to_the_event_reader(string line)
    {
        Assert.False(SetupLineReader.TryRead(line, out _));
        Assert.False(SetupLineReader.TryRead(Samples.Line("loop.vault.yield.v1", Samples.Vault), out _));
    }

    private static SetupResult Preferences(string preferences) =>
        Read($$$"""{"type":"loop.preferences.v1","data":{"user_pubkey":"u","preferences":{{{preferences}}}}}""");

    private static SetupResult Read(string line)
    {
        Assert.True(SetupLineReader.TryRead(line, out var result));
        Assert.NotEqual(result.Succeeded, result.Failure is not null);
        return result;
    }
}
