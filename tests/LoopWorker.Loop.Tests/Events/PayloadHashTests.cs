using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using LoopWorker.Loop.Events;
using LoopWorker.Loop.Tests.Events.Reading;
using LoopWorker.Messages;
using LoopWorker.Messages.Types.GeofenceCrossings;
using LoopWorker.Messages.Types.PosTransactions;
using LoopWorker.Messages.Types.Vaults;

namespace LoopWorker.Loop.Tests.Events;

public sealed class PayloadHashTests
{
    private const string Pos = PosTransactionMessage.WireName;

    private static readonly DateTimeOffset At = new(2026, 3, 1, 11, 59, 30, TimeSpan.Zero);

    private static readonly PosTransaction Transaction = Samples.ReadAs<PosTransaction>(Samples.Transaction, Pos);

    private static readonly GeofenceCrossing Crossing = Samples.ReadAs<GeofenceCrossing>(
        Samples.Crossing,
        GeofenceCrossingMessage.WireName
    );

    [Fact]
    public void It_is_43_characters_of_base64url()
    {
        Assert.Matches("^[A-Za-z0-9_-]{43}$", PayloadHash.Of(Transaction));
    }

    // Markers live for a month: another hash for the same event would turn redeliveries into conflicts.
    [Fact]
    public void It_stays_the_same_over_releases()
    {
        Assert.Equal("KDNf7aMK2FgLqiiJsBfcjPGw9Ole6uaHlIOJC0u6qQM", PayloadHash.Of(Transaction));
        Assert.Equal("2EBccFraL1-wiZLA2_7J7C08HquHeajPukW1oGFRPZY", PayloadHash.Of(Crossing));
        Assert.Equal("ExAL1ow4AVfNzcsnG_4ROxel3s3dpUzq6FSMa5D7spU", PayloadHash.Of(new VaultYield("v", "u", 1, At)));
    }

    [Theory]
    [InlineData("currency", null, "\"USD\"")]
    [InlineData("currency", null, "null")]
    [InlineData("merchant_name", null, "null")]
    [InlineData("proof", null, "null")]
    [InlineData("amount_cents", "1250", "1.25e3")]
    [InlineData("occurred_at", "\"2024-01-01T00:00:00Z\"", "\"2024-01-01T02:00:00.000+02:00\"")]
    [InlineData("location.latitude", "0", "-0.0")]
    [InlineData("location.accuracy_m", null, "0")]
    [InlineData("merchant_id", "\"caf\\u00e9\"", "\"café\"")]
    [InlineData("unknown", null, "[1,2]")]
    public void The_way_a_value_is_written_makes_no_difference(string path, string? one, string? other)
    {
        Assert.Equal(HashOf(Samples.WithField(Pos, path, one)), HashOf(Samples.WithField(Pos, path, other)));
    }

    [Fact]
    public void Order_formatting_and_envelope_make_no_difference()
    {
        using var document = JsonDocument.Parse(Samples.Transaction);
        var members = document.RootElement.EnumerateObject().Reverse().Select(member => $"\n\t{member.ToString()} ");
        var reversed = $"{{{string.Join(',', members)}}}";

        Assert.Equal(PayloadHash.Of(Transaction), HashOf(reversed));
        Assert.Equal(
            PayloadHash.Of(Transaction),
            PayloadHash.Of(Samples.ReadAs<PosTransaction>(Samples.Line(Pos, reversed)))
        );
    }

    public static IReadOnlyList<LoopEvent> Variants =>
        [
            Transaction,
            Transaction with
            {
                Id = "x",
            },
            Transaction with
            {
                Processor = "x",
            },
            Transaction with
            {
                MerchantId = "x",
            },
            Transaction with
            {
                MerchantName = "x",
            },
            Transaction with
            {
                MerchantName = "",
            },
            Transaction with
            {
                MerchantName = null,
            },
            Transaction with
            {
                LocationId = "x",
            },
            Transaction with
            {
                LocationId = null,
            },
            Transaction with
            {
                MerchantName = "L1",
                LocationId = "Café Zürich",
            },
            Transaction with
            {
                MerchantName = "Café ZürichL",
                LocationId = "1",
            },
            Transaction with
            {
                AmountCents = 1251,
            },
            Transaction with
            {
                Currency = "USD",
            },
            Transaction with
            {
                CardFingerprint = "x",
            },
            Transaction with
            {
                CardLast4 = "0000",
            },
            Transaction with
            {
                CardLast4 = null,
            },
            Transaction with
            {
                OccurredAt = At.AddTicks(1),
            },
            Transaction with
            {
                Proof = null,
            },
            Transaction with
            {
                Proof = new Proof("x", "c2ln"),
            },
            Transaction with
            {
                Proof = new Proof("receipt", "x"),
            },
            Transaction with
            {
                Location = null,
            },
            Transaction with
            {
                Location = Transaction.Location! with { Latitude = 1 },
            },
            Transaction with
            {
                Location = Transaction.Location! with { Longitude = 1 },
            },
            Transaction with
            {
                Location = Transaction.Location! with { AccuracyMeters = 1 },
            },
            Crossing,
            Crossing with
            {
                Id = "x",
            },
            Crossing with
            {
                UserPubkey = "x",
            },
            Crossing with
            {
                MerchantId = "x",
            },
            Crossing with
            {
                Transition = Transition.Exit,
            },
            Crossing with
            {
                Position = Crossing.Position with { Latitude = 1 },
            },
            Crossing with
            {
                Position = Crossing.Position with { Longitude = 1 },
            },
            Crossing with
            {
                Position = Crossing.Position with { AccuracyMeters = 1 },
            },
            Crossing with
            {
                OccurredAt = At.AddTicks(1),
            },
            new VaultYield("v", "u", 1, At),
            new VaultYield("v2", "u", 1, At),
            new VaultYield("v", "u2", 1, At),
            new VaultYield("v", "u", 2, At),
            new VaultYield("v", "u", 1, At.AddTicks(1)),
            new VaultUnlock("v", "u", 1, At),
            new VaultUnlock("v2", "u", 1, At),
            new VaultUnlock("v", "u2", 1, At),
            new VaultUnlock("v", "u", 2, At),
            new VaultUnlock("v", "u", 1, At.AddTicks(1)),
        ];

    [Fact]
    public void Every_known_field_makes_a_difference()
    {
        var hashes = Variants.Select(PayloadHash.Of).ToList();

        Assert.Equal(hashes.Count, hashes.Distinct().Count());
    }

    [Fact]
    public void Texts_never_run_into_each_other()
    {
        // Two letters only, so that texts meet often.
        var text = Gen.Elements('a', 'b')
            .ArrayOf()
            .Select(letters => new string(letters[..Math.Min(3, letters.Length)]));
        var pair = text.Two().Two().ToArbitrary();
        Prop.ForAll(
                pair,
                both =>
                {
                    var (one, other) = both;
                    var same =
                        string.Equals(one.Item1, other.Item1, StringComparison.Ordinal)
                        && string.Equals(one.Item2, other.Item2, StringComparison.Ordinal);
                    return same == (HashOf(one.Item1, one.Item2) == HashOf(other.Item1, other.Item2));
                }
            )
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_text_larger_than_the_buffer_counts_to_its_last_character()
    {
        var data = new string('d', 65_535);

        Assert.NotEqual(
            PayloadHash.Of(Transaction with { Proof = new Proof("t", data + "1") }),
            PayloadHash.Of(Transaction with { Proof = new Proof("t", data + "2") })
        );
    }

    private static string HashOf(string name, string location) =>
        PayloadHash.Of(Transaction with { MerchantName = name, LocationId = location });

    private static string HashOf(string body) => PayloadHash.Of(Samples.ReadAs<PosTransaction>(body, Pos));
}
