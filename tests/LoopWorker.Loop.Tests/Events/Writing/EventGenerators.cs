using FsCheck;
using FsCheck.Fluent;
using LoopWorker.Loop.Tests.Events.Reading;
using LoopWorker.Messages;
using LoopWorker.Messages.Reading.Fields;
using LoopWorker.Messages.Types.GeofenceCrossings;
using LoopWorker.Messages.Types.PosTransactions;
using LoopWorker.Messages.Types.Vaults;

namespace LoopWorker.Loop.Tests.Events.Writing;

/// <summary>Arbitrary events of each type: those that keep the rules, and those that need not.</summary>
internal static class EventGenerators
{
    private static readonly Gen<string> Id = TextOf("azAZ09._:-", 1, 128);
    private static readonly Gen<string> FreeText = TextOf("aé€\"\\/<+\uFFFD\uE000\uFFFE\U0001F30D\n\0", 0, 256);

    // What a field may hold that no rule was asked about: half of a surrogate pair, and what is too long.
    private static readonly Gen<string> AnyText = Gen.OneOf(
        FreeText,
        Gen.Elements("", "\uD800", "a\uDC00b", "\uDC00\uD800", new string('x', 300), null!)
    );

    private static readonly Gen<double> AnyNumber = Gen.OneOf(
        ArbMap.Default.GeneratorFor<double>(),
        Gen.Elements(Math.ScaleB(1, -25), Math.ScaleB(1, -958), -0.0, 90, 180, double.NaN, double.PositiveInfinity)
    );

    private static readonly Gen<ulong> Amount = Gen.OneOf(
        ArbMap.Default.GeneratorFor<ulong>(),
        Gen.Elements(1UL, ulong.MaxValue)
    );

    private static readonly Gen<DateTimeOffset> Time =
        from ticks in Gen.Choose(0, int.MaxValue)
        from days in Gen.Choose(0, 700_000)
        from hours in Gen.Choose(-14, 14)
        let utc = Samples.Now.AddDays(-days).AddTicks(-ticks * 7L)
        select utc.ToOffset(TimeSpan.FromHours(hours));

    /// <summary>Events that keep every rule.</summary>
    public static Gen<LoopEvent> Valid { get; } =
        Gen.OneOf(
            Purchases(Id, Name(64), FreeText, Choose(1, 1_000_000_000), Currency, Coordinates(90), Coordinates(180)),
            Crossings(
                Id,
                Name(64),
                Choose(0, 2).Select(number => (Transition)number),
                Coordinates(90),
                Coordinates(180)
            ),
            Vaults(Id, Amount.Where(amount => amount > 0))
        );

    /// <summary>Events of which any field may break its rule.</summary>
    public static Gen<LoopEvent> Any { get; } =
        Gen.OneOf(
            Purchases(
                AnyText,
                AnyText,
                AnyText,
                Choose(-2, 2),
                AnyText.Where(code => code is not null),
                AnyNumber,
                AnyNumber
            ),
            Crossings(AnyText, AnyText, Choose(-1, 5).Select(number => (Transition)number), AnyNumber, AnyNumber),
            Vaults(AnyText, Gen.Elements(0UL, 1UL))
        );

    private static Gen<string> Currency => Gen.Elements(Currencies.Active.Order(StringComparer.Ordinal).ToArray());

    private static Gen<LoopEvent> Purchases(
        Gen<string> id,
        Gen<string> name,
        Gen<string> text,
        Gen<long> cents,
        Gen<string> currency,
        Gen<double> latitude,
        Gen<double> longitude
    ) =>
        from transaction in id
        from merchant in name
        from card in name
        from merchantName in Maybe(text)
        from place in Maybe(text)
        from amount in cents
        from code in currency
        from last4 in Maybe(Gen.Elements("0000", "4242"))
        from time in Time
        from proof in Maybe(text.Where(data => data is not null).Select(data => new Proof("receipt", data)))
        from location in Maybe(Positions(latitude, longitude))
        select (LoopEvent)
            new PosTransaction(
                Id: transaction,
                Processor: "square",
                MerchantId: merchant,
                MerchantName: merchantName,
                LocationId: place,
                AmountCents: amount,
                Currency: code,
                CardFingerprint: card,
                CardLast4: last4,
                OccurredAt: time,
                Proof: proof,
                Location: location
            );

    private static Gen<LoopEvent> Crossings(
        Gen<string> id,
        Gen<string> merchant,
        Gen<Transition> transitions,
        Gen<double> latitude,
        Gen<double> longitude
    ) =>
        from number in id
        from user in id
        from place in merchant
        from transition in transitions
        from position in Positions(latitude, longitude)
        from time in Time
        select (LoopEvent)new GeofenceCrossing(number, user, place, transition, position, time);

    private static Gen<LoopEvent> Vaults(Gen<string> id, Gen<ulong> amounts) =>
        from number in id
        from user in id
        from amount in amounts
        from time in Time
        from unlocks in Gen.Elements(true, false)
        select unlocks
            ? (LoopEvent)new VaultUnlock(number, user, amount, time)
            : new VaultYield(number, user, amount, time);

    private static Gen<Position> Positions(Gen<double> latitude, Gen<double> longitude) =>
        from north in latitude
        from east in longitude
        from accuracy in Gen.OneOf(
            ArbMap.Default.GeneratorFor<float>().Where(float.IsFinite).Select(Math.Abs),
            Gen.Elements(0f, 0.1f, float.Epsilon, float.MaxValue)
        )
        select new Position(north, east, accuracy);

    private static Gen<T?> Maybe<T>(Gen<T> generator)
        where T : class => Gen.OneOf(generator.Select(value => (T?)value), Gen.Constant((T?)null));

    private static Gen<double> Coordinates(double maximum) =>
        AnyNumber.Where(double.IsFinite).Select(number => Math.Abs(number) <= maximum ? number : number % maximum);

    private static Gen<long> Choose(int minimum, int maximum) =>
        Gen.Choose(minimum, maximum).Select(number => (long)number);

    private static Gen<string> Name(int maximum) => TextOf("aé€\"\\/<+\uFFFD\uE000\uFFFE\U0001F30D", 1, maximum);

    private static Gen<string> TextOf(string characters, int minimum, int maximum)
    {
        var runes = characters.EnumerateRunes().Select(rune => rune.ToString()).ToArray();
        return from length in Gen.OneOf(Gen.Choose(minimum, 8), Gen.Choose(minimum, maximum))
            from parts in Gen.Elements(runes).ArrayOf(length)
            select string.Concat(parts);
    }
}
