using LoopWorker.Messages.Failures;
using LoopWorker.Messages.Types.GeofenceCrossings;
using LoopWorker.Messages.Types.PosTransactions;
using LoopWorker.Messages.Types.Vaults;

namespace LoopWorker.Loop.Tests.Events.Reading;

/// <summary>What is said of fields that break their rule.</summary>
public sealed class FieldFailureTests
{
    private const string Pos = PosTransactionMessage.WireName;
    private const string Geo = GeofenceCrossingMessage.WireName;
    private const string Yield = VaultYieldMessage.WireName;

    public static TheoryData<string, string, string, string> Violations =>
        new()
        {
            {
                Pos,
                "transaction_id",
                Text(140),
                "a string of 140 characters: expected 1 to 128 characters of A-Z a-z 0-9 . _ : -"
            },
            {
                Pos,
                "transaction_id",
                Text(0),
                "a string of 0 characters: expected 1 to 128 characters of A-Z a-z 0-9 . _ : -"
            },
            {
                Pos,
                "transaction_id",
                "\"a#b\"",
                "a string of 3 characters with one that is not allowed at position 2: expected 1 to 128 characters of A-Z a-z 0-9 . _ : -"
            },
            {
                Pos,
                "transaction_id",
                "\"é\"",
                "a string of 1 character with one that is not allowed at position 1: expected 1 to 128 characters of A-Z a-z 0-9 . _ : -"
            },
            {
                Pos,
                "processor",
                Text(33),
                "a string of 33 characters: expected 1 to 32 characters, none a control character"
            },
            {
                Pos,
                "merchant_id",
                Text(65),
                "a string of 65 characters: expected 1 to 64 characters, none a control character"
            },
            {
                Pos,
                "merchant_id",
                "\"a\\u0007\"",
                "a string of 2 characters with one that is not allowed at position 2: expected 1 to 64 characters, none a control character"
            },
            {
                Pos,
                "merchant_id",
                "\"\\ud800\"",
                "a string with half of a surrogate pair: expected 1 to 64 characters, none a control character"
            },
            { Pos, "merchant_name", Text(257), "a string of 257 characters: expected at most 256 characters" },
            { Pos, "location_id", "[]", "an array: expected at most 256 characters" },
            { Pos, "amount_cents", "0", "a number below 1: expected an integer from 1 to 1000000000" },
            { Pos, "amount_cents", "-5", "a number below 1: expected an integer from 1 to 1000000000" },
            { Pos, "amount_cents", "-1e999999999999", "a number below 1: expected an integer from 1 to 1000000000" },
            { Pos, "amount_cents", "-0.0", "a number below 1: expected an integer from 1 to 1000000000" },
            { Pos, "amount_cents", "12.5", "a number with a fraction: expected an integer from 1 to 1000000000" },
            { Pos, "amount_cents", "1e-1", "a number with a fraction: expected an integer from 1 to 1000000000" },
            {
                Pos,
                "amount_cents",
                "1e-99999999999999999999",
                "a number with a fraction: expected an integer from 1 to 1000000000"
            },
            {
                Pos,
                "amount_cents",
                "1.0000000000000000000000000000000000001",
                "a number with a fraction: expected an integer from 1 to 1000000000"
            },
            {
                Pos,
                "amount_cents",
                "1000000001",
                "a number above 1000000000: expected an integer from 1 to 1000000000"
            },
            {
                Pos,
                "amount_cents",
                "1e99999999999999999999",
                "a number above 1000000000: expected an integer from 1 to 1000000000"
            },
            { Pos, "amount_cents", "\"12\"", "a string of 2 characters: expected an integer from 1 to 1000000000" },
            { Pos, "amount_cents", "true", "a boolean: expected an integer from 1 to 1000000000" },
            {
                Pos,
                "currency",
                "\"usd\"",
                "a string of 3 characters: expected an active ISO 4217 code of 3 upper-case letters"
            },
            {
                Pos,
                "currency",
                "\"XYZ\"",
                "a string of 3 characters: expected an active ISO 4217 code of 3 upper-case letters"
            },
            {
                Pos,
                "card_fingerprint",
                Text(129),
                "a string of 129 characters: expected 1 to 128 characters, none a control character"
            },
            { Pos, "card_last4", "\"424\"", "a string of 3 characters: expected 4 digits" },
            {
                Pos,
                "card_last4",
                "\"42a2\"",
                "a string of 4 characters with one that is not allowed at position 3: expected 4 digits"
            },
            {
                Pos,
                "card_last4",
                "\"٤٢٤٢\"",
                "a string of 4 characters with one that is not allowed at position 1: expected 4 digits"
            },
            { Pos, "proof", "\"x\"", "a string of 1 character: expected an object" },
            {
                Pos,
                "proof.type",
                Text(65),
                "a string of 65 characters: expected 1 to 64 characters, none a control character"
            },
            { Pos, "proof.data", Text(65_537), "a string of 65537 characters: expected at most 65536 characters" },
            { Pos, "location", "1", "a number: expected an object" },
            { Pos, "location.latitude", "90.1", "a number above 90: expected a number from -90 to 90" },
            { Pos, "location.latitude", "-1e999", "a number below -90: expected a number from -90 to 90" },
            { Pos, "location.longitude", "-180.5", "a number below -180: expected a number from -180 to 180" },
            {
                Pos,
                "location.accuracy_m",
                "-1",
                "a number below 0: expected a number from 0 to 3.4028235677973362E+38"
            },
            {
                Geo,
                "accuracy_m",
                "1e39",
                "a number above 3.4028235677973362E+38: expected a number from 0 to 3.4028235677973362E+38"
            },
            { Geo, "latitude", "\"47\"", "a string of 2 characters: expected a number from -90 to 90" },
            { Geo, "transition", "\"Enter\"", "a string of 5 characters: expected enter, dwell or exit" },
            {
                Geo,
                "user_pubkey",
                "\"a b\"",
                "a string of 3 characters with one that is not allowed at position 2: expected 1 to 128 characters of A-Z a-z 0-9 . _ : -"
            },
            {
                Yield,
                "amount",
                "18446744073709551616",
                "a number above 18446744073709551615: expected an integer from 1 to 18446744073709551615"
            },
            { Yield, "event_id", "{}", "an object: expected 1 to 128 characters of A-Z a-z 0-9 . _ : -" },
            {
                Yield,
                "occurred_at",
                "1772366370",
                "a number: expected a time of RFC 3339 with its offset, such as 2026-01-31T12:00:00Z"
            },
            {
                Yield,
                "occurred_at",
                "\"2026-02-28T23:59:60Z\"",
                "a leap second (:60), which Unix time cannot hold: expected the second before or after it"
            },
            {
                Yield,
                "occurred_at",
                "\"0000-02-29T00:00:00Z\"",
                "a time before the year 1: expected a time of RFC 3339 with its offset, such as 2026-01-31T12:00:00Z, in a year from 0001 to 9999"
            },
            {
                Yield,
                "occurred_at",
                "\"2026-03-01T12:10:00Z\"",
                "600 s in the future: expected at most 300 s, so look at the sender's clock"
            },
        };

    [Theory]
    [MemberData(nameof(Violations))]
    public void A_field_that_breaks_its_rule_is_named_with_its_shape_and_the_rule(
        string type,
        string path,
        string json,
        string detail
    )
    {
        Assert.Equal(
            new Failure(FailureCodes.InvalidField, $"{path} is {detail}."),
            Samples.FailureOf(type, path, json)
        );
    }

    [Theory]
    [InlineData("2026-02-28")]
    [InlineData("2026-02-28T23:00:00")]
    [InlineData("2026-02-28 23:00:00Z")]
    [InlineData("2026-02-29T23:00:00Z")]
    [InlineData("2026-13-01T00:00:00Z")]
    [InlineData("2026-00-01T00:00:00Z")]
    [InlineData("2026-01-00T00:00:00Z")]
    [InlineData("0000-02-30T00:00:00Z")]
    [InlineData("2026-01-01T24:00:00Z")]
    [InlineData("2026-01-01T00:60:00Z")]
    [InlineData("2026-01-01T00:00:61Z")]
    [InlineData("2026-01-01T00:00:00.Z")]
    [InlineData("2026-01-01T00:00:00.1234567890Z")]
    [InlineData("2026-01-01T00:00:00,5Z")]
    [InlineData("2026-01-01T00:00:00.5")]
    [InlineData("2026-01-01T00:00:00+0100")]
    [InlineData("2026-01-01T00:00:00+24:00")]
    [InlineData("2026-01-01T00:00:00+01:60")]
    [InlineData("2026-01-01T00:00:00+01:00Z")]
    [InlineData("2026-1-1T00:00:00Z    ")]
    [InlineData(" 2026-01-01T00:00:00Z")]
    [InlineData("Thu, 01 Jan 2026 00:00:00 GMT")]
    [InlineData("")]
    public void A_time_that_is_not_rfc_3339_is_refused(string written)
    {
        var failure = Samples.FailureOf(Yield, "occurred_at", $"\"{written}\"");

        Assert.Equal(FailureCodes.InvalidField, failure.Code);
        Assert.Contains("expected a time of RFC 3339", failure.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        Pos,
        "transaction_id processor merchant_id amount_cents card_fingerprint occurred_at proof.type proof.data location.latitude location.longitude"
    )]
    [InlineData(Geo, "event_id user_pubkey merchant_id transition latitude longitude accuracy_m occurred_at")]
    [InlineData(Yield, "event_id user_pubkey amount occurred_at")]
    [InlineData(VaultUnlockMessage.WireName, "event_id user_pubkey amount occurred_at")]
    public void A_required_field_that_is_absent_or_null_is_missing(string type, string paths)
    {
        foreach (var path in paths.Split(' '))
        {
            foreach (var json in new[] { null, "null" })
            {
                var failure = Samples.FailureOf(type, path, json);
                Assert.Equal(FailureCodes.MissingField, failure.Code);
                Assert.StartsWith($"{path} is missing: expected ", failure.Detail, StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [InlineData("""{"event_id":"a","event_id":"a",""")]
    [InlineData("""{"event_id":null,"event_id":"a",""")]
    [InlineData("""{"event_id":"a","event\u005fid":"b",""")]
    public void A_known_field_that_is_repeated_is_refused(string start)
    {
        var body = $$"""{{start}}"user_pubkey":"u","amount":1,"occurred_at":"2026-03-01T00:00:00Z"}""";

        var failure = Samples.Read(body, Yield).Failure!;

        Assert.Equal(FailureCodes.InvalidField, failure.Code);
        Assert.StartsWith("event_id is there more than once", failure.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void The_first_field_that_is_wrong_is_the_one_named()
    {
        var failure = Samples.Read("""{"merchant_id":5,"amount_cents":-1}""", Pos).Failure!;

        Assert.StartsWith("transaction_id is missing", failure.Detail, StringComparison.Ordinal);
    }

    private static string Text(int characters) => $"\"{new string('a', characters)}\"";
}
