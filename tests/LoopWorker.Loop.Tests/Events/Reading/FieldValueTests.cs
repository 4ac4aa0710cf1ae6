using LoopWorker.Loop.Json;
using LoopWorker.Messages;
using LoopWorker.Messages.Types.GeofenceCrossings;
using LoopWorker.Messages.Types.PosTransactions;
using LoopWorker.Messages.Types.Vaults;

namespace LoopWorker.Loop.Tests.Events.Reading;

/// <summary>What valid fields are read as.</summary>
public sealed class FieldValueTests
{
    [Fact]
    public void A_transaction_is_read_with_every_field()
    {
        Assert.Equal(
            new PosTransaction(
                "sq_01HRZ",
                "square",
                "merch-7",
                "Café Zürich",
                "L1",
                1250,
                "EUR",
                "fp_9a8b",
                "4242",
                new DateTimeOffset(2026, 3, 1, 11, 59, 30, TimeSpan.Zero),
                new Proof("receipt", "c2ln"),
                new Position(47.3769, 8.5417, 12.5f)
            ),
            Samples.ReadAs<PosTransaction>(Samples.Transaction, PosTransactionMessage.WireName)
        );
    }

    [Fact]
    public void A_transaction_is_read_without_its_optional_fields()
    {
        const string Body = """
            {"transaction_id":"t","processor":"p","merchant_id":"m","amount_cents":1,"card_fingerprint":"f",
             "occurred_at":"2026-03-01T00:00:00Z","merchant_name":null,"currency":null,"proof":null,"unknown":{"a":[1,2]}}
            """;

        Assert.Equal(
            new PosTransaction(
                "t",
                "p",
                "m",
                null,
                null,
                1,
                "USD",
                "f",
                null,
                new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero),
                null,
                null
            ),
            Samples.ReadAs<PosTransaction>(Body, PosTransactionMessage.WireName)
        );
    }

    [Fact]
    public void Crossings_and_vault_events_are_read_with_every_field()
    {
        var at = new DateTimeOffset(2026, 3, 1, 11, 59, 30, TimeSpan.Zero);

        Assert.Equal(
            new GeofenceCrossing("geo-1", "5A7EYKTZ", "merch-7", Transition.Enter, new(47.3769, 8.5417, 12.5f), at),
            Samples.ReadAs<GeofenceCrossing>(Samples.Crossing, GeofenceCrossingMessage.WireName)
        );
        Assert.Equal(
            new VaultYield("v-1", "5A7EYKTZ", ulong.MaxValue, at),
            Samples.ReadAs<VaultYield>(Samples.Vault, VaultYieldMessage.WireName)
        );
        Assert.Equal(
            new VaultUnlock("v-1", "5A7EYKTZ", ulong.MaxValue, at),
            Samples.ReadAs<VaultUnlock>(Samples.Vault, VaultUnlockMessage.WireName)
        );
    }

    [Theory]
    [InlineData("enter", Transition.Enter)]
    [InlineData("dwell", Transition.Dwell)]
    [InlineData("exit", Transition.Exit)]
    public void Each_transition_has_its_name(string name, Transition expected)
    {
        var body = Samples.WithField(GeofenceCrossingMessage.WireName, "transition", $"\"{name}\"");

        Assert.Equal(expected, Samples.ReadAs<GeofenceCrossing>(body, GeofenceCrossingMessage.WireName).Transition);
    }

    [Theory]
    [InlineData("12", 12)]
    [InlineData("12.0", 12)]
    [InlineData("1.2e1", 12)]
    [InlineData("120e-1", 12)]
    [InlineData("0.0012E+4", 12)]
    [InlineData("1e9", 1_000_000_000)]
    [InlineData("10000000000000000000000000e-16", 1_000_000_000)]
    [InlineData("1.00000000000000000000000000000000000000", 1)]
    public void An_integer_counts_by_its_value(string json, long expected)
    {
        var body = Samples.WithField(PosTransactionMessage.WireName, "amount_cents", json);

        Assert.Equal(expected, Samples.ReadAs<PosTransaction>(body, PosTransactionMessage.WireName).AmountCents);
    }

    // Rust writes the largest single as 3.4028235e38, which as a double is a little more than it is.
    [Theory]
    [InlineData("3.4028235e38")]
    [InlineData("3.4028234663852886e38")]
    [InlineData("3.4028235677973362e38")]
    public void The_largest_single_is_read_however_it_is_written(string json)
    {
        var body = Samples.WithField(GeofenceCrossingMessage.WireName, "accuracy_m", json);

        var accuracy = Samples.ReadAs<GeofenceCrossing>(body, GeofenceCrossingMessage.WireName).Position.AccuracyMeters;

        Assert.Equal(float.MaxValue, accuracy);
        Assert.Equal("3.4028235e38", AgentNumbers.Format(accuracy));
    }

    [Theory]
    [InlineData("18446744073709551615", ulong.MaxValue)]
    [InlineData("1844674407370955161.5e1", ulong.MaxValue)]
    [InlineData("9007199254740993", 9007199254740993)]
    public void Lamports_are_exact(string json, ulong expected)
    {
        var body = Samples.WithField(VaultYieldMessage.WireName, "amount", json);

        Assert.Equal(expected, Samples.ReadAs<VaultYield>(body, VaultYieldMessage.WireName).Amount);
    }

    [Theory]
    [InlineData("2026-02-28T23:00:00Z", "2026-02-28T23:00:00.0000000")]
    [InlineData("2026-02-28t23:00:00z", "2026-02-28T23:00:00.0000000")]
    [InlineData("2026-03-01T00:30:00+01:30", "2026-02-28T23:00:00.0000000")]
    [InlineData("2026-02-28T23:00:00-00:00", "2026-02-28T23:00:00.0000000")]
    [InlineData("2026-02-28T13:00:00.5-10:00", "2026-02-28T23:00:00.5000000")]
    [InlineData("2024-02-29T23:59:59.123456789Z", "2024-02-29T23:59:59.1234567")]
    [InlineData("0001-01-01T00:00:00Z", "0001-01-01T00:00:00.0000000")]
    [InlineData("0001-01-01T00:00:00+05:00", "0001-01-01T00:00:00.0000000")]
    [InlineData("2026-02-28T23:00:00\\u005A", "2026-02-28T23:00:00.0000000")]
    public void A_time_is_normalised_to_utc(string written, string expected)
    {
        var body = Samples.WithField(VaultYieldMessage.WireName, "occurred_at", $"\"{written}\"");

        var time = Samples.ReadAs<VaultYield>(body, VaultYieldMessage.WireName).OccurredAt;

        Assert.Equal(TimeSpan.Zero, time.Offset);
        Assert.Equal(expected, time.ToString("yyyy-MM-ddTHH:mm:ss.fffffff"));
    }

    [Theory]
    [InlineData(300, true)]
    [InlineData(301, false)]
    public void A_time_may_be_up_to_five_minutes_in_the_future(int seconds, bool accepted)
    {
        var body = Samples.WithField(
            VaultYieldMessage.WireName,
            "occurred_at",
            $"\"{Samples.Now.AddSeconds(seconds):O}\""
        );

        Assert.Equal(accepted, Samples.Read(body, VaultYieldMessage.WireName).Succeeded);
    }

    [Fact]
    public void Characters_beyond_the_basic_plane_count_once()
    {
        var body = Samples.WithField(
            PosTransactionMessage.WireName,
            "merchant_id",
            $"\"{string.Concat(Enumerable.Repeat("😀", 64))}\""
        );

        Assert.Equal(128, Samples.ReadAs<PosTransaction>(body, PosTransactionMessage.WireName).MerchantId.Length);
    }

    [Fact]
    public void A_broken_escape_in_an_unknown_field_does_not_matter()
    {
        var body = $$"""{"note\ud800":"\udc00","note":1,"note":2,{{Samples.Vault[1..]}}""";

        Assert.True(Samples.Read(body, VaultYieldMessage.WireName).Succeeded);
    }

    [Fact]
    public void A_location_without_accuracy_has_none()
    {
        var body = Samples.WithField(PosTransactionMessage.WireName, "location.accuracy_m", null);

        Assert.Equal(0, Samples.ReadAs<PosTransaction>(body, PosTransactionMessage.WireName).Location!.AccuracyMeters);
    }
}
